/**
 * The other way to delete a memslot: only its own leafs are zapped, in valid and in invalid roots, under
 * mmu_lock held for write, and flushed before it is let go of. The page tables of other slots stay. From
 * v6.12 on, where userspace has switched the old way off (KVM_X86_QUIRK_SLOT_ZAP_ALL), and for the
 * private memory of TDX guests.
 *
 * Not modelled: yields in the middle of the slot.
 *
 * ref: linux v6.12 arch/x86/kvm/mmu/mmu.c kvm_mmu_zap_memslot_leafs()
 */
import { flushRemoteTlbs } from '../hardware/remote-flush.ts';
import { nextRoot, rootFrame } from '../hardware/roots.ts';
import { FLUSH_DEBT, leaveWalk, oweFlush } from '../sync/flush-debt.ts';
import { rcuReadUnlock, writeUnlock } from '../sync/locks.ts';
import type { Thread } from '../thread.ts';
import { iterateStep, nextEntryStep, visitLeafStep } from './iterate-steps.ts';
import { rcuLockStep, writeLockStep } from './lock-steps.ts';
import { defineProgram } from './program.ts';
import { toNextRoot } from './next-root.ts';
import { defineRegisters } from './registers.ts';
import { endTdpIter, startTdpIter } from './tdp-iter.ts';
import { tdpMmuSetSpte } from './tdp-mmu-set-spte.ts';

const { block, reg } = defineRegisters('zap_slot_leafs', {
  /** root: the one being walked. flush: something was zapped. */
  u32: ['gfn_start', 'gfn_end', 'root', 'flush'],
});

/** Sets the registers. The caller calls ZAP_SLOT_LEAFS in the same step. */
export function startZapSlotLeafs(
  t: Thread,
  { gfnStart, gfnEnd }: { gfnStart: number; gfnEnd: number },
): void {
  t.set(reg.gfn_start, gfnStart);
  t.set(reg.gfn_end, gfnEnd);
}

export const ZAP_SLOT_LEAFS = defineProgram({
  number: 51,
  id: 'zap_memslot_leafs',
  models: 'kvm_mmu_zap_memslot_leafs()',
  version: 'v6.12 .. v7.2',
  clears: [block],
  sptePaths: ['zap'],
  steps: {
    lock: writeLockStep('kvm_mmu_zap_memslot_leafs', (t) => {
      const first = nextRoot(t, 0, t.profile.notifierRoots);
      t.set(reg.root, Math.max(first, 0));
      return first < 0 ? 'unlock' : undefined;
    }),
    rcu: rcuLockStep('tdp_mmu_zap_leafs', (t) => {
      startTdpIter(t, {
        root: rootFrame(t, t.get(reg.root)),
        gfnStart: t.get(reg.gfn_start),
        gfnEnd: t.get(reg.gfn_end),
        shared: false,
      });
      return undefined;
    }),
    iterate: iterateStep('tdp_mmu_zap_leafs', 'for each entry of the slot:'),
    visit: visitLeafStep('tdp_mmu_zap_leafs', 'zap'),
    zap: {
      fn: 'tdp_mmu_set_spte',
      code: '*sptep = SHADOW_NONPRESENT_VALUE; flush = true',
      access: ['spte-store', 'spte-xchg'],
      run: (t) => {
        t.set(reg.flush, 1);
        oweFlush(t, FLUSH_DEBT.LEAF);
        return tdpMmuSetSpte(t, {
          value: t.layout.constants.SHADOW_NONPRESENT_VALUE,
          recordAccTrack: true,
        });
      },
    },
    again: nextEntryStep('tdp_mmu_zap_leafs'),
    rcu_unlock: {
      fn: 'tdp_mmu_zap_leafs',
      code: 'rcu_read_unlock()',
      access: ['rcu-unlock'],
      run: (t) => {
        endTdpIter(t);
        leaveWalk(t);
        rcuReadUnlock(t);
        const isThere = toNextRoot(t, reg.root, t.profile.notifierRoots);
        return isThere ? 'rcu' : undefined;
      },
    },
    flush: {
      fn: 'kvm_mmu_zap_memslot_pages_and_flush',
      code: 'something was zapped? flush every vCPU, before mmu_lock is let go of',
      access: ['flush'],
      run: (t) => {
        if (t.get(reg.flush) !== 0 && t.profile.slotZap === 'leafs') flushRemoteTlbs(t);
        return undefined;
      },
    },
    unlock: {
      fn: 'kvm_mmu_zap_memslot_leafs',
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
