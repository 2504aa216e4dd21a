/** The leader of a comparison: it takes the turns of a schedule as they are, and skips what it cannot take. */
import type { Machine } from '../engine/machine.ts';
import type { Choice } from '../protocol/run.ts';
import { otherWay, skipped, type DepartureLog } from './departure-log.ts';

/** Turns between two looks at whether somebody else wants to be served. */
export const SLICE_TURNS = 100;

export interface LeaderStep {
  readonly choice: Choice;
  readonly place: string;
}

/** Where an actor is: program counter, operation and callers. Equal in all columns of a scenario. */
export function placeOf({ cells, map }: Machine, actor: number): string {
  const { base, stride } = map.thread;
  const first = base + actor * stride;
  return Array.from({ length: stride }, (_, i) => cells.read(first + i)).join();
}

export interface Led {
  readonly steps: readonly LeaderStep[];
  /** Where each actor is after the last one. */
  readonly end: readonly string[];
  /** Numbers of an actor's steps, in order. */
  readonly byActor: readonly (readonly number[])[];
}

export interface ToLead {
  readonly machine: Machine;
  readonly schedule: readonly Choice[];
  readonly log: DepartureLog;
}

/** `pause`: between two pieces; false when nobody wants it any more. */
export async function lead(
  { log, machine, schedule }: ToLead,
  pause: () => Promise<boolean>,
): Promise<Led | null> {
  const steps: LeaderStep[] = [];
  const byActor: number[][] = Array.from({ length: machine.actorCount }, () => []);
  for (const [turn, choice] of schedule.entries()) {
    if (turn % SLICE_TURNS === SLICE_TURNS - 1 && !(await pause())) return null;
    const { actor } = choice;
    const mine = byActor[actor];
    if (mine === undefined) continue;
    if (machine.variants(actor) === 0) {
      log.add({ ...skipped(machine, actor), side: 'leader', after: steps.length });
      continue;
    }
    const taken = possible(machine, choice);
    log.settle('leader', actor);
    if (taken !== choice)
      log.add({ ...otherWay(machine, choice), side: 'leader', after: steps.length });
    mine.push(steps.length);
    steps.push({ choice: taken, place: placeOf(machine, actor) });
    machine.step(taken);
  }
  return { steps, end: byActor.map((_, actor) => placeOf(machine, actor)), byActor };
}

/** The choice, or the ordinary way where it is none. */
export function possible(machine: Machine, choice: Choice): Choice {
  return choice.variant < machine.variants(choice.actor) ? choice : { ...choice, variant: 0 };
}
