/**
 * An mmu notifier takes a range of host pages back: its SPTEs are zapped and flushed under mmu_lock
 * held for write, then the host's own PTEs go, then faults may map the range again. Of a large page the
 * host takes a part by splitting it first, which notifies of the whole of it.
 *
 * Not modelled: yielding in the middle of the range.
 *
 * ref: linux v5.19 virt/kvm/kvm_main.c kvm_mmu_notifier_invalidate_range_start()
 * ref: linux v5.19 arch/x86/kvm/mmu/tdp_mmu.c tdp_mmu_zap_leafs()
 */
import { EVENT } from '../effect.ts';
import { flushRemoteTlbs } from '../hardware/remote-flush.ts';
import { nextRoot, rootFrame } from '../hardware/roots.ts';
import { LARGE_GFNS, largeGfn } from '../state/large-pages.ts';
import { guestPageOf, hostPageOf, pfnOfBacking } from '../state/shape.ts';
import { HOST_PTE, PAGE_FLAGS } from '../state/state-map.ts';
import { canWriteLock, writeLock } from '../sync/locks.ts';
import { SLOT_STATE, gfnNow, slotState } from '../sync/memslots.ts';
import {
  beginInvalidate,
  countNotifier,
  endInvalidate,
  raiseInvalidateSeq,
} from '../sync/mmu-invalidate.ts';
import type { Thread } from '../thread.ts';
import { hostMapsLarge } from './max-mapping-level.ts';
import { endWalkStep, iterateStep, nextEntryStep, visitLeafStep } from './iterate-steps.ts';
import { rcuLockStep, writeLockStep, writeUnlockStep } from './lock-steps.ts';
import { defineProgram } from './program.ts';
import { toNextRoot } from './next-root.ts';
import { defineRegisters } from './registers.ts';
import { startTdpIter } from './tdp-iter.ts';
import { tdpMmuSetSpte } from './tdp-mmu-set-spte.ts';

const { block, reg } = defineRegisters('zap', {
  /**
   * root: the one being walked. flush: something was zapped and not flushed yet. no_slot: the range
   * is in no memslot any more, and no affair of KVM's.
   */
  u32: ['gfn_start', 'gfn_end', 'root', 'flush', 'host_gfn', 'no_slot'],
});

export const ZAP = reg;

/** First gfn that the notifier is called for. */
function notifiedFrom(t: Thread): number {
  const gfn = t.get(reg.gfn_start);
  return hostMapsLarge(t, gfn) ? largeGfn(gfn) : gfn;
}

/** And the first one after its range. */
function notifiedTo(t: Thread): number {
  const end = t.get(reg.gfn_end);
  return hostMapsLarge(t, end - 1) ? largeGfn(end - 1) + LARGE_GFNS : end;
}

/** Takes the host page behind one gfn away. Its content is written back only if struct page is dirty. */
function freeHostPage(t: Thread, gfn: number): void {
  t.effect.note('host-pte');
  const page = guestPageOf(t.map.shape, gfn);
  const cell = t.map.host_pte.base + page * t.map.host_pte.stride;
  const backing = t.journal.read(cell + 1);
  const hostPage = hostPageOf(t.map.shape, pfnOfBacking(t.map.shape, { page, backing }));
  t.effect.hostPage = hostPage;
  t.journal.write(cell, t.journal.read(cell) & ~HOST_PTE.PRESENT);
  const flags = t.map.page.base + hostPage;
  t.journal.write(flags, t.journal.read(flags) | PAGE_FLAGS.FREED);
  t.effect.events |= EVENT.HOST_PAGE_FREED;
}

/** Is the page of the range's first gfn in a memslot, wherever that is now? */
function meetsSlot(t: Thread): boolean {
  const gfn = gfnNow(t, t.get(reg.gfn_start));
  return slotState(t, gfn) !== SLOT_STATE.ABSENT;
}

/** The host's range is one of its own addresses: where they are in the guest, the memslots say now. */
function followSlot(t: Thread): void {
  const moved = gfnNow(t, t.get(reg.gfn_start)) - t.get(reg.gfn_start);
  t.set(reg.gfn_start, t.get(reg.gfn_start) + moved);
  t.set(reg.gfn_end, t.get(reg.gfn_end) + moved);
}

/** KVM has no part in it: the host takes the pages. */
function passBy(t: Thread): 'free' {
  t.effect.note('memslots');
  t.set(reg.no_slot, 1);
  t.set(reg.host_gfn, t.get(reg.gfn_start));
  return 'free';
}

export const ZAP_RANGE = defineProgram({
  number: 3,
  id: 'kvm_mmu_notifier_invalidate_range',
  models: 'kvm_mmu_notifier_invalidate_range_start() .. _end()',
  version: 'v5.18',
  clears: [block],
  sptePaths: ['zap'],
  steps: {
    lock: {
      fn: '__kvm_handle_hva_range',
      code: 'the range meets a memslot? write_lock(mmu_lock). no memslot? nothing to do here',
      access: ['lock', 'memslots'],
      enabled: (t) => !meetsSlot(t) || canWriteLock(t),
      waitsFor: 'mmu_lock',
      run: (t) => {
        if (!meetsSlot(t)) return passBy(t);
        writeLock(t);
        countNotifier(t, 1);
        followSlot(t);
        return undefined;
      },
    },
    begin: {
      fn: 'kvm_inc_notifier_count',
      code: 'mmu_invalidate_in_progress++, range = [start, end)',
      access: ['seq'],
      run: (t) => {
        beginInvalidate(t, { gfnStart: notifiedFrom(t), gfnEnd: notifiedTo(t) });
        const first = nextRoot(t, 0, t.profile.notifierRoots);
        t.set(reg.root, Math.max(first, 0));
        return first < 0 ? 'unlock' : undefined;
      },
    },
    rcu: rcuLockStep('tdp_mmu_zap_leafs', (t) => {
      startTdpIter(t, {
        root: rootFrame(t, t.get(reg.root)),
        gfnStart: notifiedFrom(t),
        gfnEnd: notifiedTo(t),
        shared: false,
      });
      return undefined;
    }),
    iterate: iterateStep('tdp_mmu_zap_leafs', 'for each entry of the range:'),
    visit: visitLeafStep('tdp_mmu_zap_leafs', 'zap'),
    zap: {
      fn: 'tdp_mmu_set_spte',
      code: '*sptep = SHADOW_NONPRESENT_VALUE; flush = true',
      access: ['spte-store', 'spte-xchg'],
      run: (t) => {
        t.set(reg.flush, 1);
        return tdpMmuSetSpte(t, {
          value: t.layout.constants.SHADOW_NONPRESENT_VALUE,
          recordAccTrack: true,
        });
      },
    },
    again: nextEntryStep('tdp_mmu_zap_leafs'),
    rcu_unlock: endWalkStep('tdp_mmu_zap_leafs', (t) => {
      // Roots that wait to be zapped are walked, too: d62007edf01f.
      const isThere = toNextRoot(t, reg.root, t.profile.notifierRoots);
      if (isThere) return 'rcu';
      return t.get(reg.flush) === 0 ? 'unlock' : 'flush';
    }),
    flush: {
      fn: 'kvm_flush_remote_tlbs',
      code: 'flush every vCPU: TLB and paging-structure cache',
      access: ['flush'],
      run: (t) => {
        flushRemoteTlbs(t);
        t.set(reg.flush, 0);
        return undefined;
      },
    },
    unlock: writeUnlockStep('__kvm_handle_hva_range', (t) => {
      t.set(reg.host_gfn, t.get(reg.gfn_start));
      return undefined;
    }),
    free: {
      fn: 'host: unmap',
      code: 'clear the host PTE, take the page back: write it out only if struct page is dirty',
      access: ['host-pte'],
      run: (t) => {
        const gfn = t.get(reg.host_gfn);
        freeHostPage(t, gfn);
        t.set(reg.host_gfn, gfn + 1);
        if (gfn + 1 < t.get(reg.gfn_end)) return 'free';
        t.set(reg.host_gfn, 0);
        return t.get(reg.no_slot) === 0 ? undefined : t.return(0);
      },
    },
    end_lock: writeLockStep('kvm_mmu_notifier_invalidate_range_end'),
    seq: {
      fn: 'kvm_dec_notifier_count',
      code: 'mmu_invalidate_seq++',
      access: ['seq'],
      run: (t) => {
        raiseInvalidateSeq(t);
        return undefined;
      },
    },
    end: {
      fn: 'kvm_dec_notifier_count',
      code: 'mmu_invalidate_in_progress--',
      access: ['seq'],
      run: (t) => {
        endInvalidate(t);
        return undefined;
      },
    },
    end_unlock: writeUnlockStep('kvm_mmu_notifier_invalidate_range_end', (t) => {
      countNotifier(t, -1);
      return t.return(0);
    }),
  },
});
