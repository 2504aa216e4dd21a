/** Where a column does something else than the schedule, or the leader, and why. */
import type { Machine } from '../engine/machine.ts';
import type { Departure } from '../protocol/follow.ts';
import type { Choice } from '../protocol/run.ts';
import { blockedText, whyNot } from './why-blocked.ts';

export type Why = Pick<Departure, 'actor' | 'reason' | 'text'>;

export function skipped(machine: Machine, actor: number): Why {
  const reason = machine.nextStep(actor) === null ? 'finished' : 'waits';
  return { actor, reason, text: blockedText(machine, actor) };
}

export function otherWay(machine: Machine, choice: Choice): Why {
  return { actor: choice.actor, reason: 'variant', text: whyNot(machine, choice) };
}

/** What happens turn by turn for the same reason is one departure. */
export class DepartureLog {
  readonly all: Departure[] = [];
  /** Departures that may go on, by side and actor: where each is in the list. */
  readonly #open = new Map<string, number>();

  add(departure: Omit<Departure, 'count'>): void {
    const key = `${departure.side} ${departure.actor}`;
    const at = this.#open.get(key) ?? -1;
    const last = this.all[at];
    if (last?.reason === departure.reason && last.text === departure.text) {
      this.all[at] = { ...last, count: last.count + 1 };
      return;
    }
    this.#open.set(key, this.all.length);
    this.all.push({ ...departure, count: 1 });
  }

  /** The actor does as it should: what comes after that is another departure. */
  settle(side: Departure['side'], actor: number): void {
    this.#open.delete(`${side} ${actor}`);
  }
}

/** The leader has counted its steps, not the moments that it shares with the follower. */
export function inMoments(
  departures: readonly Departure[],
  moments: readonly number[],
): Departure[] {
  const momentOf = [0];
  for (let at = 0; at < moments.length; at += 2) {
    const step = moments[at] ?? 0;
    if (step > 0) momentOf[step] = at / 2 + 1;
  }
  return departures
    .map((one) => (one.side === 'leader' ? { ...one, after: momentOf[one.after] ?? 0 } : one))
    .sort((one, other) => one.after - other.after);
}
