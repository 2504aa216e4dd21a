/**
 * A TDP page fault from the exit to the answer: the fast path, then the resolution of the host page
 * outside mmu_lock, then the map under it if nothing has changed meanwhile.
 *
 * Not modelled: prefetch, and the caches of pages being topped up (there are always pages).
 *
 * ref: linux v5.19 arch/x86/kvm/mmu/mmu.c direct_page_fault() is_page_fault_stale()
 */
import { assert } from '../../base/assert.ts';
import { guestPageOf, pfnOfBacking } from '../state/shape.ts';
import { HOST_PTE } from '../state/state-map.ts';
import { SLOT_STATE } from '../sync/memslots.ts';
import { isUsableRoot, vcpuRootFrame } from '../hardware/roots.ts';
import { pageTrackIsActive } from '../state/write-tracking.ts';
import { leaveWalk } from '../sync/flush-debt.ts';
import {
  canReadLock,
  canWriteLock,
  readLock,
  readUnlock,
  writeLock,
  writeUnlock,
} from '../sync/locks.ts';
import { invalidateRetry, readInvalidateSeq } from '../sync/mmu-invalidate.ts';
import type { Thread } from '../thread.ts';
import { FAST_PAGE_FAULT, pageFaultCanBeFast } from './fast-page-fault.ts';
import { ACCESS, FAULT } from './fault-registers.ts';
import { MIRROR_MAP_ENTRY } from './late-programs.ts';
import { defineProgram } from './program.ts';
import { defineRegisters } from './registers.ts';
import { RET_PF, wrprotResult } from './ret-pf.ts';
import { KVM_TDP_MMU_MAP } from './tdp-mmu-map.ts';

const { block, reg } = defineRegisters('page_fault', { u32: ['ret'] });

/**
 * Resolves the gfn to a pfn through the host's own page table. A page the host has taken away is
 * brought back in a new frame. False when the host allows no write.
 */
function faultInPfn(t: Thread): boolean {
  t.effect.note('host-pte');
  const { host_pte, shape } = t.map;
  const page = guestPageOf(shape, t.get(FAULT.gfn));
  const absent = t.get(FAULT.slot) === SLOT_STATE.ABSENT;
  t.set(FAULT.no_slot, absent ? 1 : 0);
  if (absent) return true;
  const cell = host_pte.base + page * host_pte.stride;
  const flags = t.journal.read(cell);
  const writable = (flags & HOST_PTE.WRITABLE) !== 0;
  if (!writable && t.get(FAULT.access) === ACCESS.WRITE) return false;
  let backing = t.journal.read(cell + 1);
  if ((flags & HOST_PTE.PRESENT) === 0) {
    backing += 1;
    assert(
      backing < shape.backings,
      'a guest page has been freed more often than the machine has frames',
    );
    t.journal.write(cell + 1, backing);
    t.journal.write(cell, flags | HOST_PTE.PRESENT);
  }
  t.set(FAULT.pfn, pfnOfBacking(shape, { page, backing }));
  t.set(FAULT.map_writable, writable ? 1 : 0);
  return true;
}

/** Writes to something present ask; where nobody tracks anything, that is no step. */
function asksForTracking(t: Thread): boolean {
  if (t.map.shape.writeTracking !== true) return false;
  return t.get(FAULT.access) === ACCESS.WRITE && t.get(FAULT.qualification) !== 0;
}

/** Up to v5.11 a fault keeps everybody else out. */
function isExclusive(t: Thread): boolean {
  return t.profile.faultLock === 'write';
}

export const KVM_TDP_PAGE_FAULT = defineProgram({
  number: 7,
  id: 'kvm_tdp_page_fault',
  models: 'direct_page_fault()',
  version: 'v4.11 .. v7.2',
  clears: [block],
  steps: {
    fast: {
      fn: 'page_fault_can_be_fast',
      code: 'a write to a present SPTE? try fast_page_fault()',
      access: [],
      local: true,
      run: (t) => {
        if (asksForTracking(t)) return 'tracked';
        return pageFaultCanBeFast(t) ? t.call(FAST_PAGE_FAULT) : 'seq';
      },
    },
    fast_done: {
      fn: 'direct_page_fault',
      code: 'fixed or spurious? back to the guest',
      access: [],
      local: true,
      run: (t) => {
        const ret = t.result;
        if (ret === RET_PF.INVALID) return 'seq';
        if (ret === RET_PF.FIXED) t.count('fastPageFaults');
        return t.return(ret);
      },
    },
    seq: {
      fn: 'direct_page_fault',
      code: 'seq = mmu_invalidate_seq; read barrier',
      access: ['seq'],
      run: (t) => {
        t.set(FAULT.seq, readInvalidateSeq(t));
        return undefined;
      },
    },
    pfn: {
      fn: 'kvm_faultin_pfn',
      code: 'pfn = host page of the gfn (may sleep)',
      access: ['host-pte'],
      run: (t) => {
        if (t.get(FAULT.slot) === SLOT_STATE.INVALID) return t.return(RET_PF.RETRY);
        return faultInPfn(t) ? undefined : t.return(RET_PF.EFAULT);
      },
    },
    lock: {
      fn: 'direct_page_fault',
      code: 'read_lock(mmu_lock); up to v5.11 a spinlock, as for write',
      access: ['lock'],
      enabled: (t) => (isExclusive(t) ? canWriteLock(t) : canReadLock(t)),
      waitsFor: 'mmu_lock',
      run: (t) => {
        if (isExclusive(t)) writeLock(t);
        else readLock(t);
        t.count('slowPageFaults');
        return undefined;
      },
    },
    stale: {
      fn: 'is_page_fault_stale',
      code: 'invalidation of the gfn in progress, or seq changed? RETRY',
      access: ['seq'],
      run: (t) => {
        t.set(reg.ret, RET_PF.RETRY);
        const dead = !isUsableRoot(t, vcpuRootFrame(t));
        if (dead && t.profile.staleRoot === 'checked') return 'unlock';
        if (t.get(FAULT.no_slot) !== 0) return undefined;
        const stale = invalidateRetry(t, { gfn: t.get(FAULT.gfn), seq: t.get(FAULT.seq) });
        return stale && t.profile.seqCheck === 'checked' ? 'unlock' : undefined;
      },
    },
    map: {
      fn: 'direct_page_fault',
      code: 'ret = kvm_tdp_mmu_map()',
      access: [],
      local: true,
      run: (t) => t.call(t.get(FAULT.is_private) === 0 ? KVM_TDP_MMU_MAP : MIRROR_MAP_ENTRY),
    },
    mapped: {
      fn: 'direct_page_fault',
      code: 'keep ret',
      access: [],
      local: true,
      run: (t) => {
        t.set(reg.ret, t.result);
        return undefined;
      },
    },
    unlock: {
      fn: 'direct_page_fault',
      code: 'read_unlock(mmu_lock); release pfn',
      access: ['unlock'],
      run: (t) => {
        if (isExclusive(t)) writeUnlock(t);
        else readUnlock(t);
        leaveWalk(t);
        return t.return(t.get(reg.ret));
      },
    },
    tracked: {
      fn: 'page_fault_handle_page_track',
      code: 'a write to a page-tracked gfn? EMULATE (no lock: make_spte asks again)',
      access: ['track'],
      run: (t) => {
        if (pageTrackIsActive(t, t.get(FAULT.gfn))) return t.return(wrprotResult(t));
        return pageFaultCanBeFast(t) ? t.call(FAST_PAGE_FAULT) : 'seq';
      },
    },
    untracked_done: {
      fn: 'direct_page_fault',
      code: 'as without tracking',
      access: [],
      local: true,
      run: () => 'fast_done',
    },
  },
});
