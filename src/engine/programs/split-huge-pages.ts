/**
 * Large pages of a range are split before their dirty pages are logged, so that no store has to wait for
 * it: with mmu_lock held for read when logging is enabled, for write when the log is cleared in the mode
 * in which it begins all set. Nothing is flushed: the small SPTEs translate alike.
 *
 * A compare-exchange that fails fills the same page again from what it has found.
 *
 * Not modelled: yielding, and running out of pages, in which case the kernel goes on without splitting.
 *
 * ref: linux v5.18 and v6.12 arch/x86/kvm/mmu/tdp_mmu.c tdp_mmu_split_huge_pages_root()
 */
import { MutableWord64, type Word64 } from '../../base/word64.ts';
import { linkFrame } from '../hardware/frames.ts';
import { rootFrame } from '../hardware/roots.ts';
import { casSpte, storeSpte, xchgSpte } from '../hardware/spte-memory.ts';
import { isShadowPresentLeaf } from '../layout/predicates.ts';
import { usesAtomicWrite } from '../layout/volatile-bits.ts';
import { readUnlock } from '../sync/locks.ts';
import type { Thread } from '../thread.ts';
import { callHandleChangedSpte } from './handle-changed-spte.ts';
import { endWalkStep, iterateStep, nextEntryStep } from './iterate-steps.ts';
import { rcuLockStep, readLockStep } from './lock-steps.ts';
import { defineProgram } from './program.ts';
import { toNextRoot } from './next-root.ts';
import { defineRegisters } from './registers.ts';
import {
  allocateSplitTable,
  fillSplitTable,
  freeSplitTable,
  linkingSpte,
} from './split-huge-page.ts';
import { TDP_ITER, iterSptep, startTdpIter } from './tdp-iter.ts';

const { block, reg } = defineRegisters('split_huge_pages', {
  /** exclusive: mmu_lock is held for write already. child: frame of the table to link, plus 1. */
  u32: ['gfn_start', 'gfn_end', 'exclusive', 'root', 'child'],
});

export interface SplitRange {
  readonly gfnStart: number;
  readonly gfnEnd: number;
  readonly exclusive: boolean;
}

/** Splits what is large in a range. The caller is come back to at its next step. */
export function callSplitHugePages(t: Thread, { gfnStart, gfnEnd, exclusive }: SplitRange): null {
  t.set(reg.gfn_start, gfnStart);
  t.set(reg.gfn_end, gfnEnd);
  t.set(reg.exclusive, exclusive ? 1 : 0);
  return t.call(SPLIT_HUGE_PAGES);
}

const value = new MutableWord64();

/** The write that links the table. False if the entry has changed: then `t.current` is what is there. */
function writeLink(t: Thread, old: MutableWord64): boolean {
  const sptep = iterSptep(t);
  if (t.get(reg.exclusive) === 0 && t.profile.splitLink === 'cas') {
    return casSpte(t, sptep, { expected: old, value, found: t.current });
  }
  const level = t.get(TDP_ITER.level);
  const exchanges = usesAtomicWrite(t.layout, t.profile.tdpWrite, old, level);
  if (exchanges && t.get(reg.exclusive) !== 0) xchgSpte(t, sptep, { value, out: old });
  else storeSpte(t, sptep, { value, snapshot: old });
  return true;
}

function isLarge(t: Thread, spte: Word64): boolean {
  return isShadowPresentLeaf(t.layout, spte, t.get(TDP_ITER.level));
}

export const SPLIT_HUGE_PAGES = defineProgram({
  number: 9,
  id: 'split_huge_pages',
  models: 'kvm_tdp_mmu_try_split_huge_pages()',
  version: 'v5.18 .. v6.17',
  clears: [block],
  sptePaths: ['split'],
  steps: {
    begin: {
      fn: 'kvm_mmu_slot_try_split_huge_pages',
      code: 'split all large pages of the range',
      access: [],
      local: true,
      run: (t) => (t.get(reg.exclusive) === 0 ? undefined : 'rcu'),
    },
    lock: readLockStep('kvm_mmu_slot_try_split_huge_pages'),
    rcu: rcuLockStep('tdp_mmu_split_huge_pages_root', (t) => {
      startTdpIter(t, {
        root: rootFrame(t, t.get(reg.root)),
        gfnStart: t.get(reg.gfn_start),
        gfnEnd: t.get(reg.gfn_end),
        shared: t.get(reg.exclusive) === 0,
      });
      t.set(TDP_ITER.min_level, 2);
      return undefined;
    }),
    iterate: iterateStep('tdp_mmu_split_huge_pages_root', 'for each entry above the lowest level:'),
    visit: {
      fn: 'tdp_mmu_split_huge_pages_root',
      code: 'no large page? next',
      access: [],
      local: true,
      run: (t) => {
        if (t.result === 0) return 'rcu_unlock';
        return isLarge(t, t.get64(TDP_ITER.old_spte, t.old)) ? 'alloc' : 'iterate';
      },
    },
    alloc: {
      fn: 'tdp_mmu_alloc_sp_for_split',
      code: 'sp = a page; fill it with 512 small SPTEs like the large one',
      access: ['frame'],
      run: (t) => {
        const hugeSpte = t.get64(TDP_ITER.old_spte, t.old);
        const frame = allocateSplitTable(t, { gfn: t.get(TDP_ITER.gfn), hugeSpte });
        t.set(reg.child, frame + 1);
        return undefined;
      },
    },
    link: {
      fn: 'tdp_mmu_link_sp',
      code: 'cmpxchg(sptep, old_spte, link to sp); failed? fill sp again. No flush',
      access: ['spte-cas', 'spte-cas-failed', 'spte-store', 'spte-xchg'],
      run: (t) => {
        const frame = t.get(reg.child) - 1;
        const old = t.get64(TDP_ITER.old_spte, t.old);
        linkingSpte(t, frame, value);
        if (!writeLink(t, old)) {
          t.set64(TDP_ITER.old_spte, t.current);
          if (!isLarge(t, t.current)) return 'unused';
          fillSplitTable(t, { frame, hugeSpte: t.current });
          return 'link';
        }
        linkFrame(t, frame);
        t.set(reg.child, 0);
        t.set64(TDP_ITER.old_spte, value);
        const level = t.get(TDP_ITER.level);
        return callHandleChangedSpte(t, { old, new: value, level, recordAccTrack: true });
      },
    },
    linked: nextEntryStep('tdp_mmu_split_huge_pages_root'),
    unused: {
      fn: 'tdp_mmu_free_sp',
      code: 'somebody else has split or zapped it: sp is not needed',
      access: ['frame'],
      run: (t) => {
        t.effect.note('frame');
        freeSplitTable(t, t.get(reg.child) - 1);
        t.set(reg.child, 0);
        return 'iterate';
      },
    },
    rcu_unlock: endWalkStep('tdp_mmu_split_huge_pages_root', (t) => {
      const isThere = toNextRoot(t, reg.root, 'valid');
      if (isThere) return 'rcu';
      return t.get(reg.exclusive) === 0 ? 'unlock' : t.return(0);
    }),
    unlock: {
      fn: 'kvm_mmu_slot_try_split_huge_pages',
      code: 'read_unlock(mmu_lock); no flush: the translations are the same',
      access: ['unlock'],
      run: (t) => {
        readUnlock(t);
        return t.return(0);
      },
    },
  },
});
