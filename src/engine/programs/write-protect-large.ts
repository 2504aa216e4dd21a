/**
 * In the mode in which the bitmap begins all set, KVM_CLEAR_DIRTY_LOG write-protects the large page around
 * the gfns it clears: the next store there splits it. It uses write tracking's function, which takes
 * MMU-writable away along with W; but it does not look at what that says about a flush. The flush of
 * KVM_CLEAR_DIRTY_LOG comes after mmu_lock was let go.
 *
 * Under mmu_lock held for write. Where nothing is large, the walk that finds this out is left out.
 *
 * ref: linux v5.15 and v6.17 arch/x86/kvm/mmu/mmu.c kvm_arch_mmu_enable_log_dirty_pt_masked()
 * ref: linux v5.19 arch/x86/kvm/mmu/mmu.c kvm_mmu_slot_gfn_write_protect()
 */
import { rootFrame } from '../hardware/roots.ts';
import { isShadowPresentLeaf } from '../layout/predicates.ts';
import { writeProtectGfnSpte } from '../layout/write-protect.ts';
import type { Thread } from '../thread.ts';
import { endWalkStep, iterateStep, nextEntryStep } from './iterate-steps.ts';
import { rcuLockStep } from './lock-steps.ts';
import { defineProgram } from './program.ts';
import { toNextRoot } from './next-root.ts';
import { defineRegisters } from './registers.ts';
import { TDP_ITER, startTdpIter } from './tdp-iter.ts';
import { tdpMmuSetSpte } from './tdp-mmu-set-spte.ts';

const { block, reg } = defineRegisters('write_protect_large', { u32: ['gfn', 'root'] });

/** Write-protects what is large at a gfn. The caller is come back to at its next step. */
export function callWriteProtectLarge(t: Thread, gfn: number): null {
  t.set(reg.gfn, gfn);
  return t.call(WRITE_PROTECT_LARGE);
}

export const WRITE_PROTECT_LARGE = defineProgram({
  number: 14,
  id: 'write_protect_large',
  models: 'kvm_mmu_slot_gfn_write_protect() with PG_LEVEL_2M',
  version: 'v5.15 .. v6.17',
  clears: [block],
  sptePaths: ['logReap'],
  steps: {
    rcu: rcuLockStep('write_protect_gfn', (t) => {
      const gfn = t.get(reg.gfn);
      const root = rootFrame(t, t.get(reg.root));
      startTdpIter(t, { root, gfnStart: gfn, gfnEnd: gfn + 1, shared: false });
      t.set(TDP_ITER.min_level, 2);
      return undefined;
    }),
    iterate: iterateStep(
      'write_protect_gfn',
      'for each leaf above the lowest level that maps the gfn:',
    ),
    visit: {
      fn: 'write_protect_gfn',
      code: 'no large page, or neither W nor MMU-writable? next',
      access: [],
      local: true,
      run: (t) => {
        if (t.result === 0) return 'rcu_unlock';
        const old = t.get64(TDP_ITER.old_spte, t.old);
        if (!isShadowPresentLeaf(t.layout, old, t.get(TDP_ITER.level))) return 'iterate';
        return writeProtectGfnSpte(t.layout, old, t.new) ? 'protect' : 'iterate';
      },
    },
    protect: {
      fn: 'tdp_mmu_set_spte',
      code: 'clear W and MMU-writable; that TLBs must be flushed is not told to anybody',
      access: ['spte-store', 'spte-xchg'],
      run: (t) => {
        writeProtectGfnSpte(t.layout, t.get64(TDP_ITER.old_spte, t.old), t.new);
        return tdpMmuSetSpte(t, { value: t.new, recordAccTrack: true });
      },
    },
    again: nextEntryStep('write_protect_gfn'),
    rcu_unlock: endWalkStep('write_protect_gfn', (t) => {
      const isThere = toNextRoot(t, reg.root, 'valid');
      return isThere ? 'rcu' : t.return(0);
    }),
  },
});
