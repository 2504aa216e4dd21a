/**
 * When logging of a memslot ends, from v6.13 on: a table of small pages that the host has as a large one
 * is replaced at once by a large SPTE, which is made of the first small one that is there. No entry is
 * ever empty, and no vCPU faults. The flush for all tables comes at the end: it must come before RCU is
 * left, as only then the tables are freed.
 *
 * Not modelled: yielding.
 *
 * ref: linux v6.17 arch/x86/kvm/mmu/tdp_mmu.c recover_huge_pages_range() tdp_mmu_make_huge_spte()
 */
import { MutableWord64, ZERO64 } from '../../base/word64.ts';
import { flushRemoteTlbs } from '../hardware/remote-flush.ts';
import { nextRoot, rootFrame } from '../hardware/roots.ts';
import { casSpte, loadSpte, sptepOf } from '../hardware/spte-memory.ts';
import { frameOfPfn } from '../hardware/table-life.ts';
import { makeHugeSpte, type HugeSpteRequest } from '../layout/huge-spte.ts';
import {
  isLastSpte,
  isShadowPresentLeaf,
  isShadowPresentPte,
  spteToPfn,
} from '../layout/predicates.ts';
import { LARGE_GFNS, isWatched } from '../state/large-pages.ts';
import { FLUSH_DEBT, leaveWalk, oweFlush } from '../sync/flush-debt.ts';
import { rcuReadUnlock } from '../sync/locks.ts';
import type { Thread } from '../thread.ts';
import { callHandleRemovedPt } from './handle-removed-pt.ts';
import { maxLevelInSlot } from './max-mapping-level.ts';
import { iterateStep } from './iterate-steps.ts';
import { rcuLockStep, readLockStep, readUnlockStep } from './lock-steps.ts';
import { defineProgram } from './program.ts';
import { toNextRoot } from './next-root.ts';
import { defineRegisters } from './registers.ts';
import { TDP_ITER, endTdpIter, iterSptep, startTdpIter } from './tdp-iter.ts';

const { block, reg } = defineRegisters('recover_huge_pages', {
  /** index: of the entry that is looked at in the table below. flush: a table was replaced. */
  u32: ['gfn_start', 'gfn_end', 'root', 'index', 'flush'],
  u64: ['huge_spte'],
});

export const RECOVER_REG = reg;

/** Is this the entry of a table whose pages can be mapped by a large one? */
function isRecoverable(t: Thread): boolean {
  const old = t.get64(TDP_ITER.old_spte, t.old);
  const level = t.get(TDP_ITER.level);
  if (level !== 2 || !isShadowPresentPte(t.layout, old) || isLastSpte(t.layout, old, level)) {
    return false;
  }
  return maxLevelInSlot(t, t.get(TDP_ITER.gfn)) > 1;
}

function childFrame(t: Thread): number {
  return frameOfPfn(t, spteToPfn(t.layout, t.get64(TDP_ITER.old_spte, t.old)));
}

const small = new MutableWord64();

/** The next entry of the table that is there, or that somebody could fill; LARGE_GFNS if there is none. */
function nextSmall(t: Thread, from: number): number {
  const frame = childFrame(t);
  let index = from;
  for (; index < LARGE_GFNS; index++) {
    if (isWatched(t.map.shape, t.get(TDP_ITER.gfn) + index)) break;
    const cell = t.map.pt.base + sptepOf({ frame, index }) * 2;
    small.lo = t.journal.read(cell);
    small.hi = t.journal.read(cell + 1);
    if (isShadowPresentPte(t.layout, small)) break;
  }
  return index;
}

const request: HugeSpteRequest = { smallSpte: ZERO64, hugeLevel: 2, nxHuge: false };
const huge = new MutableWord64();

export const RECOVER_HUGE_PAGES = defineProgram({
  number: 11,
  id: 'recover_huge_pages_range',
  models: 'kvm_tdp_mmu_recover_huge_pages()',
  version: 'v6.13 .. v6.17',
  clears: [block],
  sptePaths: ['collapse'],
  steps: {
    lock: readLockStep('kvm_mmu_recover_huge_pages', (t) => {
      const root = nextRoot(t, 0, 'valid');
      t.set(reg.root, Math.max(root, 0));
      return root < 0 ? 'unlock' : undefined;
    }),
    rcu: rcuLockStep('recover_huge_pages_range', (t) => {
      startTdpIter(t, {
        root: rootFrame(t, t.get(reg.root)),
        gfnStart: t.get(reg.gfn_start),
        gfnEnd: t.get(reg.gfn_end),
        shared: true,
      });
      t.set(TDP_ITER.min_level, 2);
      return undefined;
    }),
    iterate: iterateStep('recover_huge_pages_range', 'for each entry above the lowest level:'),
    visit: {
      fn: 'recover_huge_pages_range',
      code: 'a table, and the host has a large page there? look for a small SPTE in it',
      access: [],
      local: true,
      run: (t) => {
        if (t.result === 0) return 'flush';
        return isRecoverable(t) ? 'look' : 'iterate';
      },
    },
    look: {
      fn: 'tdp_mmu_make_huge_spte',
      code: 'the next entry of the table; none left? leave the table alone',
      access: [],
      local: true,
      run: (t) => {
        t.set(reg.index, nextSmall(t, t.get(reg.index)));
        if (t.get(reg.index) < LARGE_GFNS) return 'load';
        t.set(reg.index, 0);
        return 'iterate';
      },
    },
    load: {
      fn: 'tdp_mmu_make_huge_spte',
      code: 'a leaf? huge_spte = the leaf, with the address and the size of a large page',
      access: ['spte-load'],
      run: (t) => {
        const sptep = sptepOf({ frame: childFrame(t), index: t.get(reg.index) });
        loadSpte(t, sptep, small);
        t.set(reg.index, t.get(reg.index) + 1);
        if (!isShadowPresentLeaf(t.layout, small, 1)) return 'look';
        request.smallSpte = small;
        makeHugeSpte(t.layout, request, huge);
        t.set64(reg.huge_spte, huge);
        t.set(reg.index, 0);
        return 'replace';
      },
    },
    replace: {
      fn: 'tdp_mmu_set_spte_atomic',
      code: 'cmpxchg(sptep, link to the table, huge_spte); then tear the table down. failed? again',
      access: ['spte-cas', 'spte-cas-failed'],
      run: (t) => {
        const old = t.get64(TDP_ITER.old_spte, t.old);
        const value = t.get64(reg.huge_spte, huge);
        if (!casSpte(t, iterSptep(t), { expected: old, value, found: t.current })) {
          t.set64(TDP_ITER.old_spte, t.current);
          return isRecoverable(t) ? 'look' : 'iterate';
        }
        t.set(reg.flush, 1);
        t.set64(TDP_ITER.old_spte, value);
        oweFlush(t, FLUSH_DEBT.TABLE);
        return callHandleRemovedPt(t, { old, level: t.get(TDP_ITER.level), shared: true });
      },
    },
    replaced: {
      fn: 'recover_huge_pages_range',
      code: 'flush = true; next entry',
      access: [],
      local: true,
      run: () => 'iterate',
    },
    flush: {
      fn: 'kvm_flush_remote_tlbs_memslot',
      code: 'flush? flush every vCPU, before RCU is left',
      access: ['flush'],
      run: (t) => {
        if (t.get(reg.flush) === 0 || t.profile.recoverFlush === 'afterRcu') return undefined;
        flushRemoteTlbs(t);
        t.set(reg.flush, 0);
        return undefined;
      },
    },
    rcu_unlock: {
      fn: 'recover_huge_pages_range',
      code: 'rcu_read_unlock()',
      access: ['rcu-unlock'],
      run: (t) => {
        endTdpIter(t);
        leaveWalk(t);
        rcuReadUnlock(t);
        return undefined;
      },
    },
    late_flush: {
      fn: 'recover_huge_pages_range',
      code: 'what if the flush came only now?',
      access: ['flush'],
      run: (t) => {
        if (t.get(reg.flush) !== 0) flushRemoteTlbs(t);
        t.set(reg.flush, 0);
        const isThere = toNextRoot(t, reg.root, 'valid');
        return isThere ? 'rcu' : undefined;
      },
    },
    unlock: readUnlockStep('kvm_mmu_recover_huge_pages', (t) => {
      leaveWalk(t);
      return t.return(0);
    }),
  },
});
