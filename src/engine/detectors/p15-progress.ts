/**
 * P15: threads that contend for mmu_lock do not go round for ever. Two that yield to one another and
 * begin again where they were, and again, have come back to a state they were in: nothing keeps them
 * from doing so as long as they like. A thread that yields for nobody, and one that the others let run,
 * do not count.
 */
import { EVENT } from '../effect.ts';
import { yieldsWithoutProgress } from '../sync/yield-progress.ts';
import type { Thread } from '../thread.ts';
import type { Detector } from './detector.ts';

function check(t: Thread): boolean {
  if (yieldsWithoutProgress(t, t.actor) < 2) return false;
  const { thread, shape } = t.map;
  let others = 0;
  for (let actor = 0; actor < shape.actors; actor++) {
    if (actor === t.actor || t.journal.read(thread.base + actor * thread.stride) === 0) continue;
    if (yieldsWithoutProgress(t, actor) === 0) return false;
    others += 1;
  }
  return others > 0;
}

export const P15_PROGRESS: Detector = {
  id: 'P15',
  title: 'Threads yield to one another for ever',
  sentence: 'Of threads that yield to one another, some thread gets on.',
  events: EVENT.YIELDED_IN_PLACE,
  check,
  explain: () =>
    'yields where it yielded before, after all others have done the same: this can go on for ever',
};
