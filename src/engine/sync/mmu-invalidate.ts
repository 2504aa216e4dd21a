/**
 * kvm->mmu_invalidate_{in_progress, seq, range}: how a fault learns that the host mapping it resolved
 * has changed. Written under mmu_lock held for write. The reads of a fault's check under mmu_lock are
 * one access: nothing can change between them.
 * ref: linux v5.19 include/linux/kvm_host.h mmu_notifier_retry_hva() (renamed mmu_invalidate_* in v6.1)
 */
import type { Thread } from '../thread.ts';

const IN_PROGRESS = 0;
const SEQ = 1;
const RANGE_START = 2;
const RANGE_END = 3;
const MN_ACTIVE = 4;

export function beginInvalidate(
  t: Thread,
  { gfnStart, gfnEnd }: { gfnStart: number; gfnEnd: number },
): void {
  const { base } = t.map.mmu_invalidate;
  t.effect.note('seq');
  const inProgress = t.journal.read(base + IN_PROGRESS);
  t.journal.write(base + IN_PROGRESS, inProgress + 1);
  // Several at once are covered by one range that holds them all.
  const start =
    inProgress === 0 ? gfnStart : Math.min(gfnStart, t.journal.read(base + RANGE_START));
  const end = inProgress === 0 ? gfnEnd : Math.max(gfnEnd, t.journal.read(base + RANGE_END));
  t.journal.write(base + RANGE_START, start);
  t.journal.write(base + RANGE_END, end);
}

/**
 * kvm->mn_active_invalidate_count: while a notifier is under way no memslots are installed, so that it goes
 * by one set of them from its beginning to its end. Where a slot can only go, and not come elsewhere, that
 * makes no difference, and it is not kept.
 */
function keepsCount({ map }: Thread): boolean {
  return map.shape.slots.some(({ movesTo }) => movesTo !== undefined);
}

/** A notifier begins, or ends; part of its taking or leaving mmu_lock. */
export function countNotifier(t: Thread, change: 1 | -1): void {
  if (!keepsCount(t)) return;
  const cell = t.map.mmu_invalidate.base + MN_ACTIVE;
  t.journal.write(cell, t.journal.read(cell) + change);
}

export function canInstallMemslots(t: Thread): boolean {
  return t.journal.read(t.map.mmu_invalidate.base + MN_ACTIVE) === 0;
}

/** seq is raised first, then (after a write barrier) in_progress lowered. */
export function raiseInvalidateSeq(t: Thread): void {
  const { base } = t.map.mmu_invalidate;
  t.effect.note('seq');
  t.journal.write(base + SEQ, t.journal.read(base + SEQ) + 1);
}

export function endInvalidate(t: Thread): void {
  const { base } = t.map.mmu_invalidate;
  t.effect.note('seq');
  const inProgress = t.journal.read(base + IN_PROGRESS) - 1;
  t.journal.write(base + IN_PROGRESS, inProgress);
  if (inProgress > 0) return;
  // The range means nothing while no invalidation runs: cleared, so that equal states hash equal.
  t.journal.write(base + RANGE_START, 0);
  t.journal.write(base + RANGE_END, 0);
}

export function readInvalidateSeq(t: Thread): number {
  t.effect.note('seq');
  return t.journal.read(t.map.mmu_invalidate.base + SEQ);
}

/** Must a fault on `gfn` that read `seq` before it resolved the page be taken again? */
export function invalidateRetry(t: Thread, { gfn, seq }: { gfn: number; seq: number }): boolean {
  const { base } = t.map.mmu_invalidate;
  t.effect.note('seq');
  const covered =
    t.journal.read(base + IN_PROGRESS) > 0 &&
    gfn >= t.journal.read(base + RANGE_START) &&
    gfn < t.journal.read(base + RANGE_END);
  return covered || t.journal.read(base + SEQ) !== seq;
}
