/**
 * Ghost of P15: how often an actor has yielded since anybody has got on. Progress of one clears the
 * counts of all. Counts stop at two: then whoever yields is where it was before, and so are the others.
 */
import { EVENT } from '../effect.ts';
import type { Thread } from '../thread.ts';

const COUNT_MAX = 2;

export function yieldsWithoutProgress(t: Thread, actor: number): number {
  return t.journal.read(t.map.stuck.base + actor);
}

/** A walk has got on, or has something to do where it is. */
export function noteProgress(t: Thread): void {
  for (let actor = 0; actor < t.map.shape.actors; actor++) {
    t.journal.write(t.map.stuck.base + actor, 0);
  }
}

/** A walk yields where it has yielded before. */
export function noteYieldInPlace(t: Thread): void {
  t.effect.events |= EVENT.YIELDED_IN_PLACE;
  const count = Math.min(COUNT_MAX, yieldsWithoutProgress(t, t.actor) + 1);
  t.journal.write(t.map.stuck.base + t.actor, count);
}
