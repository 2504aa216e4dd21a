/**
 * tdp_mmu_zap_spte_atomic(): an entry is taken away while mmu_lock is held for read only. It is frozen
 * first, so that no fault can put anything there; then what it linked is torn down and the TLBs are
 * flushed; then it is emptied. In v6.12 what it linked is torn down last.
 *
 * Collapsing: what small pages map that could be a large one is taken away like this, and faults map the
 * large page. Asked for by hand, it is done to any table (the scenario says that it could be large).
 *
 * ref: linux v5.15 arch/x86/kvm/mmu/tdp_mmu.c tdp_mmu_zap_spte_atomic() zap_collapsible_spte_range()
 * ref: linux v6.12 arch/x86/kvm/mmu/tdp_mmu.c tdp_mmu_zap_spte_atomic()
 */
import type { Word64 } from '../../base/word64.ts';
import { flushRemoteTlbs } from '../hardware/remote-flush.ts';
import { nextRoot, rootFrame } from '../hardware/roots.ts';
import { casSpte, storeSpte } from '../hardware/spte-memory.ts';
import { isLastSpte, isShadowPresentPte } from '../layout/predicates.ts';
import { FLUSH_DEBT, leaveWalk, oweFlush } from '../sync/flush-debt.ts';
import { rcuReadLock, rcuReadUnlock } from '../sync/locks.ts';
import type { Thread } from '../thread.ts';
import { callHandleChangedSpte } from './handle-changed-spte.ts';
import { callHandleRemovedPt } from './handle-removed-pt.ts';
import { maxLevelInSlot } from './max-mapping-level.ts';
import { iterateStep } from './iterate-steps.ts';
import { readLockStep, readUnlockStep } from './lock-steps.ts';
import { defineProgram } from './program.ts';
import { defineRegisters } from './registers.ts';
import { TDP_ITER, endTdpIter, iterSptep, startTdpIter } from './tdp-iter.ts';

/** The bookkeeping of the entry that was zapped, `t.old`; the caller is come back to at its next step. */
function callBookkeeping(t: Thread, value: Word64): null {
  const level = t.get(TDP_ITER.level);
  if (isShadowPresentPte(t.layout, t.old) && !isLastSpte(t.layout, t.old, level)) {
    return callHandleRemovedPt(t, { old: t.old, level, shared: true });
  }
  return callHandleChangedSpte(t, { old: t.old, new: value, level, recordAccTrack: true });
}

/** Returns 1 if the entry the iterator stands on was zapped, 0 if somebody else has changed it. */
export const ZAP_SPTE_ATOMIC = defineProgram({
  number: 29,
  id: 'tdp_mmu_zap_spte_atomic',
  models: 'tdp_mmu_zap_spte_atomic()',
  version: 'v5.12 .. v6.12',
  clears: [],
  sptePaths: ['unlink'],
  steps: {
    freeze: {
      fn: 'tdp_mmu_zap_spte_atomic',
      code: 'cmpxchg(sptep, old_spte, REMOVED_SPTE); failed? give up',
      access: ['spte-cas', 'spte-cas-failed'],
      run: (t) => {
        const old = t.get64(TDP_ITER.old_spte, t.old);
        const value = t.layout.constants.FROZEN_SPTE;
        const done = casSpte(t, iterSptep(t), { expected: old, value, found: t.current });
        if (!done) return t.return(0);
        return t.profile.zapAtomicOrder === 'flushFirst' ? 'flush' : callBookkeeping(t, value);
      },
    },
    removed: {
      fn: 'tdp_mmu_zap_spte_atomic',
      code: 'the entry stays frozen until the TLBs are flushed',
      access: [],
      local: true,
      run: () => undefined,
    },
    flush: {
      fn: 'kvm_flush_remote_tlbs_with_address',
      code: 'flush every vCPU: TLB and paging-structure cache',
      access: ['flush'],
      run: (t) => {
        if (t.profile.frozenFlush === 'yes') flushRemoteTlbs(t);
        else oweFlush(t, FLUSH_DEBT.LEAF);
        return undefined;
      },
    },
    empty: {
      fn: '__kvm_tdp_mmu_write_spte',
      code: '*sptep = SHADOW_NONPRESENT_VALUE',
      access: ['spte-store'],
      run: (t) => {
        const { FROZEN_SPTE, SHADOW_NONPRESENT_VALUE } = t.layout.constants;
        storeSpte(t, iterSptep(t), { value: SHADOW_NONPRESENT_VALUE, snapshot: FROZEN_SPTE });
        t.get64(TDP_ITER.old_spte, t.old);
        t.set64(TDP_ITER.old_spte, SHADOW_NONPRESENT_VALUE);
        if (t.profile.zapAtomicOrder === 'removeFirst') return t.return(1);
        return callBookkeeping(t, SHADOW_NONPRESENT_VALUE);
      },
    },
    processed: {
      fn: 'tdp_mmu_zap_spte_atomic',
      code: 'v6.12: what it linked was torn down only now',
      access: [],
      local: true,
      run: (t) => t.return(1),
    },
  },
});

const { block, reg } = defineRegisters('collapse', {
  /** more: how many gfns after the first one; in a whole range, only what could be large is zapped. */
  u32: ['gfn', 'root', 'more'],
});

export const COLLAPSE_REG = reg;

/** Is this the entry that links the table of 4 KiB mappings? */
function linksLastTable(t: Thread): boolean {
  const old = t.get64(TDP_ITER.old_spte, t.old);
  if (t.get(TDP_ITER.level) !== 2) return false;
  if (!isShadowPresentPte(t.layout, old) || isLastSpte(t.layout, old, 2)) return false;
  return t.get(reg.more) === 0 || maxLevelInSlot(t, t.get(TDP_ITER.gfn)) > 1;
}

export const COLLAPSE_RANGE = defineProgram({
  number: 30,
  id: 'zap_collapsible_spte_range',
  models: 'zap_collapsible_spte_range()',
  version: 'v5.13 .. v6.12',
  clears: [block],
  steps: {
    lock: readLockStep('kvm_mmu_zap_collapsible_sptes', (t) => {
      t.set(reg.root, nextRoot(t, 0, 'valid') + 1);
      return t.get(reg.root) === 0 ? 'unlock' : undefined;
    }),
    rcu: {
      fn: 'zap_collapsible_spte_range',
      code: 'rcu_read_lock()',
      access: ['rcu-lock'],
      run: (t) => {
        if (t.profile.readerRcu === 'yes') rcuReadLock(t);
        const gfn = t.get(reg.gfn);
        const root = rootFrame(t, t.get(reg.root) - 1);
        const gfnEnd = gfn + 1 + t.get(reg.more);
        startTdpIter(t, { root, gfnStart: gfn, gfnEnd, shared: true });
        return undefined;
      },
    },
    iterate: iterateStep('zap_collapsible_spte_range', 'for each entry of the range:'),
    visit: {
      fn: 'zap_collapsible_spte_range',
      code: 'a table whose pages could be mapped as one huge page? zap it',
      access: [],
      local: true,
      run: (t) => {
        if (t.result === 0) return 'rcu_unlock';
        return linksLastTable(t) ? t.call(ZAP_SPTE_ATOMIC) : 'iterate';
      },
    },
    zapped: {
      fn: 'zap_collapsible_spte_range',
      code: 'the next fault there maps a huge page',
      access: [],
      local: true,
      run: (t) => (t.get(reg.more) === 0 ? 'rcu_unlock' : 'iterate'),
    },
    rcu_unlock: {
      fn: 'zap_collapsible_spte_range',
      code: 'rcu_read_unlock()',
      access: ['rcu-unlock'],
      run: (t) => {
        endTdpIter(t);
        if (t.profile.readerRcu === 'yes') rcuReadUnlock(t);
        const next = nextRoot(t, t.get(reg.root), 'valid');
        t.set(reg.root, next + 1);
        return next < 0 ? undefined : 'rcu';
      },
    },
    unlock: readUnlockStep('kvm_mmu_zap_collapsible_sptes', (t) => {
      leaveWalk(t);
      return t.return(0);
    }),
  },
});
