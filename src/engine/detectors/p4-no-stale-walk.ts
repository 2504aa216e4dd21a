/**
 * P4: when a page table is freed, no CPU can still reach it. A CPU may start a walk at a table it has
 * cached the address of, whatever memory says by then; only a flush makes it forget. What is cached for
 * a root that is invalid does not count: no CPU runs on such a root, and loading any root flushes it.
 */
import { EVENT } from '../effect.ts';
import { awaitsFlush } from '../hardware/flush-request.ts';
import { isUsableRoot } from '../hardware/roots.ts';
import { PSC_FLAGS } from '../state/state-map.ts';
import type { Thread } from '../thread.ts';
import type { Detector } from './detector.ts';

/** Does some vCPU have a usable address of the table in its paging-structure cache? */
function isCached(t: Thread, frame: number): boolean {
  const { psc, shape } = t.map;
  for (let slot = 0; slot < psc.count; slot++) {
    const cell = psc.base + slot * psc.stride;
    if (awaitsFlush(t, Math.floor(slot / shape.pscEntries))) continue;
    if ((t.journal.read(cell) & PSC_FLAGS.VALID) === 0) continue;
    if (t.journal.read(cell + 2) !== frame + 1) continue;
    if (isUsableRoot(t, t.journal.read(cell + 3) - 1)) return true;
  }
  return false;
}

export const P4_NO_STALE_WALK: Detector = {
  id: 'P4',
  title: 'Page table freed while a CPU can reach it',
  sentence: 'When a page table is freed, no CPU has its address cached.',
  events: EVENT.FRAME_FREED | EVENT.DEAD_TABLE,
  check: (t) =>
    (t.effect.events & EVENT.DEAD_TABLE) !== 0 ? t.effect.byCpu : isCached(t, t.effect.frame),
  explain: ({ effect }) =>
    effect.byCpu
      ? 'walks through a page that is no page table any more'
      : 'frees a page table that a CPU may still begin a walk at: nobody has flushed',
};
