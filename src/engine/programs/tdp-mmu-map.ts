/**
 * kvm_tdp_mmu_map(): under mmu_lock held for read, walks to the leaf of the faulting gfn, links the
 * tables that are missing, and installs the SPTE; every write is a compare-exchange, and one that
 * fails sends the fault back to the guest.
 *
 * Up to v5.11 mmu_lock is a spinlock: nobody else is there, and the writes are plain stores. The mark in
 * the dirty bitmap comes before the write since v5.16; before, the bookkeeping makes it, and here it is
 * made before the rest of that. So is the flush of v6.13.
 *
 * Up to v5.17 a frozen target is refused by the write itself; from v5.18 to v6.1 nobody asks.
 *
 * A large page that is in the way of a small one is zapped, for an empty table to take its place (up to
 * v6.1), or split. A large page may also replace a table of small ones.
 *
 * ref: linux v5.19 arch/x86/kvm/mmu/tdp_mmu.c kvm_tdp_mmu_map() tdp_mmu_link_sp()
 * ref: linux v5.19 arch/x86/kvm/mmu/tdp_mmu.c tdp_mmu_map_handle_target_level()
 */
import { MutableWord64, ZERO64, equal64 } from '../../base/word64.ts';
import { allocateFrame, freePrivateFrame, linkFrame } from '../hardware/frames.ts';
import { flushRemoteTlbs } from '../hardware/remote-flush.ts';
import { vcpuRootFrame } from '../hardware/roots.ts';
import { casSpte } from '../hardware/spte-memory.ts';
import { makeMmioSpte, type MakeMmioSpteRequest } from '../layout/mmio-spte.ts';
import {
  MAKE_SPTE_MARK_DIRTY,
  MAKE_SPTE_WRPROT,
  makeSpte,
  type MakeSpteRequest,
} from '../layout/make-spte.ts';
import {
  mapFlushesLeaf,
  mapNeedsNothing,
  type MapTargetRequest,
} from '../layout/map-target-level.ts';
import {
  SPTE_CHANGE_MARK_DIRTY,
  dirtyLogChange,
  type SpteChangeRequest,
} from '../layout/spte-change.ts';
import {
  hasDirtyBit,
  isFrozenSpte,
  isLastSpte,
  isShadowPresentLeaf,
  isShadowPresentPte,
  isWritablePte,
} from '../layout/predicates.ts';
import { setDirtyBit } from '../state/dirty-log.ts';
import { largeGfn } from '../state/large-pages.ts';
import { guestPageOf } from '../state/shape.ts';
import { TRACK } from '../state/state-map.ts';
import { setTrackKind, trackKind } from '../state/write-tracking.ts';
import { leaveWalk } from '../sync/flush-debt.ts';
import { rcuReadLock, rcuReadUnlock } from '../sync/locks.ts';
import type { Thread } from '../thread.ts';
import { faultAccess } from './fast-page-fault.ts';
import { FAULT } from './fault-registers.ts';
import { callHandleChangedSpte } from './handle-changed-spte.ts';
import { LARGE_PAGE_STEPS } from './map-large-pages.ts';
import { MAP, MAP_BLOCK, handledAs } from './map-registers.ts';
import { maxMappingLevel } from './max-mapping-level.ts';
import { iterateStep } from './iterate-steps.ts';
import { defineProgram } from './program.ts';
import { RET_PF } from './ret-pf.ts';
import { linkingSpte } from './split-huge-page.ts';
import { TDP_ITER, endTdpIter, iterSptep, startTdpIter } from './tdp-iter.ts';
import { tdpMmuWriteSpte } from './tdp-mmu-set-spte.ts';

const reg = MAP;

const request: MakeSpteRequest = {
  level: 1,
  gfn: 0,
  pfn: 0,
  access: 0,
  hostWritable: false,
  prefetch: false,
  sync: true,
  oldSpte: ZERO64,
  wrTracked: false,
  slotDirty: false,
  nxHuge: false,
  hostMmio: false,
  adDisabled: false,
  guestMode: false,
};

/** The memslots never change here, and neither does their generation. */
const mmio: MakeMmioSpteRequest = { gfn: 0, access: 0, generation: 0 };

const target: MapTargetRequest = { make: request, mmio, hasSlot: true, access: 'read' };

function goalLevel(t: Thread): number {
  return 1 + t.get(reg.large);
}

/** kvm_mmu_hugepage_adjust() */
function adjustGoal(t: Thread): void {
  if (t.get(FAULT.slot_logs) !== 0 || t.get(FAULT.no_slot) !== 0) return;
  t.set(reg.large, maxMappingLevel(t, t.get(FAULT.gfn)) - 1);
}

/** The fault under way, over the old value in `t.old`. */
function fillRequest(t: Thread): void {
  target.hasSlot = t.get(FAULT.no_slot) === 0;
  target.access = faultAccess(t);
  mmio.gfn = t.get(FAULT.gfn);
  mmio.access = t.layout.acc.ACC_ALL;
  const inLarge = goalLevel(t) > 1 ? mmio.gfn - largeGfn(mmio.gfn) : 0;
  request.level = goalLevel(t);
  request.gfn = mmio.gfn - inLarge;
  request.pfn = t.get(FAULT.pfn) - inLarge;
  request.access = t.layout.acc.ACC_ALL;
  request.hostWritable = t.get(FAULT.map_writable) !== 0;
  request.oldSpte = t.old;
  request.adDisabled = !t.layout.config.adBits;
  request.slotDirty = t.get(FAULT.slot_logs) !== 0;
  request.wrTracked = target.hasSlot && trackKind(t, mmio.gfn) === TRACK.page;
}

/** make_spte() for that fault, into `t.new`. Does the page have to be marked in the dirty bitmap? */
function makeFaultSpte(t: Thread): boolean {
  if (!target.hasSlot) {
    makeMmioSpte(t.layout, mmio, t.new);
    return false;
  }
  const made = makeSpte(t.layout, request, t.new);
  const writable = isWritablePte(t.layout, t.new);
  if (writable && t.profile.makeSpteDirty === 'always' && hasDirtyBit(t.layout, t.new)) {
    t.new.or(t.layout.masks.dirty);
  }
  t.set(reg.wrprot, (made & MAKE_SPTE_WRPROT) !== 0 ? 1 : 0);
  return (made & MAKE_SPTE_MARK_DIRTY) !== 0;
}

const nonleafSpte = new MutableWord64();

function afterMakeSpte(t: Thread): 'set' | 'replace' | 'unlock' {
  const old = t.get64(TDP_ITER.old_spte, t.old);
  if (!equal64(t.get64(reg.new_spte, t.new), old)) {
    const level = t.get(TDP_ITER.level);
    const isTable = isShadowPresentPte(t.layout, old) && !isLastSpte(t.layout, old, level);
    return isTable ? 'replace' : 'set';
  }
  t.set(reg.ret, handledAs(t, RET_PF.SPURIOUS));
  return 'unlock';
}

function isExclusive(t: Thread): boolean {
  return t.profile.faultLock === 'write';
}

/** Links the table of the register to the entry the iterator stands on; false if somebody was faster. */
function writeLink(t: Thread): boolean {
  const old = t.get64(TDP_ITER.old_spte, t.old);
  if (isExclusive(t)) {
    tdpMmuWriteSpte(t, nonleafSpte);
    return true;
  }
  const link = { expected: old, value: nonleafSpte, found: t.current };
  return casSpte(t, iterSptep(t), link);
}

/** Writes the new leaf; false if somebody was faster. `t.old`: what the bookkeeping takes it for. */
function writeLeaf(t: Thread): boolean {
  const expected = t.get64(TDP_ITER.old_spte, t.old);
  const value = t.get64(reg.new_spte, t.new);
  if (!isExclusive(t)) return casSpte(t, iterSptep(t), { expected, value, found: t.current });
  tdpMmuWriteSpte(t, value);
  return true;
}

const change: SpteChangeRequest = { old: ZERO64, new: ZERO64, level: 1 };

function fillChange(t: Thread): void {
  change.old = t.get64(TDP_ITER.old_spte, t.old);
  change.new = t.get64(reg.new_spte, t.new);
  change.level = t.get(TDP_ITER.level);
}

/** What follows the write of a leaf. */
function afterWrite(t: Thread): 'mark_after' | 'flush_leaf' | 'unlock' | null {
  fillChange(t);
  const marks = t.profile.mapMark === 'afterCas' && t.get(FAULT.slot_logs) !== 0;
  if (marks && (dirtyLogChange(t.layout, change) & SPTE_CHANGE_MARK_DIRTY) !== 0) {
    return 'mark_after';
  }
  return mapFlushesLeaf(t.layout, t.profile, change) ? 'flush_leaf' : recordLeaf(t);
}

/** Bookkeeping; of a new mapping it has nothing to say about the page. */
function recordLeaf(t: Thread): 'unlock' | null {
  fillChange(t);
  if (!isShadowPresentPte(t.layout, change.old)) return 'unlock';
  return callHandleChangedSpte(t, { ...change, recordAccTrack: true });
}

export const KVM_TDP_MMU_MAP = defineProgram({
  number: 5,
  id: 'kvm_tdp_mmu_map',
  models: 'kvm_tdp_mmu_map()',
  version: 'v5.11 .. v7.2',
  clears: [MAP_BLOCK],
  sptePaths: ['map', 'split'],
  steps: {
    rcu: {
      fn: 'kvm_tdp_mmu_map',
      code: 'rcu_read_lock()',
      access: ['rcu-lock'],
      run: (t) => {
        if (t.profile.readerRcu === 'yes') rcuReadLock(t);
        const gfn = t.get(FAULT.gfn);
        const root = vcpuRootFrame(t);
        startTdpIter(t, { root, gfnStart: gfn, gfnEnd: gfn + 1, shared: !isExclusive(t) });
        t.set(reg.ret, RET_PF.RETRY);
        adjustGoal(t);
        return undefined;
      },
    },
    iterate: iterateStep('kvm_tdp_mmu_map', 'for each level down to the goal:'),
    visit: {
      fn: 'kvm_tdp_mmu_map',
      code: 'goal level? map it. empty? link a table. frozen? retry',
      access: [],
      local: true,
      run: (t) => {
        if (t.result === 0) return 'unlock';
        const old = t.get64(TDP_ITER.old_spte, t.old);
        const level = t.get(TDP_ITER.level);
        if (level === goalLevel(t)) return 'make_spte';
        if (isShadowPresentLeaf(t.layout, old, level)) {
          return t.profile.largeInTheWay === 'split' ? 'split' : 'zap_large';
        }
        if (isShadowPresentPte(t.layout, old)) return 'iterate';
        return isFrozenSpte(t.layout, old) ? 'unlock' : 'alloc';
      },
    },
    alloc: {
      fn: 'tdp_mmu_alloc_sp',
      code: 'sp = a page from the vCPU cache, all entries empty',
      access: ['frame'],
      run: (t) => {
        const level = t.get(TDP_ITER.level) - 1;
        const frame = allocateFrame(t, { level, gfn: t.get(TDP_ITER.gfn) });
        t.set(reg.child, frame + 1);
        return undefined;
      },
    },
    link: {
      fn: 'tdp_mmu_link_sp',
      code: 'cmpxchg(sptep, old_spte, link to sp); failed? free sp, retry',
      access: ['spte-cas', 'spte-cas-failed', 'spte-store'],
      run: (t) => {
        const frame = t.get(reg.child) - 1;
        linkingSpte(t, frame, nonleafSpte);
        const linked = writeLink(t);
        t.set(reg.child, 0);
        if (!linked) {
          freePrivateFrame(t, frame);
          return 'unlock';
        }
        linkFrame(t, frame);
        t.set64(TDP_ITER.old_spte, nonleafSpte);
        return 'iterate';
      },
    },
    make_spte: {
      fn: 'make_spte',
      code: 'new_spte = make_spte(pfn, old_spte); same as old_spte? SPURIOUS',
      access: [],
      local: true,
      run: (t) => {
        const old = t.get64(TDP_ITER.old_spte, t.old);
        // v5.18 to v6.1 only warn about it, and go on: f5d16bb9be68.
        const refused = t.profile.frozenTarget === 'refused' && isFrozenSpte(t.layout, old);
        if (refused) return 'unlock';
        fillRequest(t);
        if (mapNeedsNothing(t.layout, t.profile, target)) {
          t.set(reg.ret, RET_PF.SPURIOUS);
          return 'unlock';
        }
        const marks = makeFaultSpte(t) && t.profile.mapMark === 'beforeCas';
        t.set64(reg.new_spte, t.new);
        if (t.get(FAULT.no_slot) !== 0) return afterMakeSpte(t);
        const unsyncs = trackKind(t, t.get(FAULT.gfn)) === TRACK.shadowed;
        if (unsyncs && !isWritablePte(t.layout, old)) return 'unsync';
        return marks ? 'mark' : afterMakeSpte(t);
      },
    },
    set: {
      fn: 'tdp_mmu_set_spte_atomic',
      code: 'cmpxchg(sptep, old_spte, new_spte); failed? retry',
      access: ['spte-cas', 'spte-cas-failed', 'spte-store', 'spte-xchg'],
      run: (t) => {
        if (!writeLeaf(t)) return 'unlock';
        const mapped = t.get(FAULT.no_slot) === 0;
        t.set(reg.ret, mapped ? handledAs(t, RET_PF.FIXED) : RET_PF.EMULATE);
        return afterWrite(t);
      },
    },
    unlock: {
      fn: 'kvm_tdp_mmu_map',
      code: 'rcu_read_unlock()',
      access: ['rcu-unlock'],
      run: (t) => {
        const ret = t.get(reg.ret);
        endTdpIter(t);
        leaveWalk(t);
        if (t.profile.readerRcu === 'yes') rcuReadUnlock(t);
        return t.return(ret);
      },
    },
    mark: {
      fn: 'make_spte',
      code: 'writable, and the slot logs: set the bit of the gfn in the dirty bitmap (v5.16 on)',
      access: ['dirty-bitmap'],
      run: (t) => {
        t.effect.note('dirty-bitmap');
        setDirtyBit(t, guestPageOf(t.map.shape, t.get(FAULT.gfn)));
        return afterMakeSpte(t);
      },
    },
    unsync: {
      fn: 'mmu_try_to_unsync_pages',
      code: 'a last-level guest page table: let its shadow go out of sync, then W is allowed',
      access: ['track'],
      run: (t) => {
        setTrackKind(t, t.get(FAULT.gfn), TRACK.none);
        const writable = isWritablePte(t.layout, t.get64(reg.new_spte, t.new));
        const marks = writable && t.profile.mapMark === 'beforeCas';
        return marks && t.get(FAULT.slot_logs) !== 0 ? 'mark' : afterMakeSpte(t);
      },
    },
    mark_after: {
      fn: 'handle_changed_spte_dirty_log',
      code: 'became writable, and the slot logs: set the bit of the gfn (up to v5.15)',
      access: ['dirty-bitmap'],
      run: (t) => {
        t.effect.note('dirty-bitmap');
        setDirtyBit(t, guestPageOf(t.map.shape, t.get(FAULT.gfn)));
        return recordLeaf(t);
      },
    },
    marked: {
      fn: 'kvm_tdp_mmu_map',
      code: 'done',
      access: [],
      local: true,
      run: () => 'unlock',
    },
    flush_leaf: {
      fn: 'kvm_flush_remote_tlbs_gfn',
      code: 'the leaf lost MMU-writable: warn, and flush every vCPU (v6.13 on)',
      access: ['flush'],
      run: (t) => {
        const gfn = t.get(FAULT.gfn);
        flushRemoteTlbs(t, { gfnStart: gfn, gfnEnd: gfn + 1 });
        return recordLeaf(t);
      },
    },
    flushed: {
      fn: 'kvm_tdp_mmu_map',
      code: 'done',
      access: [],
      local: true,
      run: () => 'unlock',
    },
    ...LARGE_PAGE_STEPS,
  },
});
