/**
 * Why each step of a run is needed: does the run still violate with one step fewer, and how much later
 * could the step come? Asked by trying: each change of the schedule is run. Steps that one actor does
 * in a row stand together: a schedule says who moves, so to leave out any of them is to stop one short.
 */
import { Machine } from '../engine/machine.ts';
import type { MachineConfig } from '../engine/machine-config.ts';
import type { ScheduleStep } from '../engine/schedule-text.ts';
import type { Slices } from './slices.ts';

/** What a changed schedule leads to. stuck: it cannot be followed to its end, and violates nothing. */
export type ChangedRun = 'violates' | 'clean' | 'stuck';

export interface StepNeed {
  /** First and last step of the row, 1-based. */
  readonly first: number;
  readonly last: number;
  /** The run with one step of the row fewer. */
  readonly without: ChangedRun;
  /**
   * The later step of another actor (1-based) that the last step of the row has to come before; null
   * if it may come after all those that follow it, up to the actor's own next one.
   */
  readonly before: number | null;
}

export interface NeededFor {
  readonly schedule: readonly ScheduleStep[];
  /** Bits of detectors; the run violates one of them. */
  readonly properties: number;
}

export function* neededSteps(
  config: MachineConfig,
  { schedule, properties }: NeededFor,
): Slices<StepNeed[]> {
  const runner = new Runner(config, properties);
  const needs: StepNeed[] = [];
  for (let first = 0, last = 0; first < schedule.length; first = last + 1) {
    last = endOfRow(schedule, first);
    const without = runner.run(schedule.toSpliced(last, 1));
    yield;
    const before = yield* firstToPrecede(runner, schedule, last);
    needs.push({ first: first + 1, last: last + 1, without, before });
  }
  return needs;
}

function endOfRow(schedule: readonly ScheduleStep[], first: number): number {
  let last = first;
  while (isSame(schedule[first], schedule[last + 1])) last += 1;
  return last;
}

function isSame(a: ScheduleStep | undefined, b: ScheduleStep | undefined): boolean {
  return a?.actor === b?.actor && a?.variant === b?.variant;
}

/** Moves a step behind one step after the other, until the violation is gone. */
function* firstToPrecede(
  runner: Runner,
  schedule: readonly ScheduleStep[],
  at: number,
): Slices<number | null> {
  const moved = [...schedule];
  for (let to = at + 1; to < schedule.length; to++) {
    const [step, other] = [moved[to - 1], moved[to]];
    if (step === undefined || other === undefined || other.actor === step.actor) return null;
    moved[to - 1] = other;
    moved[to] = step;
    if (runner.run(moved) !== 'violates') return to + 1;
    yield;
  }
  return null;
}

class Runner {
  readonly #machine: Machine;
  readonly #properties: number;

  constructor(config: MachineConfig, properties: number) {
    this.#machine = new Machine(config);
    this.#properties = properties;
  }

  run(schedule: readonly ScheduleStep[]): ChangedRun {
    const result = this.#follow(schedule);
    while (this.#machine.position > 0) this.#machine.undo();
    return result;
  }

  #follow(schedule: readonly ScheduleStep[]): ChangedRun {
    for (const choice of schedule) {
      if (choice.variant >= this.#machine.variants(choice.actor)) return 'stuck';
      if ((this.#machine.step(choice) & this.#properties) !== 0) return 'violates';
    }
    return 'clean';
  }
}
