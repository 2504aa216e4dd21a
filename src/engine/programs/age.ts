/**
 * Aging with A/D bits: an mmu notifier asks whether the guest has used a range of pages, and clears
 * their Accessed bits. Up to v6.14 under mmu_lock held for write.
 *
 * What is written is the snapshot without A: with a plain store, bits set meanwhile are lost; with
 * XCHG they are lost from memory, too, but the bookkeeping learns of them.
 *
 * clear_young never flushes; clear_flush_young does, if a page was young, before it unlocks.
 *
 * ref: linux v5.19 arch/x86/kvm/mmu/tdp_mmu.c age_gfn_range()
 * ref: linux v5.19 virt/kvm/kvm_main.c kvm_mmu_notifier_clear_young() kvm_mmu_notifier_clear_flush_young()
 */
import { flushRemoteTlbs } from '../hardware/remote-flush.ts';
import { nextRoot, rootFrame } from '../hardware/roots.ts';
import { isAccessedSpte, isLastSpte, isShadowPresentPte } from '../layout/predicates.ts';
import { canWriteLock, rcuReadLock, rcuReadUnlock, writeLock, writeUnlock } from '../sync/locks.ts';
import { defineProgram } from './program.ts';
import { defineRegisters } from './registers.ts';
import { TDP_ITER, TDP_ITER_NEXT, endTdpIter, startTdpIter } from './tdp-iter.ts';
import { tdpMmuSetSpte } from './tdp-mmu-set-spte.ts';

const { block, reg } = defineRegisters('age', {
  /** flushes: 1 for clear_flush_young. young: some page of the range was accessed. */
  u32: ['gfn_start', 'gfn_end', 'root', 'flushes', 'young'],
});

export const AGE = reg;

export const AGE_RANGE = defineProgram({
  number: 4,
  id: 'age_gfn_range',
  models: 'kvm_tdp_mmu_age_gfn_range()',
  version: 'v5.18',
  clears: [block],
  steps: {
    lock: {
      fn: '__kvm_handle_hva_range',
      code: 'write_lock(mmu_lock)',
      access: ['lock'],
      enabled: canWriteLock,
      waitsFor: 'mmu_lock',
      run: (t) => {
        writeLock(t);
        return undefined;
      },
    },
    rcu: {
      fn: 'kvm_tdp_mmu_handle_gfn',
      code: 'rcu_read_lock()',
      access: ['rcu-lock'],
      run: (t) => {
        rcuReadLock(t);
        startTdpIter(t, {
          root: rootFrame(t, t.get(reg.root)),
          gfnStart: t.get(reg.gfn_start),
          gfnEnd: t.get(reg.gfn_end),
          shared: false,
        });
        return undefined;
      },
    },
    iterate: {
      fn: 'kvm_tdp_mmu_handle_gfn',
      code: 'for each leaf of the range:',
      access: [],
      local: true,
      run: (t) => t.call(TDP_ITER_NEXT),
    },
    visit: {
      fn: 'age_gfn_range',
      code: 'not a present leaf, or A is clear? next',
      access: [],
      local: true,
      run: (t) => {
        if (t.result === 0) return 'rcu_unlock';
        const old = t.get64(TDP_ITER.old_spte, t.old);
        const leaf =
          isShadowPresentPte(t.layout, old) && isLastSpte(t.layout, old, t.get(TDP_ITER.level));
        return leaf && isAccessedSpte(t.layout, old) ? 'age' : 'iterate';
      },
    },
    age: {
      fn: 'tdp_mmu_set_spte_no_acc_track',
      code: '*sptep = old_spte & ~A; young = true',
      access: ['spte-store', 'spte-xchg'],
      run: (t) => {
        t.set(reg.young, 1);
        t.get64(TDP_ITER.old_spte, t.new).clear(t.layout.masks.accessed);
        return tdpMmuSetSpte(t, { value: t.new, recordAccTrack: false });
      },
    },
    again: {
      fn: 'kvm_tdp_mmu_handle_gfn',
      code: 'next entry',
      access: [],
      local: true,
      run: () => 'iterate',
    },
    rcu_unlock: {
      fn: 'kvm_tdp_mmu_handle_gfn',
      code: 'rcu_read_unlock()',
      access: ['rcu-unlock'],
      run: (t) => {
        endTdpIter(t);
        rcuReadUnlock(t);
        const next = nextRoot(t, t.get(reg.root) + 1, 'valid');
        t.set(reg.root, Math.max(next, 0));
        if (next >= 0) return 'rcu';
        return t.get(reg.flushes) !== 0 && t.get(reg.young) !== 0 ? 'flush' : 'unlock';
      },
    },
    flush: {
      fn: 'kvm_flush_remote_tlbs',
      code: 'flush every vCPU: TLB and paging-structure cache',
      access: ['flush'],
      run: (t) => {
        flushRemoteTlbs(t);
        return undefined;
      },
    },
    unlock: {
      fn: '__kvm_handle_hva_range',
      code: 'write_unlock(mmu_lock)',
      access: ['unlock'],
      run: (t) => {
        writeUnlock(t);
        return t.return(0);
      },
    },
  },
});
