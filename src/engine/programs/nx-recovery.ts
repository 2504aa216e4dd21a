/**
 * kvm_recover_nx_huge_pages(): tables that exist only because executable huge pages are dangerous on
 * some CPUs are zapped from time to time, so that the next fault can map a huge page there, if nobody
 * executes in it any more. Which tables those are, KVM keeps in a list; here, all of the lowest level in
 * a range of gfns, oldest first.
 *
 * Each is taken out by the entry that links it, wherever the walk of a zapper would come to it. One flush
 * is enough for several, at the end; but before RCU and mmu_lock are let go of, also for a moment, to
 * make room for others. Up to v5.11 the answer of the TDP MMU that a flush was due got lost, and its
 * zap might yield without looking at what its caller owed; both came to nothing, as up to v5.17
 * the removal of a table flushes by itself.
 *
 * From v6.18 on mmu_lock is held for read only: others may have unlinked the table meanwhile, and may map
 * the same pages anew before the flush.
 *
 * Not modelled: how many tables a round takes, the shadow MMU's, that a slot which logs is left alone.
 *
 * ref: linux v5.12, v5.19 and v7.0 arch/x86/kvm/mmu/mmu.c kvm_recover_nx_lpages(), kvm_recover_nx_huge_pages()
 * ref: linux v5.19 and v7.0 arch/x86/kvm/mmu/tdp_mmu.c kvm_tdp_mmu_zap_sp(), kvm_tdp_mmu_zap_possible_nx_huge_page()
 */
import { gfnOfFrame, nextLastTable, parentFrame } from '../hardware/parent-entry.ts';
import { flushRemoteTlbs } from '../hardware/remote-flush.ts';
import { casSpte, loadSpte } from '../hardware/spte-memory.ts';
import { isShadowPresentPte, spteToPfn } from '../layout/predicates.ts';
import { framePfn } from '../state/shape.ts';
import { FLUSH_DEBT, leaveWalk, oweFlush } from '../sync/flush-debt.ts';
import {
  canReadLock,
  canWriteLock,
  rcuReadLock,
  rcuReadUnlock,
  readLock,
  readUnlock,
  srcuReadLock,
  srcuReadUnlock,
  writeLock,
  writeUnlock,
} from '../sync/locks.ts';
import type { Thread } from '../thread.ts';
import { callHandleRemovedPt } from './handle-removed-pt.ts';
import { defineProgram } from './program.ts';
import { defineRegisters } from './registers.ts';
import { TDP_ITER, endTdpIter, iterSptep, standOnEntry } from './tdp-iter.ts';
import { tdpMmuSetSpte } from './tdp-mmu-set-spte.ts';

const { block, reg } = defineRegisters('nx_recovery', {
  /**
   * table: frame of the one being zapped, plus 1; the next one comes after it. last: the last one there
   * was at the beginning, plus 1. flush: one is due.
   */
  u32: ['gfn_start', 'gfn_end', 'table', 'last', 'flush'],
});

export const NX_RECOVERY_REG = reg;

const PARENT_LEVEL = 2;

function isExclusive(t: Thread): boolean {
  return t.profile.nxLock === 'write';
}

function lock(t: Thread): void {
  if (isExclusive(t)) writeLock(t);
  else readLock(t);
}

function unlock(t: Thread): void {
  leaveWalk(t);
  if (isExclusive(t)) writeUnlock(t);
  else readUnlock(t);
}

/** With the removal's own flush there is no RCU here: it came with the flush that was put off (v5.18). */
function hasRcu(t: Thread): boolean {
  return t.profile.flushDefer !== 'removal';
}

function nextTable(t: Thread, after: number): number {
  const range = { gfnStart: t.get(reg.gfn_start), gfnEnd: t.get(reg.gfn_end) };
  return nextLastTable(t, after, range);
}

/** A round takes tables that are there when it begins, and none that faults make meanwhile. */
function noteLastTable(t: Thread): void {
  for (let at = nextTable(t, -1); at >= 0; at = nextTable(t, at)) t.set(reg.last, at + 1);
}

/** Takes the next table off the list. The iterator stands on the entry that links it. */
function pickTable(t: Thread): boolean {
  t.effect.note('frame');
  const table = nextTable(t, t.get(reg.table) - 1);
  if (table < 0 || table >= t.get(reg.last)) return false;
  t.set(reg.table, table + 1);
  const frame = parentFrame(t, table);
  standOnEntry(t, { frame, level: PARENT_LEVEL, gfn: gfnOfFrame(t, table) });
  return true;
}

/** Does the entry that the iterator has read still link the table? */
function stillLinks(t: Thread): boolean {
  const old = t.get64(TDP_ITER.old_spte, t.old);
  if (!isShadowPresentPte(t.layout, old)) return false;
  return spteToPfn(t.layout, old) === framePfn(t.get(reg.table) - 1);
}

function flushNow(t: Thread): void {
  flushRemoteTlbs(t);
  t.set(reg.flush, 0);
}

/** Who zaps owes a flush, whether it knows or not. */
function oweTableFlush(t: Thread): void {
  oweFlush(t, hasRcu(t) ? FLUSH_DEBT.TABLE : FLUSH_DEBT.LEAF);
  t.set(reg.flush, t.profile.nxFlush === 'kept' ? 1 : 0);
}

/** Writes the entry empty, and goes on in the removal; or finds that somebody else was faster. */
function zapTable(t: Thread): 'next' | null {
  const value = t.layout.constants.SHADOW_NONPRESENT_VALUE;
  if (isExclusive(t)) {
    oweTableFlush(t);
    return tdpMmuSetSpte(t, { value, recordAccTrack: true });
  }
  const old = t.get64(TDP_ITER.old_spte, t.old);
  if (!casSpte(t, iterSptep(t), { expected: old, value, found: t.current })) return 'next';
  oweTableFlush(t);
  return callHandleRemovedPt(t, { old, level: PARENT_LEVEL, shared: true });
}

export const NX_RECOVERY = defineProgram({
  number: 50,
  id: 'recover_nx_huge_pages',
  models: 'kvm_recover_nx_huge_pages()',
  version: 'v5.11 .. v7.2',
  clears: [block],
  sptePaths: ['unlink'],
  steps: {
    srcu: {
      fn: 'kvm_recover_nx_huge_pages',
      code: 'srcu_read_lock()',
      access: ['srcu-lock'],
      run: (t) => {
        srcuReadLock(t);
        return undefined;
      },
    },
    lock: {
      fn: 'kvm_recover_nx_huge_pages',
      code: 'write_lock(mmu_lock); from v6.18 on read_lock()',
      access: ['lock'],
      enabled: (t) => (isExclusive(t) ? canWriteLock(t) : canReadLock(t)),
      waitsFor: 'mmu_lock',
      run: (t) => {
        lock(t);
        noteLastTable(t);
        return undefined;
      },
    },
    rcu: {
      fn: 'kvm_recover_nx_huge_pages',
      code: 'rcu_read_lock(), since v5.18',
      access: ['rcu-lock'],
      run: (t) => {
        if (hasRcu(t)) rcuReadLock(t);
        return undefined;
      },
    },
    pick: {
      fn: 'kvm_recover_nx_huge_pages',
      code: 'sp = the first table of the list; take it off. none left? flush and go',
      access: ['frame'],
      run: (t) => (pickTable(t) ? undefined : 'flush'),
    },
    read: {
      fn: 'kvm_tdp_mmu_zap_sp',
      code: 'old_spte = *sp->ptep; links another table, or none? leave it',
      access: ['spte-load'],
      run: (t) => {
        t.set64(TDP_ITER.old_spte, loadSpte(t, iterSptep(t), t.old));
        return stillLinks(t) ? undefined : 'next';
      },
    },
    zap: {
      fn: 'tdp_mmu_set_spte',
      code: '*sp->ptep = SHADOW_NONPRESENT_VALUE; flush = true (from v6.18 on cmpxchg; failed? leave it)',
      access: ['spte-store', 'spte-xchg', 'spte-cas', 'spte-cas-failed'],
      run: zapTable,
    },
    next: {
      fn: 'kvm_recover_nx_huge_pages',
      code: 'does somebody else want the CPU or mmu_lock?',
      access: [],
      local: true,
      run: (t) => (t.choices.yields === true ? 'resched' : 'pick'),
    },
    resched: {
      fn: 'kvm_recover_nx_huge_pages',
      code: 'then yield',
      access: ['none'],
      variants: () => 2,
      variantNames: ['goes on', 'yields'],
      run: (t) => (t.variant === 0 ? 'pick' : undefined),
    },
    yield_flush: {
      fn: 'kvm_mmu_remote_flush_or_zap',
      code: 'flush = true? flush every vCPU (a zap that yields inside does not know of it)',
      access: ['flush'],
      run: (t) => {
        if (t.profile.nxYield === 'between' && t.get(reg.flush) !== 0) flushNow(t);
        return undefined;
      },
    },
    yield_rcu: {
      fn: 'kvm_recover_nx_huge_pages',
      code: 'rcu_read_unlock()',
      access: ['rcu-unlock'],
      run: (t) => {
        if (!hasRcu(t)) return undefined;
        leaveWalk(t);
        rcuReadUnlock(t);
        return undefined;
      },
    },
    yield_unlock: {
      fn: 'cond_resched_rwlock_write',
      code: 'write_unlock(mmu_lock)',
      access: ['unlock'],
      run: (t) => {
        unlock(t);
        return undefined;
      },
    },
    yield_lock: {
      fn: 'cond_resched_rwlock_write',
      code: 'write_lock(mmu_lock)',
      access: ['lock'],
      enabled: (t) => (isExclusive(t) ? canWriteLock(t) : canReadLock(t)),
      waitsFor: 'mmu_lock',
      run: (t) => {
        lock(t);
        return undefined;
      },
    },
    yield_rcu_lock: {
      fn: 'kvm_recover_nx_huge_pages',
      code: 'rcu_read_lock(); on with the list',
      access: ['rcu-lock'],
      run: (t) => {
        if (hasRcu(t)) rcuReadLock(t);
        return 'pick';
      },
    },
    flush: {
      fn: 'kvm_mmu_remote_flush_or_zap',
      code: 'flush = true? flush every vCPU',
      access: ['flush'],
      run: (t) => {
        endTdpIter(t);
        if (t.get(reg.flush) !== 0) flushNow(t);
        return undefined;
      },
    },
    rcu_unlock: {
      fn: 'kvm_recover_nx_huge_pages',
      code: 'rcu_read_unlock()',
      access: ['rcu-unlock'],
      run: (t) => {
        if (!hasRcu(t)) return undefined;
        leaveWalk(t);
        rcuReadUnlock(t);
        return undefined;
      },
    },
    unlock: {
      fn: 'kvm_recover_nx_huge_pages',
      code: 'write_unlock(mmu_lock)',
      access: ['unlock'],
      run: (t) => {
        unlock(t);
        return undefined;
      },
    },
    srcu_unlock: {
      fn: 'kvm_recover_nx_huge_pages',
      code: 'srcu_read_unlock()',
      access: ['srcu-unlock'],
      run: (t) => {
        srcuReadUnlock(t);
        return t.return(0);
      },
    },
  },
});
