/**
 * The exit for an address without memory behind it: KVM has left a mark in the tables (an MMIO SPTE),
 * the CPU takes it for a misconfiguration, and KVM walks the tables, without mmu_lock, to read the mark
 * and emulate the access. If the mark is gone, the guest tries again.
 *
 * Up to v5.11 the walk was protected by nothing: mmu_lock is not held, and the vCPU is outside guest
 * mode with interrupts on, so that no flush waits for it. Since 7cca2d0b7e7d it is inside RCU.
 *
 * Not modelled: a change of the memslots generation, which makes the mark stale.
 *
 * ref: linux v5.11 arch/x86/kvm/mmu/mmu.c handle_mmio_page_fault() get_mmio_spte()
 * ref: linux v5.11 arch/x86/kvm/mmu/tdp_mmu.c kvm_tdp_mmu_get_walk()
 */
import { vcpuRootFrame } from '../hardware/roots.ts';
import { isMmioSpte, isShadowPresentPte } from '../layout/predicates.ts';
import { rcuReadLock, rcuReadUnlock } from '../sync/locks.ts';
import type { Thread } from '../thread.ts';
import { FAULT } from './fault-registers.ts';
import { iterateStep } from './iterate-steps.ts';
import { defineProgram } from './program.ts';
import { defineRegisters } from './registers.ts';
import { RET_PF } from './ret-pf.ts';
import { TDP_ITER, endTdpIter, startTdpIter } from './tdp-iter.ts';

const { block, reg } = defineRegisters('handle_mmio', { u32: ['ret'] });

/** Is this the last entry there is for the gfn? */
function isLastOfWalk(t: Thread): boolean {
  const spte = t.get64(TDP_ITER.old_spte, t.old);
  return t.get(TDP_ITER.level) === 1 || !isShadowPresentPte(t.layout, spte);
}

export const HANDLE_MMIO_PAGE_FAULT = defineProgram({
  number: 28,
  id: 'handle_mmio_page_fault',
  models: 'handle_mmio_page_fault()',
  version: 'v5.10 .. v6.17',
  clears: [block],
  steps: {
    begin: {
      fn: 'walk_shadow_page_lockless_begin',
      code: 'rcu_read_lock(), since v5.12',
      access: ['rcu-lock'],
      run: (t) => {
        if (t.profile.readerRcu === 'yes') rcuReadLock(t);
        const gfn = t.get(FAULT.gfn);
        startTdpIter(t, { root: vcpuRootFrame(t), gfnStart: gfn, gfnEnd: gfn + 1, shared: true });
        t.set(reg.ret, RET_PF.RETRY);
        return undefined;
      },
    },
    iterate: iterateStep('kvm_tdp_mmu_get_walk', 'read each level down to the last SPTE'),
    walked: {
      fn: 'handle_mmio_page_fault',
      code: 'the mark of an address without memory? emulate. else let the guest try again',
      access: [],
      local: true,
      run: (t) => {
        if (t.result === 0) return 'end';
        if (!isLastOfWalk(t)) return 'iterate';
        const spte = t.get64(TDP_ITER.old_spte, t.old);
        if (isMmioSpte(t.layout, spte)) t.set(reg.ret, RET_PF.EMULATE);
        return 'end';
      },
    },
    end: {
      fn: 'walk_shadow_page_lockless_end',
      code: 'rcu_read_unlock(), since v5.12',
      access: ['rcu-unlock'],
      run: (t) => {
        const ret = t.get(reg.ret);
        endTdpIter(t);
        if (t.profile.readerRcu === 'yes') rcuReadUnlock(t);
        return t.return(ret);
      },
    },
  },
});
