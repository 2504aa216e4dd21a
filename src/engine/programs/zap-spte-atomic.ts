/**
 * tdp_mmu_zap_spte_atomic(): an entry is taken away while mmu_lock is held for read only. It is frozen
 * first, so that no fault can put anything there; then what it linked is torn down and the TLBs are
 * flushed; then it is emptied.
 *
 * ref: linux v5.15 arch/x86/kvm/mmu/tdp_mmu.c tdp_mmu_zap_spte_atomic() zap_collapsible_spte_range()
 */
import { flushRemoteTlbs } from '../hardware/remote-flush.ts';
import { nextRoot, rootFrame } from '../hardware/roots.ts';
import { casSpte, storeSpte } from '../hardware/spte-memory.ts';
import { isLastSpte, isShadowPresentPte } from '../layout/predicates.ts';
import { canReadLock, rcuReadLock, rcuReadUnlock, readLock, readUnlock } from '../sync/locks.ts';
import type { Thread } from '../thread.ts';
import { callHandleChangedSpte } from './handle-changed-spte.ts';
import { callHandleRemovedPt } from './handle-removed-pt.ts';
import { defineProgram } from './program.ts';
import { defineRegisters } from './registers.ts';
import { TDP_ITER, TDP_ITER_NEXT, endTdpIter, iterSptep, startTdpIter } from './tdp-iter.ts';

/** Returns 1 if the entry the iterator stands on was zapped, 0 if somebody else has changed it. */
export const ZAP_SPTE_ATOMIC = defineProgram({
  number: 29,
  id: 'tdp_mmu_zap_spte_atomic',
  models: 'tdp_mmu_zap_spte_atomic()',
  version: 'v5.12 .. v6.1',
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
        const level = t.get(TDP_ITER.level);
        if (!isLastSpte(t.layout, old, level))
          return callHandleRemovedPt(t, { old, level, shared: true });
        return callHandleChangedSpte(t, { old, new: value, level, recordAccTrack: true });
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
        flushRemoteTlbs(t);
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
        t.set64(TDP_ITER.old_spte, SHADOW_NONPRESENT_VALUE);
        return t.return(1);
      },
    },
  },
});

const { block, reg } = defineRegisters('collapse', { u32: ['gfn', 'root'] });

export const COLLAPSE_REG = reg;

/** Is this the entry that links the table of 4 KiB mappings? */
function linksLastTable(t: Thread): boolean {
  const old = t.get64(TDP_ITER.old_spte, t.old);
  if (t.get(TDP_ITER.level) !== 2) return false;
  return isShadowPresentPte(t.layout, old) && !isLastSpte(t.layout, old, 2);
}

export const COLLAPSE_RANGE = defineProgram({
  number: 30,
  id: 'zap_collapsible_spte_range',
  models: 'zap_collapsible_spte_range()',
  version: 'v5.13 .. v6.1',
  clears: [block],
  steps: {
    lock: {
      fn: 'kvm_mmu_zap_collapsible_sptes',
      code: 'read_lock(mmu_lock)',
      access: ['lock'],
      enabled: canReadLock,
      waitsFor: 'mmu_lock',
      run: (t) => {
        readLock(t);
        t.set(reg.root, nextRoot(t, 0, 'valid') + 1);
        return t.get(reg.root) === 0 ? 'unlock' : undefined;
      },
    },
    rcu: {
      fn: 'zap_collapsible_spte_range',
      code: 'rcu_read_lock()',
      access: ['rcu-lock'],
      run: (t) => {
        if (t.profile.readerRcu === 'yes') rcuReadLock(t);
        const gfn = t.get(reg.gfn);
        const root = rootFrame(t, t.get(reg.root) - 1);
        startTdpIter(t, { root, gfnStart: gfn, gfnEnd: gfn + 1, shared: true });
        return undefined;
      },
    },
    iterate: {
      fn: 'zap_collapsible_spte_range',
      code: 'for each entry of the range:',
      access: [],
      local: true,
      run: (t) => t.call(TDP_ITER_NEXT),
    },
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
      run: () => 'rcu_unlock',
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
    unlock: {
      fn: 'kvm_mmu_zap_collapsible_sptes',
      code: 'read_unlock(mmu_lock)',
      access: ['unlock'],
      run: (t) => {
        readUnlock(t);
        return t.return(0);
      },
    },
  },
});
