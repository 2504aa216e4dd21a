/**
 * clear_dirty_pt_masked(): after bits of the dirty bitmap were reaped, the 4 KiB SPTEs of their gfns
 * lose Dirty, or W, so that the next store is noticed again. Under mmu_lock held for write.
 *
 * The kernel looks whether a gfn is left once more after the last one, which changes nothing and is no
 * step here. Large pages are left alone.
 *
 * ref: linux v5.19 and v6.12 arch/x86/kvm/mmu/tdp_mmu.c clear_dirty_pt_masked()
 */
import { MutableWord64 } from '../../base/word64.ts';
import { rootFrame } from '../hardware/roots.ts';
import { isShadowPresentLeaf } from '../layout/predicates.ts';
import type { Thread } from '../thread.ts';
import { dirtyBitsToClear } from './dirty-bit-of.ts';
import { endWalkStep, nextEntryStep } from './iterate-steps.ts';
import { rcuLockStep } from './lock-steps.ts';
import { defineProgram } from './program.ts';
import { toNextRoot } from './next-root.ts';
import { defineRegisters } from './registers.ts';
import { clearSpteBits } from './tdp-mmu-clear-spte-bits.ts';
import { TDP_ITER, TDP_ITER_NEXT, startTdpIter } from './tdp-iter.ts';

/** Gfns of one word of the bitmap. */
export const WORD_GFNS = 64;

const { block, reg } = defineRegisters('clear_dirty_pt', {
  /** mask: the gfns of the word that begins at gfn. left: those not visited yet in this root. */
  u32: ['gfn', 'mask_lo', 'mask_hi', 'left_lo', 'left_hi', 'root', 'modified'],
});

/** Sets the registers. The caller calls CLEAR_DIRTY_PT in the same step; `mask` is not empty. */
export function startClearDirtyPt(
  t: Thread,
  { gfn, maskLo, maskHi }: { gfn: number; maskLo: number; maskHi: number },
): void {
  t.set(reg.gfn, gfn);
  t.set(reg.mask_lo, maskLo);
  t.set(reg.mask_hi, maskHi);
}

const bits = new MutableWord64();

/** Has the SPTE that the iterator has read something to lose? Without PML it is W for all of them. */
function toClear(t: Thread): boolean {
  const spte = t.get64(TDP_ITER.old_spte, t.old);
  return dirtyBitsToClear(t, { spte, wrprot: !t.layout.config.pml, out: bits });
}

/** Offset of the lowest bit of the mask. */
function firstBit(lo: number, hi: number): number {
  const word = lo !== 0 ? lo : hi;
  return (lo !== 0 ? 0 : 32) + (31 - Math.clz32(word & -word));
}

function nothingLeft(t: Thread): boolean {
  return t.get(reg.left_lo) === 0 && t.get(reg.left_hi) === 0;
}

/** Takes the gfn that the iterator stands on out of those left. Was it one of them? */
function takeFromLeft(t: Thread): boolean {
  const offset = t.get(TDP_ITER.gfn) - t.get(reg.gfn);
  const half = offset < 32 ? reg.left_lo : reg.left_hi;
  const bit = 1 << (offset & 31);
  const left = t.get(half);
  if ((left & bit) === 0) return false;
  t.set(half, left & ~bit);
  return true;
}

export const CLEAR_DIRTY_PT = defineProgram({
  number: 19,
  id: 'clear_dirty_pt_masked',
  models: 'kvm_tdp_mmu_clear_dirty_pt_masked()',
  version: 'v5.11 .. v6.17',
  clears: [block],
  sptePaths: ['logReap'],
  steps: {
    rcu: rcuLockStep('clear_dirty_pt_masked', (t) => {
      const lo = t.get(reg.mask_lo);
      const hi = t.get(reg.mask_hi);
      t.set(reg.left_lo, lo);
      t.set(reg.left_hi, hi);
      const gfn = t.get(reg.gfn);
      startTdpIter(t, {
        root: rootFrame(t, t.get(reg.root)),
        gfnStart: gfn + firstBit(lo, hi),
        gfnEnd: gfn + WORD_GFNS,
        shared: false,
      });
      return undefined;
    }),
    iterate: {
      fn: 'clear_dirty_pt_masked',
      code: 'for each leaf of the word, while bits of the mask are left:',
      access: [],
      local: true,
      run: (t) => (nothingLeft(t) ? 'rcu_unlock' : t.call(TDP_ITER_NEXT)),
    },
    visit: {
      fn: 'clear_dirty_pt_masked',
      code: 'not in the mask, or the bit is clear already? next',
      access: [],
      local: true,
      run: (t) => {
        if (t.result === 0) return 'rcu_unlock';
        const old = t.get64(TDP_ITER.old_spte, t.old);
        if (t.get(TDP_ITER.level) > 1) return 'iterate';
        if (!takeFromLeft(t) || !isShadowPresentLeaf(t.layout, old, 1)) return 'iterate';
        return toClear(t) ? 'clear' : 'iterate';
      },
    },
    clear: {
      fn: 'tdp_mmu_clear_spte_bits',
      code: '*sptep = old_spte & ~bit: by store, XCHG or locked AND',
      access: ['spte-store', 'spte-xchg', 'spte-and'],
      run: (t) => {
        t.set(reg.modified, 1);
        toClear(t);
        return clearSpteBits(t, { by: t.profile.clearDirty, bits });
      },
    },
    again: nextEntryStep('clear_dirty_pt_masked', 'next leaf'),
    rcu_unlock: endWalkStep('clear_dirty_pt_masked', (t) => {
      const isThere = toNextRoot(t, reg.root, 'valid');
      return isThere ? 'rcu' : t.return(t.get(reg.modified));
    }),
  },
});
