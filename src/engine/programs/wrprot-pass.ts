/**
 * One pass of dirty logging over a range, and no more of it than concerns others: under mmu_lock held
 * for write it clears W and leaves MMU-writable, and it flushes after it has let go of mmu_lock. In
 * between, TLBs may allow what SPTEs don't: the pending flush that write tracking must not rely on.
 *
 * Not modelled here: the dirty bitmap, from which the kernel takes the range and the reason to flush.
 *
 * ref: linux v5.19 virt/kvm/kvm_main.c kvm_get_dirty_log_protect()
 * ref: linux v5.19 arch/x86/kvm/mmu/tdp_mmu.c clear_dirty_pt_masked()
 */
import { flushRemoteTlbs } from '../hardware/remote-flush.ts';
import { rootFrame } from '../hardware/roots.ts';
import { isShadowPresentLeaf, isWritablePte } from '../layout/predicates.ts';
import { writeUnlock } from '../sync/locks.ts';
import { endWalkStep, iterateStep, nextEntryStep } from './iterate-steps.ts';
import { rcuLockStep, writeLockStep } from './lock-steps.ts';
import { defineProgram } from './program.ts';
import { toNextRoot } from './next-root.ts';
import { defineRegisters } from './registers.ts';
import { TDP_ITER, startTdpIter } from './tdp-iter.ts';
import { tdpMmuSetSpte } from './tdp-mmu-set-spte.ts';

const { block, reg } = defineRegisters('wrprot_pass', { u32: ['gfn_start', 'gfn_end', 'root'] });

export const WRPROT = reg;

export const WRPROT_PASS = defineProgram({
  number: 41,
  id: 'wrprot_pass',
  models: 'kvm_arch_mmu_enable_log_dirty_pt_masked()',
  version: 'v5.11 .. v6.17',
  clears: [block],
  sptePaths: ['logReap'],
  steps: {
    lock: writeLockStep('kvm_get_dirty_log_protect'),
    rcu: rcuLockStep('clear_dirty_pt_masked', (t) => {
      startTdpIter(t, {
        root: rootFrame(t, t.get(reg.root)),
        gfnStart: t.get(reg.gfn_start),
        gfnEnd: t.get(reg.gfn_end),
        shared: false,
      });
      return undefined;
    }),
    iterate: iterateStep('clear_dirty_pt_masked', 'for each leaf whose page was written to:'),
    visit: {
      fn: 'clear_dirty_pt_masked',
      code: 'no W? next',
      access: [],
      local: true,
      run: (t) => {
        if (t.result === 0) return 'rcu_unlock';
        const old = t.get64(TDP_ITER.old_spte, t.old);
        const leaf = isShadowPresentLeaf(t.layout, old, t.get(TDP_ITER.level));
        return leaf && isWritablePte(t.layout, old) ? 'wrprot' : 'iterate';
      },
    },
    wrprot: {
      fn: 'clear_dirty_pt_masked',
      code: '*sptep = old_spte & ~W: the next store faults, and is noted',
      access: ['spte-store', 'spte-xchg'],
      run: (t) => {
        t.get64(TDP_ITER.old_spte, t.new).clear(t.layout.masks.writable);
        return tdpMmuSetSpte(t, { value: t.new, recordAccTrack: true });
      },
    },
    again: nextEntryStep('clear_dirty_pt_masked'),
    rcu_unlock: endWalkStep('clear_dirty_pt_masked', (t) => {
      const isThere = toNextRoot(t, reg.root, 'valid');
      return isThere ? 'rcu' : undefined;
    }),
    unlock: {
      fn: 'kvm_get_dirty_log_protect',
      code: 'write_unlock(mmu_lock); the flush is still to come',
      access: ['unlock'],
      run: (t) => {
        writeUnlock(t);
        return undefined;
      },
    },
    flush: {
      fn: 'kvm_arch_flush_remote_tlbs_memslot',
      code: 'pages were reaped: flush every vCPU',
      access: ['flush'],
      run: (t) => {
        flushRemoteTlbs(t);
        return t.return(0);
      },
    },
  },
});
