/**
 * What the three ways of aging share: a walk of the range in one valid root after the other, and the
 * flush at the end.
 *
 * ref: linux v5.19 arch/x86/kvm/mmu/tdp_mmu.c kvm_tdp_mmu_handle_gfn()
 * ref: linux v5.19 virt/kvm/kvm_main.c kvm_mmu_notifier_clear_young() kvm_mmu_notifier_clear_flush_young()
 */
import { flushRemoteTlbs } from '../hardware/remote-flush.ts';
import { rootFrame } from '../hardware/roots.ts';
import {
  canWriteLock,
  rcuReadLock,
  rcuReadUnlock,
  srcuReadLock,
  srcuReadUnlock,
  writeLock,
  writeUnlock,
} from '../sync/locks.ts';
import type { Thread } from '../thread.ts';
import { iterateStep } from './iterate-steps.ts';
import type { StepDef } from './program.ts';
import { toNextRoot } from './next-root.ts';
import { defineRegisters } from './registers.ts';
import { endTdpIter, startTdpIter } from './tdp-iter.ts';

const { block, reg } = defineRegisters('age', {
  /** flushes: 1 for clear_flush_young. young: some page of the range was accessed. */
  u32: ['gfn_start', 'gfn_end', 'root', 'flushes', 'young'],
});

export const AGE = reg;
export const AGE_BLOCK = block;

interface AgeHold {
  /** The kernel function that takes the lock. */
  readonly fn: string;
  /** No mmu_lock, but SRCU and RCU: from b146a9b34aed (v6.15) on. */
  readonly isLockless: (t: Thread) => boolean;
}

/** Enters RCU and stands before the range in the root that is due. `lockless`: without mmu_lock. */
export function enterAgedRoot(t: Thread, { lockless }: { readonly lockless: boolean }): void {
  rcuReadLock(t);
  startTdpIter(t, {
    root: rootFrame(t, t.get(reg.root)),
    gfnStart: t.get(reg.gfn_start),
    gfnEnd: t.get(reg.gfn_end),
    shared: lockless,
  });
}

/** Leaves RCU; says where to go on: the next valid root, the flush that is owed, or the end. */
export function leaveAgedRoot(t: Thread): 'rcu' | 'flush' | 'unlock' {
  endTdpIter(t);
  rcuReadUnlock(t);
  const isThere = toNextRoot(t, reg.root, 'valid');
  if (isThere) return 'rcu';
  const asked = t.get(reg.flushes) !== 0 && t.profile.clearFlushYoung === 'flushes';
  return asked && t.get(reg.young) !== 0 ? 'flush' : 'unlock';
}

/** The first steps of a way of aging; `fn` is what takes the lock there. */
export function ageBeginSteps({ fn, isLockless }: AgeHold): {
  readonly lock: StepDef<never>;
  readonly rcu: StepDef<never>;
  readonly iterate: StepDef<never>;
} {
  return {
    lock: {
      fn,
      code: 'write_lock(mmu_lock); from v6.15 on only srcu_read_lock()',
      access: ['lock', 'srcu-lock'],
      enabled: (t) => isLockless(t) || canWriteLock(t),
      waitsFor: 'mmu_lock',
      run: (t) => {
        if (isLockless(t)) srcuReadLock(t);
        else writeLock(t);
        return undefined;
      },
    },
    rcu: {
      fn: 'kvm_tdp_mmu_handle_gfn',
      code: 'rcu_read_lock()',
      access: ['rcu-lock'],
      run: (t) => {
        enterAgedRoot(t, { lockless: isLockless(t) });
        return undefined;
      },
    },
    iterate: iterateStep('kvm_tdp_mmu_handle_gfn', 'for each leaf of the range:'),
  };
}

/** The last ones. */
export function ageEndSteps({ fn, isLockless }: AgeHold): {
  readonly rcu_unlock: StepDef<'rcu' | 'flush' | 'unlock'>;
  readonly flush: StepDef<never>;
  readonly unlock: StepDef<never>;
} {
  return {
    rcu_unlock: {
      fn: 'kvm_tdp_mmu_handle_gfn',
      code: 'rcu_read_unlock()',
      access: ['rcu-unlock'],
      run: leaveAgedRoot,
    },
    flush: ageFlushStep(),
    unlock: {
      fn,
      code: 'write_unlock(mmu_lock); from v6.15 on only srcu_read_unlock()',
      access: ['unlock', 'srcu-unlock'],
      run: (t) => {
        if (isLockless(t)) srcuReadUnlock(t);
        else writeUnlock(t);
        return t.return(0);
      },
    },
  };
}

export function ageFlushStep(): StepDef<never> {
  return {
    fn: 'kvm_flush_remote_tlbs',
    code: 'flush every vCPU: TLB and paging-structure cache',
    access: ['flush'],
    run: (t) => {
      flushRemoteTlbs(t);
      return undefined;
    },
  };
}
