/**
 * One schedule in two columns, for comparison. The leader takes the turns of the schedule as they are;
 * one that cannot be taken is skipped. The follower keeps to what the leader did, not to how many steps
 * it took: an actor goes to the place in its program where the leader's is. Where a patch has made a
 * path longer, shorter or another one, the two are brought together again at the nearest place that
 * both come through; where there is none, each goes its own way, a step for a step.
 */
import { present } from '../base/assert.ts';
import { Machine } from '../engine/machine.ts';
import type { MachineConfig } from '../engine/machine-config.ts';
import type { FollowedReply } from '../protocol/follow.ts';
import type { CancelledReply } from '../protocol/messages.ts';
import type { Choice } from '../protocol/run.ts';
import { DepartureLog, inMoments, otherWay, skipped, type Why } from './departure-log.ts';
import { NO_CONTROL, type RequestControl } from './request-control.ts';
import { SLICE_TURNS, lead, placeOf, possible, type Led } from './lead-run.ts';

/** How far it is looked ahead for a place that both come through: more than any path is longer by. */
const AHEAD_MAX = 64;

type FollowControl = Pick<RequestControl, 'cancelled' | 'pause'>;

const CANCELLED: CancelledReply = { type: 'cancelled' };

export interface FollowCall {
  readonly leader: MachineConfig;
  readonly follower: MachineConfig;
  readonly schedule: readonly Choice[];
}

export function followRun(call: FollowCall): Promise<FollowedReply>;
export function followRun(
  call: FollowCall,
  control: FollowControl,
): Promise<FollowedReply | CancelledReply>;
export async function followRun(
  { leader, follower, schedule }: FollowCall,
  control: FollowControl = NO_CONTROL,
): Promise<FollowedReply | CancelledReply> {
  const pause = async (): Promise<boolean> => {
    await control.pause();
    return !control.cancelled();
  };
  const log = new DepartureLog();
  const led = await lead({ machine: new Machine(leader), schedule, log }, pause);
  if (led === null) return CANCELLED;
  const run = new FollowerRun(new Machine(follower), led, log);
  for (let at = 0; at < led.steps.length; at++) {
    if (at % SLICE_TURNS === SLICE_TURNS - 1 && !(await pause())) return CANCELLED;
    run.follow(at);
  }
  run.makeUp();
  return {
    type: 'followed',
    leader: led.steps.map(({ choice }) => choice),
    follower: run.choices,
    moments: Uint32Array.from(run.moments),
    departures: inMoments(log.all, run.moments),
  };
}

class FollowerRun {
  readonly choices: Choice[] = [];
  /** Pairs, one after another. */
  readonly moments: number[] = [];
  readonly #machine: Machine;
  readonly #led: Led;
  readonly #log: DepartureLog;
  /** How many of its steps the leader's actor has done. */
  readonly #done: number[];
  /** Actors that had to let a turn go. */
  readonly #owes = new Set<number>();

  constructor(machine: Machine, led: Led, log: DepartureLog) {
    this.#machine = machine;
    this.#led = led;
    this.#log = log;
    this.#done = led.byActor.map(() => 0);
  }

  /** What the follower does about step `at` (0-based) of the leader. */
  follow(at: number): void {
    const { choice, place } = present(this.#led.steps[at], 'a step of the leader');
    const { actor } = choice;
    const meeting = this.#meeting(actor, place);
    this.#done[actor] = (this.#done[actor] ?? 0) + 1;
    if (this.#machine.variants(actor) === 0) this.#skip(at, actor);
    else if (meeting === null || meeting.theirs > 0) this.#branch({ at, actor, meeting });
    else if (this.#catchUp(actor, meeting.own)) this.#doSame(at, choice);
    else this.#skip(at, actor);
  }

  /** After the last step of the leader: who had to wait does what it missed, as far as it can. */
  makeUp(): void {
    let moved = true;
    while (moved) {
      moved = false;
      for (const actor of this.#owes) {
        const before = this.choices.length;
        const end = this.#led.end[actor] ?? '';
        const own = this.#ahead(actor).indexOf(end);
        if (own > 0) this.#catchUp(actor, own);
        if (this.choices.length > before) moved = true;
      }
    }
  }

  #doSame(at: number, choice: Choice): void {
    const taken = possible(this.#machine, choice);
    this.#log.settle('follower', choice.actor);
    if (taken !== choice) this.#note(otherWay(this.#machine, choice));
    this.#owes.delete(choice.actor);
    this.#step(taken, at + 1);
  }

  #skip(at: number, actor: number): void {
    this.#note(skipped(this.#machine, actor));
    this.#owes.add(actor);
    this.moments.push(at + 1, 0);
  }

  #branch({ at, actor, meeting }: { at: number; actor: number; meeting: Meeting | null }): void {
    const text =
      meeting === null
        ? 'the two paths do not meet again in this run'
        : `the two paths meet again at ${meeting.label}`;
    this.#note({ actor, reason: 'branches', text });
    this.moments.push(at + 1, 0);
    if (meeting === null || meeting.own > 0) this.#step({ actor, variant: 0 }, 0);
  }

  /** Does `count` steps of an actor alone; false when it has to wait on the way. */
  #catchUp(actor: number, count: number): boolean {
    for (let n = 0; n < count; n++) {
      if (this.#machine.variants(actor) === 0) return false;
      this.#note({ actor, reason: 'catches-up', text: 'it does what it has not done yet' });
      this.#step({ actor, variant: 0 }, 0);
    }
    return this.#machine.variants(actor) > 0;
  }

  #step(choice: Choice, ofLeader: number): void {
    this.#machine.step(choice);
    this.choices.push(choice);
    this.moments.push(ofLeader, this.choices.length);
  }

  #note(why: Why): void {
    this.#log.add({ ...why, side: 'follower', after: this.moments.length / 2 });
  }

  /** The nearest place that both come through, by how many steps each is away from it. */
  #meeting(actor: number, place: string): Meeting | null {
    if (placeOf(this.#machine, actor) === place) return { own: 0, theirs: 0, label: '' };
    const own = this.#ahead(actor);
    const done = this.#done[actor] ?? 0;
    const theirs = (this.#led.byActor[actor] ?? [])
      .slice(done, done + AHEAD_MAX)
      .map((at) => this.#led.steps[at]?.place ?? '')
      .concat(this.#led.end[actor] ?? '');
    let best: Meeting | null = null;
    for (const [i, mine] of own.entries()) {
      const j = theirs.indexOf(mine);
      if (j >= 0 && (best === null || i + j < best.own + best.theirs)) {
        best = { own: i, theirs: j, label: this.#labelAt(mine) };
      }
    }
    return best;
  }

  /** The places that an actor comes through if it moves alone from here: as many as can be told. */
  #ahead(actor: number): string[] {
    const machine = this.#machine;
    const places = [placeOf(machine, actor)];
    let steps = 0;
    while (steps < AHEAD_MAX && machine.variants(actor) > 0) {
      machine.step({ actor, variant: 0 });
      steps += 1;
      places.push(placeOf(machine, actor));
    }
    for (; steps > 0; steps--) machine.undo();
    return places;
  }

  #labelAt(place: string): string {
    const pc = Number(place.split(',')[0]);
    const step = this.#machine.config.programs.steps[pc];
    return step ? `${step.fn}: ${step.code}` : 'the end';
  }
}

interface Meeting {
  /** Steps of the follower's actor to the place. */
  readonly own: number;
  /** Steps of the leader's actor to it. */
  readonly theirs: number;
  readonly label: string;
}
