/**
 * P12: who may write how. A plain store to a present leaf needs mmu_lock held for write, and an SPTE
 * that nobody can be changing without the lock; lockless writers only compare-exchange (or AND).
 * Stores into a table that is not linked yet do not go through here.
 *
 * "Can be changing" is the fact, not the kernel's own test of its version: a kernel whose test is
 * wrong violates the property, which is its use. Only what counts as a loss is the kernel's to say: from
 * v6.15 on Accessed alone does not.
 */
import { EVENT } from '../effect.ts';
import { frameLife } from '../hardware/table-life.ts';
import { isShadowPresentLeaf } from '../layout/predicates.ts';
import { mayChangeWithoutLock } from '../layout/volatile-bits.ts';
import { FRAME_LIFE, PT_ENTRIES } from '../state/state-map.ts';
import { holdsWriteLock } from '../sync/locks.ts';
import type { Thread } from '../thread.ts';
import type { Detector } from './detector.ts';

function isInRemovedTable(t: Thread): boolean {
  return frameLife(t, (t.effect.sptep / PT_ENTRIES) | 0) >= FRAME_LIFE.removed;
}

function check(t: Thread): boolean {
  const { effect, layout } = t;
  // Who has removed a table exchanges its entries, with mmu_lock held for read, too.
  if (effect.access === 'spte-xchg') return !holdsWriteLock(t) && !isInRemovedTable(t);
  if (effect.access !== 'spte-store') return false;
  if (!isShadowPresentLeaf(layout, effect.before, effect.level)) return false;
  return !holdsWriteLock(t) || mayChangeWithoutLock(layout, effect.before);
}

export const P12_WRITE_DISCIPLINE: Detector = {
  id: 'P12',
  title: 'Plain store to a volatile SPTE',
  sentence: 'A leaf that others may change without mmu_lock is only written atomically.',
  events: EVENT.SPTE_WRITE,
  check,
  explain: (t) =>
    holdsWriteLock(t)
      ? 'stores over a leaf that the CPU or a fast page fault may be changing at this moment'
      : 'stores over a leaf without holding mmu_lock for write',
};
