/**
 * tdp_mmu_clear_spte_bits(): how kernels from v6.4 on clear Accessed or Dirty under mmu_lock held for
 * write. A locked AND takes away those bits and nothing that was set meanwhile. An SPTE whose snapshot
 * is not volatile is stored over, as nobody else can be changing it.
 *
 * ref: linux v6.12 arch/x86/kvm/mmu/tdp_iter.h tdp_mmu_clear_spte_bits()
 */
import { assert } from '../../base/assert.ts';
import type { Word64 } from '../../base/word64.ts';
import { andSpte, storeSpte } from '../hardware/spte-memory.ts';
import { usesAtomicWrite } from '../layout/volatile-bits.ts';
import { holdsWriteLock } from '../sync/locks.ts';
import type { Thread } from '../thread.ts';
import { callHandleChangedSpte } from './handle-changed-spte.ts';
import { TDP_ITER, iterSptep } from './tdp-iter.ts';
import { tdpMmuSetSpte } from './tdp-mmu-set-spte.ts';

/**
 * Clears `bits` in the SPTE the iterator stands on, by a flag of the profile: with the write that all
 * changes were made with before, or with this. Goes on in the bookkeeping, which v6.4 does in place.
 */
export function clearSpteBits(
  t: Thread,
  { by, bits }: { by: 'setSpte' | 'and'; bits: Word64 },
): null {
  const old = t.get64(TDP_ITER.old_spte, t.old);
  const value = t.new.copy(old).clear(bits);
  if (by === 'setSpte') return tdpMmuSetSpte(t, { value, recordAccTrack: false });
  assert(holdsWriteLock(t), 'tdp_mmu_clear_spte_bits() without mmu_lock held for write');
  const level = t.get(TDP_ITER.level);
  if (usesAtomicWrite(t.layout, 'xchg', old, level)) {
    andSpte(t, iterSptep(t), { bits, out: old });
    t.set64(TDP_ITER.old_spte, old);
    value.copy(old).clear(bits);
  } else {
    storeSpte(t, iterSptep(t), { value, snapshot: old });
  }
  return callHandleChangedSpte(t, { old, new: value, level, recordAccTrack: false });
}
