/**
 * One pass over the SPTEs of a memslot when its dirty logging is enabled: take Dirty away, or W. Under
 * mmu_lock held for read, so each change is a compare-exchange; one that fails goes on with the value
 * it has found, and up to v5.17 reads it again first. Up to v5.12 mmu_lock is held for write. Nothing is flushed here: the result says whether something was changed.
 *
 * Not modelled: yielding in the middle of the range; large pages are split before, or skipped.
 *
 * ref: linux v5.19 arch/x86/kvm/mmu/tdp_mmu.c clear_dirty_gfn_range() wrprot_gfn_range()
 */
import { MutableWord64 } from '../../base/word64.ts';
import { casSpte, loadSpte } from '../hardware/spte-memory.ts';
import { rootFrame } from '../hardware/roots.ts';
import { isShadowPresentLeaf } from '../layout/predicates.ts';
import {
  canReadLock,
  canWriteLock,
  readLock,
  readUnlock,
  writeLock,
  writeUnlock,
} from '../sync/locks.ts';
import type { Thread } from '../thread.ts';
import { dirtyBitsToClear } from './dirty-bit-of.ts';
import { callHandleChangedSpte } from './handle-changed-spte.ts';
import { endWalkStep, iterateStep, nextEntryStep } from './iterate-steps.ts';
import { rcuLockStep } from './lock-steps.ts';
import { defineProgram } from './program.ts';
import { toNextRoot } from './next-root.ts';
import { defineRegisters } from './registers.ts';
import { TDP_ITER, iterSptep, startTdpIter } from './tdp-iter.ts';
import { tdpMmuSetSpte } from './tdp-mmu-set-spte.ts';

const { block, reg } = defineRegisters('dirty_log_pass', {
  /** wrprot: 1 to take W away, 0 to take Dirty. min_level: leafs below are left alone. */
  u32: ['gfn_start', 'gfn_end', 'wrprot', 'min_level', 'root', 'changed'],
});

export interface DirtyLogPass {
  readonly gfnStart: number;
  readonly gfnEnd: number;
  readonly wrprot: boolean;
  readonly minLevel: number;
}

/** Sets the registers of a pass. The caller calls DIRTY_LOG_PASS in the same step. */
export function startDirtyLogPass(t: Thread, pass: DirtyLogPass): void {
  t.set(reg.gfn_start, pass.gfnStart);
  t.set(reg.gfn_end, pass.gfnEnd);
  t.set(reg.wrprot, pass.wrprot ? 1 : 0);
  t.set(reg.min_level, pass.minLevel);
}

const value = new MutableWord64();
const bits = new MutableWord64();

/** Has the SPTE that the iterator has read something to lose? Which bits, is in `bits`. */
function mustClear(t: Thread): boolean {
  const old = t.get64(TDP_ITER.old_spte, t.old);
  const level = t.get(TDP_ITER.level);
  if (level < t.get(reg.min_level) || !isShadowPresentLeaf(t.layout, old, level)) return false;
  return dirtyBitsToClear(t, { spte: old, wrprot: t.get(reg.wrprot) !== 0, out: bits });
}

function isExclusive(t: Thread): boolean {
  return t.profile.enableLock === 'write';
}

export const DIRTY_LOG_PASS = defineProgram({
  number: 18,
  id: 'dirty_log_pass',
  models: 'kvm_tdp_mmu_clear_dirty_slot() and kvm_tdp_mmu_wrprot_slot()',
  version: 'v5.11 .. v6.17',
  clears: [block],
  sptePaths: ['logEnable'],
  steps: {
    lock: {
      fn: 'kvm_mmu_slot_leaf_clear_dirty',
      code: 'read_lock(mmu_lock); up to v5.12 write_lock()',
      access: ['lock'],
      enabled: (t) => (isExclusive(t) ? canWriteLock(t) : canReadLock(t)),
      waitsFor: 'mmu_lock',
      run: (t) => {
        if (isExclusive(t)) writeLock(t);
        else readLock(t);
        return undefined;
      },
    },
    rcu: rcuLockStep('clear_dirty_gfn_range', (t) => {
      startTdpIter(t, {
        root: rootFrame(t, t.get(reg.root)),
        gfnStart: t.get(reg.gfn_start),
        gfnEnd: t.get(reg.gfn_end),
        shared: !isExclusive(t),
      });
      t.set(TDP_ITER.min_level, t.get(reg.min_level));
      return undefined;
    }),
    iterate: iterateStep('clear_dirty_gfn_range', 'for each leaf of the slot:'),
    visit: {
      fn: 'clear_dirty_gfn_range',
      code: 'no present leaf, or the bit is clear already? next',
      access: [],
      local: true,
      run: (t) => {
        if (t.result === 0) return 'rcu_unlock';
        return mustClear(t) ? 'clear' : 'iterate';
      },
    },
    clear: {
      fn: 'tdp_mmu_set_spte_atomic',
      code: 'cmpxchg(sptep, old_spte, old_spte & ~bit); failed? look at what is there',
      access: ['spte-cas', 'spte-cas-failed', 'spte-store', 'spte-xchg'],
      run: (t) => {
        const old = t.get64(TDP_ITER.old_spte, t.old);
        mustClear(t);
        value.copy(old).clear(bits);
        if (isExclusive(t)) {
          t.set(reg.changed, 1);
          return tdpMmuSetSpte(t, { value, recordAccTrack: true });
        }
        const done = casSpte(t, iterSptep(t), { expected: old, value, found: t.current });
        if (!done && t.profile.casFailed === 'rereads') return 'reread';
        if (!done) {
          t.set64(TDP_ITER.old_spte, t.current);
          return mustClear(t) ? 'clear' : 'iterate';
        }
        t.set(reg.changed, 1);
        const level = t.get(TDP_ITER.level);
        return callHandleChangedSpte(t, { old, new: value, level, recordAccTrack: true });
      },
    },
    again: nextEntryStep('clear_dirty_gfn_range', 'next leaf'),
    rcu_unlock: endWalkStep('clear_dirty_gfn_range', (t) => {
      const isThere = toNextRoot(t, reg.root, 'valid');
      return isThere ? 'rcu' : 'unlock';
    }),
    unlock: {
      fn: 'kvm_mmu_slot_leaf_clear_dirty',
      code: 'read_unlock(mmu_lock); was an SPTE changed?',
      access: ['unlock'],
      run: (t) => {
        if (isExclusive(t)) writeUnlock(t);
        else readUnlock(t);
        return t.return(t.get(reg.changed));
      },
    },
    reread: {
      fn: 'clear_dirty_gfn_range',
      code: 'old_spte = *sptep (up to v5.17); look at it',
      access: ['spte-load'],
      run: (t) => {
        t.set64(TDP_ITER.old_spte, loadSpte(t, iterSptep(t), t.old));
        return mustClear(t) ? 'clear' : 'iterate';
      },
    },
  },
});
