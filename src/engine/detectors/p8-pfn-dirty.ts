/**
 * P8: a write to the page is never forgotten. When an SPTE loses its Dirty bit, the fact that the page
 * is dirty must reach struct page. It is lost at once when the writer replaces a value it has not seen
 * (nobody holds the bit any more), and it is lost later when a writer that has seen the bit finishes
 * without recording it: until then it is that actor's debt, a ghost.
 *
 * Kernels from v6.13 mark the page when it is mapped; there the property is empty.
 */
import { isDirtySpte, isShadowPresentLeaf, samePfn, spteToPfn } from '../layout/predicates.ts';
import { EVENT } from '../effect.ts';
import { hostPageOf } from '../state/shape.ts';
import { PAGE_FLAGS } from '../state/state-map.ts';
import { holdsReadLock, holdsWriteLock } from '../sync/locks.ts';
import type { Thread } from '../thread.ts';
import type { Detector } from './detector.ts';

/** Did the write of this step take a Dirty bit out of memory? */
function dropsDirty(t: Thread): boolean {
  const { effect, layout } = t;
  if (!effect.wrote) return false;
  if (!isShadowPresentLeaf(layout, effect.before, effect.level)) return false;
  if (!isDirtySpte(layout, effect.before)) return false;
  const keeps =
    isShadowPresentLeaf(layout, effect.after, effect.level) &&
    isDirtySpte(layout, effect.after) &&
    samePfn(layout, effect.before, effect.after);
  return !keeps;
}

function writerHasSeen(t: Thread): boolean {
  const { effect, layout } = t;
  return effect.hasSeen && isDirtySpte(layout, effect.seen);
}

function hostPageDirty(t: Thread, page: number): boolean {
  return (t.journal.read(t.map.page.base + page) & PAGE_FLAGS.DIRTY) !== 0;
}

/** Who puts the Dirty bit back that he has taken (a change undone) owes nothing. */
function forgiveDebt(t: Thread): void {
  const { effect, layout, map } = t;
  if (!effect.wrote || !isShadowPresentLeaf(layout, effect.after, effect.level)) return;
  if (!isDirtySpte(layout, effect.after)) return;
  const page = hostPageOf(map.shape, spteToPfn(layout, effect.after));
  if (page < 0 || t.journal.read(map.dirty_debt.base + page) !== t.actor + 1) return;
  t.journal.write(map.dirty_debt.base + page, 0);
}

/** The write half: lost at once, or from now on somebody's debt. */
function checkWrite(t: Thread): boolean {
  if (!dropsDirty(t)) {
    forgiveDebt(t);
    return false;
  }
  const page = hostPageOf(t.map.shape, spteToPfn(t.layout, t.effect.before));
  if (page < 0 || hostPageDirty(t, page)) return false;
  if (!writerHasSeen(t)) return true;
  t.journal.write(t.map.dirty_debt.base + page, t.actor + 1);
  return false;
}

/** The bookkeeping half: a debt is paid by the page's flag, and overdue once mmu_lock is let go. */
function checkDebts(t: Thread): boolean {
  const { page, dirty_debt } = t.map;
  if (t.effect.access === 'page-flags' && t.effect.hostPage >= 0) {
    if (hostPageDirty(t, t.effect.hostPage))
      t.journal.write(dirty_debt.base + t.effect.hostPage, 0);
    return false;
  }
  if (t.effect.access !== 'unlock' || holdsWriteLock(t) || holdsReadLock(t)) return false;
  let overdue = false;
  for (let at = 0; at < page.count; at++) {
    if (t.journal.read(dirty_debt.base + at) !== t.actor + 1) continue;
    t.journal.write(dirty_debt.base + at, 0);
    overdue = true;
  }
  return overdue;
}

export const P8_PFN_DIRTY: Detector = {
  id: 'P8',
  title: 'Dirty bit lost',
  sentence: 'When an SPTE loses its Dirty bit, the host learns that the page is dirty.',
  events: EVENT.SPTE_WRITE | EVENT.PAGE_FLAGS | EVENT.UNLOCK,
  check: (t) => t.layout.rules.pfnNotifications && (checkWrite(t) || checkDebts(t)),
  explain: (t) =>
    t.effect.access === 'unlock'
      ? 'lets go of mmu_lock without having recorded a Dirty bit it took out of an SPTE'
      : 'overwrites a Dirty bit it has not seen: nobody knows any more that the page is dirty',
};
