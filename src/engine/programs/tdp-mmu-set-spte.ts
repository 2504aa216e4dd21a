/**
 * tdp_mmu_set_spte(): how a thread that holds mmu_lock for write changes the SPTE its iterator stands
 * on. The place of ba3a6120a4e7: the old value that the bookkeeping goes on with is the iterator's
 * snapshot after a plain store, and what memory really held after an XCHG.
 *
 * ref: linux v5.19 arch/x86/kvm/mmu/tdp_mmu.c __tdp_mmu_set_spte(), tdp_iter.h kvm_tdp_mmu_write_spte()
 */
import { assert } from '../../base/assert.ts';
import type { Word64 } from '../../base/word64.ts';
import { storeSpte, xchgSpte } from '../hardware/spte-memory.ts';
import { isLastSpte, isShadowPresentPte } from '../layout/predicates.ts';
import { usesAtomicWrite } from '../layout/volatile-bits.ts';
import { holdsWriteLock } from '../sync/locks.ts';
import type { Thread } from '../thread.ts';
import { callHandleChangedSpte } from './handle-changed-spte.ts';
import { callHandleRemovedPt } from './handle-removed-pt.ts';
import { TDP_ITER, iterSptep } from './tdp-iter.ts';

/**
 * The write alone: the one access of the step that makes it. The old value that the bookkeeping goes on
 * with is in the iterator, and in `t.old`.
 */
export function tdpMmuWriteSpte(t: Thread, value: Word64): void {
  assert(holdsWriteLock(t), 'tdp_mmu_set_spte() without mmu_lock held for write');
  const old = t.get64(TDP_ITER.old_spte, t.old);
  if (usesAtomicWrite(t.layout, t.profile.tdpWrite, old, t.get(TDP_ITER.level))) {
    xchgSpte(t, iterSptep(t), { value, out: old });
    t.set64(TDP_ITER.old_spte, old);
  } else {
    storeSpte(t, iterSptep(t), { value, snapshot: old });
  }
}

/** Writes `value` and goes on in handle_changed_spte(). To be called by the step that makes the write. */
export function tdpMmuSetSpte(
  t: Thread,
  { value, recordAccTrack }: { value: Word64; recordAccTrack: boolean },
): null {
  tdpMmuWriteSpte(t, value);
  const level = t.get(TDP_ITER.level);
  const { old } = t;
  if (isShadowPresentPte(t.layout, old) && !isLastSpte(t.layout, old, level)) {
    return callHandleRemovedPt(t, { old, level, shared: false });
  }
  return callHandleChangedSpte(t, { old, new: value, level, recordAccTrack });
}
