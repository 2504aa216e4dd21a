/**
 * KVM begins to shadow a guest page table that lies in a page: the page must be write-protected in the
 * TDP MMU, and no vCPU may go on writing to it through its TLB, before KVM trusts what it reads there.
 * Unlike dirty logging, this takes MMU-writable away too, and flushes before it unlocks.
 *
 * Up to v5.16 the walk stopped at an SPTE without W. But dirty logging leaves just such SPTEs, which a
 * fast page fault makes writable again, and which TLBs may still remember as writable.
 *
 * Not modelled: large pages, and the shadow page itself.
 *
 * ref: linux v5.16 and v5.19 arch/x86/kvm/mmu/tdp_mmu.c write_protect_gfn()
 * ref: linux v5.19 arch/x86/kvm/mmu/mmu.c account_shadowed() kvm_mmu_slot_gfn_write_protect()
 */
import { equal64 } from '../../base/word64.ts';
import { flushRemoteTlbs } from '../hardware/remote-flush.ts';
import { rootFrame } from '../hardware/roots.ts';
import { isShadowPresentLeaf, isWritablePte } from '../layout/predicates.ts';
import { setTrackKind } from '../state/write-tracking.ts';
import { writeUnlock } from '../sync/locks.ts';
import type { Thread } from '../thread.ts';
import { callHandleChangedSpte } from './handle-changed-spte.ts';
import { endWalkStep, iterateStep, nextEntryStep } from './iterate-steps.ts';
import { rcuLockStep, writeLockStep } from './lock-steps.ts';
import { defineProgram } from './program.ts';
import { toNextRoot } from './next-root.ts';
import { defineRegisters } from './registers.ts';
import { TDP_ITER, startTdpIter } from './tdp-iter.ts';
import { tdpMmuSetSpte } from './tdp-mmu-set-spte.ts';

const { block, reg } = defineRegisters('write_protect', {
  /** kind: TRACK kind. set: an SPTE was changed and the TLBs are not flushed yet. */
  u32: ['gfn', 'kind', 'root', 'set'],
});

export const WRITE_PROTECT = reg;

/** The old value without W and MMU-writable, in `t.new`. False where there is nothing to do. */
function protectedValue(t: Thread): boolean {
  const { layout, profile } = t;
  const old = t.get64(TDP_ITER.old_spte, t.old);
  t.new.copy(old).clear(layout.masks.mmuWritable);
  if (profile.wpGfn !== 'halfway') t.new.clear(layout.masks.writable);
  return profile.wpGfn === 'buggy' ? isWritablePte(layout, old) : !equal64(t.new, old);
}

/** Nothing to write, and so nothing to record: the same steps all the same, with other answers. */
function callNothingChanged(t: Thread): null {
  const level = t.get(TDP_ITER.level);
  return callHandleChangedSpte(t, { old: t.old, new: t.old, level, recordAccTrack: false });
}

export const WRITE_PROTECT_GFN = defineProgram({
  number: 40,
  id: 'write_protect_gfn',
  models: 'kvm_tdp_mmu_write_protect_gfn()',
  version: 'v5.11 .. v6.17',
  clears: [block],
  sptePaths: ['writeTrack'],
  steps: {
    lock: writeLockStep('kvm_mmu_get_page'),
    track: {
      fn: 'account_shadowed',
      code: 'the gfn backs a guest page table from now on (upper level: gfn_track[gfn]++)',
      access: ['track'],
      run: (t) => {
        setTrackKind(t, t.get(reg.gfn), t.get(reg.kind));
        return undefined;
      },
    },
    rcu: rcuLockStep('write_protect_gfn', (t) => {
      const gfn = t.get(reg.gfn);
      const root = rootFrame(t, t.get(reg.root));
      startTdpIter(t, { root, gfnStart: gfn, gfnEnd: gfn + 1, shared: false });
      return undefined;
    }),
    iterate: iterateStep('write_protect_gfn', 'for each leaf that maps the gfn:'),
    visit: {
      fn: 'write_protect_gfn',
      code: 'not a present leaf? next',
      access: [],
      local: true,
      run: (t) => {
        if (t.result === 0) return 'rcu_unlock';
        const old = t.get64(TDP_ITER.old_spte, t.old);
        const leaf = isShadowPresentLeaf(t.layout, old, t.get(TDP_ITER.level));
        return leaf ? 'protect' : 'iterate';
      },
    },
    protect: {
      fn: 'tdp_mmu_set_spte',
      code: 'W (after the fix: or MMU-writable) is set? clear both, set = true. else leave it',
      access: ['spte-store', 'spte-xchg'],
      run: (t) => {
        if (!protectedValue(t)) return callNothingChanged(t);
        t.set(reg.set, 1);
        return tdpMmuSetSpte(t, { value: t.new, recordAccTrack: true });
      },
    },
    again: nextEntryStep('write_protect_gfn'),
    rcu_unlock: endWalkStep('write_protect_gfn', (t) => {
      const isThere = toNextRoot(t, reg.root, 'valid');
      return isThere ? 'rcu' : undefined;
    }),
    flush: {
      fn: 'kvm_flush_remote_tlbs_with_address',
      code: 'set? flush every vCPU, before anybody can take mmu_lock',
      access: ['flush'],
      run: (t) => {
        const gfn = t.get(reg.gfn);
        if (t.get(reg.set) !== 0) flushRemoteTlbs(t, { gfnStart: gfn, gfnEnd: gfn + 1 });
        t.set(reg.set, 0);
        return undefined;
      },
    },
    unlock: {
      fn: 'kvm_mmu_get_page',
      code: 'write_unlock(mmu_lock); the guest page table is trusted from here on',
      access: ['unlock'],
      run: (t) => {
        writeUnlock(t);
        return t.return(0);
      },
    },
  },
});
