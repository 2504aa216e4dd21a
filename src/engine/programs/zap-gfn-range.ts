/**
 * A whole range of gfns is zapped under mmu_lock held for write, with the tables that lie in it: on
 * behalf of KVM itself, not of the host's memory management. It may let go of mmu_lock between two
 * entries. Up to v5.17 this was zap_gfn_range(); since then leafs are zapped one by one, and tables
 * only by the NX recovery and with their root, with the same rules about when to flush.
 *
 * Not modelled: that yields happen because somebody else wants the lock or the CPU; whether one happens
 * is a choice.
 *
 * ref: linux v5.15 arch/x86/kvm/mmu/tdp_mmu.c zap_gfn_range() tdp_mmu_iter_cond_resched()
 */
import { flushRemoteTlbs } from '../hardware/remote-flush.ts';
import { nextRoot, rootFrame } from '../hardware/roots.ts';
import { isShadowPresentPte, isLastSpte } from '../layout/predicates.ts';
import { rcuReadLock, rcuReadUnlock, writeUnlock } from '../sync/locks.ts';
import { FLUSH_DEBT, leaveWalk, oweFlush } from '../sync/flush-debt.ts';
import { noteProgress, noteYieldInPlace } from '../sync/yield-progress.ts';
import type { Thread } from '../thread.ts';
import { iterateStep } from './iterate-steps.ts';
import { rcuLockStep, writeLockStep } from './lock-steps.ts';
import { defineProgram } from './program.ts';
import { toNextRoot } from './next-root.ts';
import { defineRegisters } from './registers.ts';
import { TDP_ITER, endTdpIter, startTdpIter } from './tdp-iter.ts';
import { tdpMmuSetSpte } from './tdp-mmu-set-spte.ts';

const { block, reg } = defineRegisters('zap_gfn_range', {
  /**
   * flush: this root's walk has zapped something. earlier: those of the roots before. yielded: where
   * it yielded last (next_last_level_gfn, plus 1).
   */
  u32: ['gfn_start', 'gfn_end', 'root', 'flush', 'earlier', 'yielded'],
});

export const ZAP_GFN_RANGE_REG = reg;

function startRoot(t: Thread, from: number): void {
  startTdpIter(t, {
    root: rootFrame(t, t.get(reg.root)),
    gfnStart: from,
    gfnEnd: t.get(reg.gfn_end),
    shared: false,
  });
}

/** May the walk yield here? With ed5e484b79e8, only if it has got on since it last did. */
function mayYield(t: Thread): boolean {
  if (t.profile.yieldProgress === 'any') return true;
  return t.get(TDP_ITER.target) + 1 !== t.get(reg.yielded);
}

function noteYield(t: Thread): void {
  const here = t.get(TDP_ITER.target) + 1;
  if (t.get(reg.yielded) === here) noteYieldInPlace(t);
  else noteProgress(t);
  t.set(reg.yielded, here);
}

/** Is the entry to be zapped? Tables only if they lie in the range as a whole. */
function isToBeZapped(t: Thread): boolean {
  const old = t.get64(TDP_ITER.old_spte, t.old);
  if (!isShadowPresentPte(t.layout, old)) return false;
  const level = t.get(TDP_ITER.level);
  if (isLastSpte(t.layout, old, level)) return true;
  const gfn = t.get(TDP_ITER.gfn);
  const end = gfn + 2 ** (9 * (level - 1));
  return gfn >= t.get(reg.gfn_start) && end <= t.get(reg.gfn_end);
}

/** What a yield has to flush first. Before a835429cda91 it forgets what earlier roots still owe. */
function yieldOwesFlush(t: Thread): boolean {
  const earlier = t.profile.yieldFlush === 'carried' && t.get(reg.earlier) !== 0;
  return t.get(reg.flush) !== 0 || earlier;
}

function flushBeforeYield(t: Thread): void {
  flushRemoteTlbs(t);
  t.set(reg.flush, 0);
  if (t.profile.yieldFlush === 'carried') t.set(reg.earlier, 0);
}

export const ZAP_GFN_RANGE = defineProgram({
  number: 25,
  id: 'zap_gfn_range',
  models: 'zap_gfn_range()',
  version: 'v5.10 .. v5.17',
  clears: [block],
  sptePaths: ['zap', 'unlink'],
  steps: {
    lock: writeLockStep('kvm_zap_gfn_range', (t) => {
      const first = nextRoot(t, 0, 'valid');
      t.set(reg.root, Math.max(first, 0));
      return first < 0 ? 'unlock' : undefined;
    }),
    rcu: rcuLockStep('zap_gfn_range', (t) => {
      startRoot(t, t.get(reg.gfn_start));
      t.set(reg.yielded, t.get(reg.gfn_start) + 1);
      return undefined;
    }),
    iterate: iterateStep('zap_gfn_range', 'for each entry of the range:'),
    visit: {
      fn: 'zap_gfn_range',
      code: 'end of the range? may the walk yield here?',
      access: [],
      local: true,
      run: (t) => {
        if (t.result === 0) return 'early_flush';
        return t.choices.yields === true ? 'resched' : 'check';
      },
    },
    resched: {
      fn: 'tdp_mmu_iter_cond_resched',
      code: 'does somebody else want the CPU or mmu_lock? then yield',
      access: ['none'],
      variants: (t) => (mayYield(t) ? 2 : 1),
      variantNames: ['goes on', 'yields'],
      run: (t) => {
        if (t.variant === 0) {
          noteProgress(t);
          return 'check';
        }
        noteYield(t);
        return 'yield_flush';
      },
    },
    check: {
      fn: 'zap_gfn_range',
      code: 'not present, or a table that is only partly in the range? next',
      access: [],
      local: true,
      run: (t) => (isToBeZapped(t) ? 'zap' : 'iterate'),
    },
    zap: {
      fn: 'tdp_mmu_set_spte',
      code: '*sptep = SHADOW_NONPRESENT_VALUE; flush = true',
      access: ['spte-store', 'spte-xchg'],
      run: (t) => {
        t.set(reg.flush, 1);
        const old = t.get64(TDP_ITER.old_spte, t.old);
        const table = !isLastSpte(t.layout, old, t.get(TDP_ITER.level));
        const deferred = table && t.profile.flushDefer !== 'removal';
        oweFlush(t, deferred ? FLUSH_DEBT.TABLE : FLUSH_DEBT.LEAF);
        return tdpMmuSetSpte(t, {
          value: t.layout.constants.SHADOW_NONPRESENT_VALUE,
          recordAccTrack: true,
        });
      },
    },
    again: {
      fn: 'zap_gfn_range',
      code: 'next entry',
      access: [],
      local: true,
      run: (t) => {
        t.set64(TDP_ITER.old_spte, t.layout.constants.SHADOW_NONPRESENT_VALUE);
        return 'iterate';
      },
    },
    yield_flush: {
      fn: 'tdp_mmu_iter_cond_resched',
      code: 'since v5.18: flush what is owed, before anything is let go of',
      access: ['flush'],
      run: (t) => {
        if (t.profile.flushDefer === 'walkEnd' && yieldOwesFlush(t)) flushBeforeYield(t);
        return undefined;
      },
    },
    yield_rcu: {
      fn: 'tdp_mmu_iter_cond_resched',
      code: 'rcu_read_unlock()',
      access: ['rcu-unlock'],
      run: (t) => {
        leaveWalk(t);
        rcuReadUnlock(t);
        return undefined;
      },
    },
    yield_late_flush: {
      fn: 'tdp_mmu_iter_cond_resched',
      code: 'flush what is owed, before mmu_lock is let go of',
      access: ['flush'],
      run: (t) => {
        if (yieldOwesFlush(t)) flushBeforeYield(t);
        return undefined;
      },
    },
    yield_unlock: {
      fn: 'cond_resched_rwlock_write',
      code: 'write_unlock(mmu_lock)',
      access: ['unlock'],
      run: (t) => {
        leaveWalk(t);
        writeUnlock(t);
        return undefined;
      },
    },
    yield_lock: writeLockStep('cond_resched_rwlock_write'),
    yield_restart: {
      fn: 'tdp_iter_restart',
      code: 'rcu_read_lock(); from the root again, to where the walk was',
      access: ['rcu-lock'],
      run: (t) => {
        rcuReadLock(t);
        startRoot(t, t.get(TDP_ITER.target));
        return 'iterate';
      },
    },
    early_flush: {
      fn: 'kvm_flush_remote_tlbs',
      code: 'since v5.18: flush every vCPU before RCU is left',
      access: ['flush'],
      run: (t) => {
        if (t.get(reg.flush) === 0 || t.profile.flushDefer !== 'walkEnd') return undefined;
        flushRemoteTlbs(t);
        t.set(reg.flush, 0);
        return undefined;
      },
    },
    rcu_unlock: {
      fn: 'zap_gfn_range',
      code: 'rcu_read_unlock()',
      access: ['rcu-unlock'],
      run: (t) => {
        leaveWalk(t);
        endTdpIter(t);
        rcuReadUnlock(t);
        if (t.get(reg.flush) !== 0) t.set(reg.earlier, 1);
        t.set(reg.flush, 0);
        const isThere = toNextRoot(t, reg.root, 'valid');
        return isThere ? 'rcu' : undefined;
      },
    },
    flush: {
      fn: 'kvm_flush_remote_tlbs',
      code: 'something was zapped and is not flushed yet? flush every vCPU',
      access: ['flush'],
      run: (t) => {
        if (t.get(reg.earlier) !== 0) flushRemoteTlbs(t);
        t.set(reg.earlier, 0);
        return undefined;
      },
    },
    unlock: {
      fn: 'kvm_zap_gfn_range',
      code: 'write_unlock(mmu_lock)',
      access: ['unlock'],
      run: (t) => {
        leaveWalk(t);
        writeUnlock(t);
        return t.return(0);
      },
    },
  },
});
