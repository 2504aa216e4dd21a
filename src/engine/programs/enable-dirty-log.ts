/**
 * Userspace sets KVM_MEM_LOG_DIRTY_PAGES on a memslot, and copies its pages once when that has
 * returned: from then on every store must show up in a round of KVM_GET_DIRTY_LOG.
 *
 * The order matters. The slot with its bitmap is published first, and every vCPU that could still be
 * handling a fault by the old one is waited for. Then PML is switched on in every vCPU. Only then do
 * the SPTEs lose the bit by which the next store is noticed, and TLBs that remember it are flushed.
 *
 * The request that switches PML on is one step, like a remote flush: a vCPU in guest mode is made to
 * leave, is waited for, and comes back with PML on; one outside finds the request before it enters.
 *
 * Large pages are split first. In the mode in which the bitmap begins all set, nothing is done to SPTEs,
 * nothing is flushed, and userspace needs no first copy: every page is dirty until it is cleared.
 *
 * Not modelled: slots that are read-only. Without memslots of large pages there is nothing to split, and
 * the walk that finds this out is left out.
 *
 * ref: linux v5.19 virt/kvm/kvm_main.c kvm_set_memslot()
 * ref: linux v5.19 arch/x86/kvm/x86.c kvm_mmu_slot_apply_flags()
 */
import { flushRemoteTlbs } from '../hardware/remote-flush.ts';
import { EVENT } from '../effect.ts';
import { copyPage } from '../state/dirty-log.ts';
import { largeSlotOf, nextWatched } from '../state/large-pages.ts';
import { guestPageOf } from '../state/shape.ts';
import {
  canLockSlots,
  lockSlots,
  publishLoggingSlot,
  slotOfGfn,
  unlockSlots,
} from '../sync/memslots.ts';
import type { Thread } from '../thread.ts';
import { DIRTY_LOG_PASS, startDirtyLogPass } from './dirty-log-pass.ts';
import { srcuWaitSteps } from './lock-steps.ts';
import { defineProgram } from './program.ts';
import { defineRegisters } from './registers.ts';
import { callSplitHugePages } from './split-huge-pages.ts';
import { requestPml } from './vcpu-control.ts';

const { block, reg } = defineRegisters('enable_dirty_log', {
  /**
   * gfn: one of the slot. gfn_start, gfn_end: all of it. waiting: bit per actor that may still use the old
   * memslots. changed: the pass before has changed an SPTE. copied: first gfn not copied yet.
   */
  u32: ['gfn', 'gfn_start', 'gfn_end', 'waiting', 'changed', 'copied'],
});

export const ENABLE = reg;

/** A flush that is owed, or the last chance of one that is always done. */
function flushAfterPass(t: Thread, last: boolean): void {
  const always = t.profile.enableFlush === 'always';
  if (always ? last : t.get(reg.changed) !== 0) flushRemoteTlbs(t);
  t.set(reg.changed, 0);
}

function callPass(t: Thread, { wrprot, minLevel }: { wrprot: boolean; minLevel: number }): null {
  const gfnStart = t.get(reg.gfn_start);
  startDirtyLogPass(t, { gfnStart, gfnEnd: t.get(reg.gfn_end), wrprot, minLevel });
  return t.call(DIRTY_LOG_PASS);
}

/** Is there something to split, in a kernel that does so? */
function mustSplit(t: Thread): boolean {
  return t.profile.eagerSplit === 'yes' && largeSlotOf(t.map.shape, t.get(reg.gfn)) >= 0;
}

/** Copies a page, and those after it that nobody names. Returns the first gfn not copied. */
function copyPagesFrom(t: Thread, first: number): number {
  const { shape } = t.map;
  const next = nextWatched(shape, { gfn: first + 1, end: t.get(reg.gfn_end) });
  for (let gfn = first; gfn < next; gfn++) copyPage(t, guestPageOf(shape, gfn));
  return next;
}

export const ENABLE_DIRTY_LOG = defineProgram({
  number: 16,
  id: 'enable_dirty_log',
  models: 'kvm_set_memslot() with KVM_MEM_LOG_DIRTY_PAGES, and the first copy of a migration',
  version: 'v5.15 .. v6.17',
  clears: [block],
  steps: {
    lock_slots: {
      fn: 'kvm_vm_ioctl_set_memory_region',
      code: 'mutex_lock(slots_lock); allocate the dirty bitmap',
      access: ['slots-lock'],
      enabled: canLockSlots,
      waitsFor: 'slots_lock',
      run: (t) => {
        lockSlots(t);
        const slot = t.map.shape.slots[slotOfGfn(t.map.shape, t.get(reg.gfn))];
        t.set(reg.gfn_start, slot?.gfn ?? 0);
        t.set(reg.gfn_end, (slot?.gfn ?? 0) + (slot?.pages ?? 0));
        return undefined;
      },
    },
    publish: {
      fn: 'install_new_memslots',
      code: 'publish memslots in which this slot logs dirty pages',
      access: ['memslots'],
      run: (t) => {
        publishLoggingSlot(t, slotOfGfn(t.map.shape, t.get(reg.gfn)));
        return t.profile.enableSync === 'none' ? 'pml' : undefined;
      },
    },
    ...srcuWaitSteps({ waiting: reg.waiting, then: 'pml' }),
    pml: {
      fn: 'kvm_mmu_update_cpu_dirty_logging',
      code: 'request: PML on, in every vCPU before it runs on; no PML? nothing',
      access: ['request'],
      run: (t) => {
        if (t.layout.config.pml) requestPml(t);
        if (t.map.shape.manualProtect === 'allSet') return 'unlock_slots';
        return mustSplit(t) ? 'split' : undefined;
      },
    },
    apply: {
      fn: 'kvm_mmu_slot_apply_flags',
      code: 'PML: clear Dirty in all leafs; else write-protect all leafs',
      access: [],
      local: true,
      run: (t) => callPass(t, { wrprot: !t.layout.config.pml, minLevel: 1 }),
    },
    applied: {
      fn: 'kvm_mmu_slot_apply_flags',
      code: 'changed something?',
      access: [],
      local: true,
      run: (t) => {
        t.set(reg.changed, t.result);
        return t.layout.config.pml ? undefined : 'flush';
      },
    },
    flush_dirty: {
      fn: 'kvm_mmu_slot_leaf_clear_dirty',
      code: 'flush every vCPU if an SPTE was changed (up to v5.19)',
      access: ['flush'],
      run: (t) => {
        flushAfterPass(t, false);
        return undefined;
      },
    },
    apply_large: {
      fn: 'kvm_mmu_slot_remove_write_access',
      code: 'write-protect what is larger than 4 KiB',
      access: [],
      local: true,
      run: (t) => callPass(t, { wrprot: true, minLevel: 2 }),
    },
    applied_large: {
      fn: 'kvm_mmu_slot_remove_write_access',
      code: 'changed something?',
      access: [],
      local: true,
      run: (t) => {
        t.set(reg.changed, t.result);
        return undefined;
      },
    },
    flush: {
      fn: 'kvm_mmu_slot_apply_flags',
      code: 'flush every vCPU: if an SPTE was changed (up to v5.19), or always (v6.0)',
      access: ['flush'],
      run: (t) => {
        flushAfterPass(t, true);
        return undefined;
      },
    },
    unlock_slots: {
      fn: 'kvm_vm_ioctl_set_memory_region',
      code: 'mutex_unlock(slots_lock); from here on userspace relies on the log',
      access: ['slots-unlock'],
      run: (t) => {
        unlockSlots(t);
        t.effect.events |= EVENT.DIRTY_LOG;
        t.journal.write(t.map.migration.base, 1);
        if (t.map.shape.manualProtect === 'allSet') return t.return(0);
        t.set(reg.copied, t.get(reg.gfn_start));
        return undefined;
      },
    },
    copy: {
      fn: 'userspace: first copy',
      code: 'copy the next page of the slot as it is now',
      access: ['page-copy'],
      run: (t) => {
        t.effect.note('page-copy');
        const next = copyPagesFrom(t, t.get(reg.copied));
        t.set(reg.copied, next);
        return next < t.get(reg.gfn_end) ? 'copy' : t.return(0);
      },
    },
    split: {
      fn: 'kvm_mmu_slot_apply_flags',
      code: 'eager_page_split (v5.18 on)? split large pages',
      access: [],
      local: true,
      run: (t) => {
        const gfnStart = t.get(reg.gfn_start);
        return callSplitHugePages(t, { gfnStart, gfnEnd: t.get(reg.gfn_end), exclusive: false });
      },
    },
    split_done: {
      fn: 'kvm_mmu_slot_apply_flags',
      code: 'then clear Dirty, or write-protect',
      access: [],
      local: true,
      run: () => 'apply',
    },
  },
});
