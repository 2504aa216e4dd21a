/**
 * Userspace deletes a memslot, or moves it, and KVM throws away all page tables rather than look for the slot's
 * mappings: every root becomes invalid at once, and every vCPU has to load a new one; then, with
 * mmu_lock held for read, the invalid roots are zapped. Faults on other slots go on all the time.
 *
 * The request for new roots is one step: a vCPU in guest mode is made to leave, is waited for, and comes
 * back on a valid root; one outside loads it before it enters. Loading a root flushes what the vCPU has
 * cached, so that from v5.18 on the zap needs no flush of its own.
 *
 * From v6.12 on userspace may ask that only the leafs of the slot be zapped instead: zap-slot-leafs.ts.
 * A slot that is moved is valid again in the end, at another place: whatever maps it at the old one must
 * be gone by then, just as for a slot that is deleted.
 *
 * Not modelled: large pages are
 * zapped in a pass of their own before the root's entries; yields; root pages are never freed.
 *
 * ref: linux v5.19 virt/kvm/kvm_main.c kvm_invalidate_memslot() kvm_delete_memslot()
 * ref: linux v5.19 arch/x86/kvm/mmu/mmu.c kvm_mmu_zap_all_fast()
 * ref: linux v5.19 arch/x86/kvm/mmu/tdp_mmu.c kvm_tdp_mmu_zap_invalidated_roots()
 */
import { invalidateRoots, markZapped, nextInvalidRoot, rootFrame } from '../hardware/roots.ts';
import { requestNewRoots } from '../hardware/load-root.ts';
import { casSpte, loadSpte } from '../hardware/spte-memory.ts';
import { isShadowPresentPte } from '../layout/predicates.ts';
import { deleteSlot, invalidateSlot, moveSlot, slotOfGfn } from '../sync/memslots.ts';
import { canInstallMemslots } from '../sync/mmu-invalidate.ts';
import type { Thread } from '../thread.ts';
import { callHandleRemovedPt } from './handle-removed-pt.ts';
import { endWalkStep, iterateStep } from './iterate-steps.ts';
import {
  rcuLockStep,
  readLockStep,
  readUnlockStep,
  slotsLockStep,
  slotsUnlockStep,
  srcuWaitSteps,
  writeLockStep,
  writeUnlockStep,
} from './lock-steps.ts';
import { defineProgram } from './program.ts';
import { defineRegisters } from './registers.ts';
import { TDP_ITER, iterSptep, startTdpIter } from './tdp-iter.ts';
import { ZAP_SLOT_LEAFS, startZapSlotLeafs } from './zap-slot-leafs.ts';
import { ZAP_SPTE_ATOMIC } from './zap-spte-atomic.ts';

const { block, reg } = defineRegisters('delete_slot', {
  /**
   * waiting: who may still use the old memslots. final: the slot is gone, or at its new place. root: the
   * one being zapped, plus 1. moves: it is moved.
   */
  u32: ['gfn', 'waiting', 'final', 'root', 'moves'],
});

export const DELETE_SLOT_REG = reg;

/** Gfns one entry of a root covers. */
const ROOT_ENTRY_GFNS = 2 ** 27;

/** The walk ends behind the last memslot: above it the roots are empty. */
function endOfMemory(t: Thread): number {
  let end = 0;
  for (const slot of t.map.shape.slots) end = Math.max(end, slot.gfn + slot.pages);
  return Math.ceil(end / ROOT_ENTRY_GFNS) * ROOT_ENTRY_GFNS;
}

function gone(t: Thread): null {
  t.set64(TDP_ITER.old_spte, t.layout.constants.SHADOW_NONPRESENT_VALUE);
  return null;
}

/** New memslots wait for notifiers, which go by one set of them from beginning to end. */
function canInstall(t: Thread): boolean {
  return t.profile.slotInstall === 'atOnce' || canInstallMemslots(t);
}

export const DELETE_SLOT = defineProgram({
  number: 31,
  id: 'delete_memslot',
  models: 'kvm_set_memslot() with KVM_MR_DELETE, kvm_mmu_zap_all_fast()',
  version: 'v5.13 .. v7.2',
  clears: [block],
  sptePaths: ['zapRoot'],
  steps: {
    lock_slots: slotsLockStep('kvm_vm_ioctl_set_memory_region'),
    publish: {
      fn: 'kvm_invalidate_memslot',
      code: 'publish memslots in which this slot is invalid: faults on it wait',
      access: ['memslots'],
      enabled: canInstall,
      waitsFor: 'notifiers under way',
      run: (t) => {
        invalidateSlot(t, slotOfGfn(t.map.shape, t.get(reg.gfn)));
        return undefined;
      },
    },
    ...srcuWaitSteps({ waiting: reg.waiting, then: 'synced' }),
    synced: {
      fn: 'kvm_set_memslot',
      code: 'is the slot gone, or only invalid yet?',
      access: [],
      local: true,
      run: (t) => {
        if (t.get(reg.final) !== 0) return 'unlock_slots';
        return t.profile.slotZap === 'roots' ? 'lock' : 'leafs';
      },
    },
    lock: writeLockStep('kvm_mmu_zap_all_fast'),
    invalidate: {
      fn: 'kvm_tdp_mmu_invalidate_all_roots',
      code: 'every valid root: invalid = true',
      access: ['frame'],
      run: (t) => {
        invalidateRoots(t);
        return undefined;
      },
    },
    request: {
      fn: 'kvm_make_all_cpus_request',
      code: 'every vCPU leaves the guest, and loads a new root before it enters',
      access: ['request'],
      run: (t) => {
        requestNewRoots(t);
        return undefined;
      },
    },
    unlock: writeUnlockStep('kvm_mmu_zap_all_fast'),
    read_lock: readLockStep('kvm_tdp_mmu_zap_invalidated_roots', (t) => {
      t.set(reg.root, nextInvalidRoot(t) + 1);
      return t.get(reg.root) === 0 ? 'read_unlock' : undefined;
    }),
    rcu: rcuLockStep('__tdp_mmu_zap_root', (t) => {
      const root = rootFrame(t, t.get(reg.root) - 1);
      startTdpIter(t, { root, gfnStart: 0, gfnEnd: endOfMemory(t), shared: true });
      return undefined;
    }),
    iterate: iterateStep('__tdp_mmu_zap_root', 'for each entry of the root:'),
    visit: {
      fn: '__tdp_mmu_zap_root',
      code: 'nothing linked there? next',
      access: [],
      local: true,
      run: (t) => {
        if (t.result === 0) return 'rcu_unlock';
        if (!isShadowPresentPte(t.layout, t.get64(TDP_ITER.old_spte, t.old))) return 'iterate';
        return t.profile.flushDefer === 'removal' ? t.call(ZAP_SPTE_ATOMIC) : 'zap';
      },
    },
    zapped: {
      fn: '__tdp_mmu_zap_root',
      code: 'somebody else changed it? again',
      access: [],
      local: true,
      run: (t) => (t.result === 0 ? 'reread' : 'iterate'),
    },
    zap: {
      fn: 'tdp_mmu_set_spte_atomic',
      code: 'cmpxchg(sptep, old_spte, SHADOW_NONPRESENT_VALUE); failed? again',
      access: ['spte-cas', 'spte-cas-failed'],
      run: (t) => {
        const old = t.get64(TDP_ITER.old_spte, t.old);
        const value = t.layout.constants.SHADOW_NONPRESENT_VALUE;
        const done = casSpte(t, iterSptep(t), { expected: old, value, found: t.current });
        if (!done && t.profile.casFailed === 'rereads') return 'reread';
        if (!done) {
          t.set64(TDP_ITER.old_spte, t.current);
          return isShadowPresentPte(t.layout, t.current) ? 'zap' : 'iterate';
        }
        return callHandleRemovedPt(t, { old, level: t.get(TDP_ITER.level), shared: true });
      },
    },
    emptied: {
      fn: '__tdp_mmu_zap_root',
      code: 'next entry',
      access: [],
      local: true,
      run: (t) => {
        gone(t);
        return 'iterate';
      },
    },
    reread: {
      fn: '__tdp_mmu_zap_root',
      code: 'old_spte = *sptep (a failed compare-exchange has brought it back since v5.18)',
      access: ['spte-load'],
      run: (t) => {
        t.set64(TDP_ITER.old_spte, loadSpte(t, iterSptep(t), t.old));
        if (!isShadowPresentPte(t.layout, t.old)) return 'iterate';
        return 'zap';
      },
    },
    rcu_unlock: endWalkStep('__tdp_mmu_zap_root'),
    put_root: {
      fn: 'kvm_tdp_mmu_put_root',
      code: 'the root is done with; is there another one that waits to be zapped?',
      access: ['frame'],
      run: (t) => {
        markZapped(t, t.get(reg.root) - 1);
        t.set(reg.root, nextInvalidRoot(t) + 1);
        return t.get(reg.root) === 0 ? undefined : 'rcu';
      },
    },
    read_unlock: readUnlockStep('kvm_tdp_mmu_zap_invalidated_roots'),
    publish_final: {
      fn: 'kvm_delete_memslot',
      code: 'publish memslots without the slot, or with it at its new place',
      access: ['memslots'],
      enabled: canInstall,
      waitsFor: 'notifiers under way',
      run: (t) => {
        const slot = slotOfGfn(t.map.shape, t.get(reg.gfn));
        if (t.get(reg.moves) !== 0) moveSlot(t, slot);
        else deleteSlot(t, slot);
        t.set(reg.final, 1);
        return 'sync';
      },
    },
    unlock_slots: slotsUnlockStep('kvm_vm_ioctl_set_memory_region', (t) => t.return(0)),
    leafs: {
      fn: 'kvm_arch_flush_shadow_memslot',
      code: 'userspace has asked so: zap just the leafs of the slot',
      access: [],
      local: true,
      run: (t) => {
        const slot = t.map.shape.slots[slotOfGfn(t.map.shape, t.get(reg.gfn))];
        const gfnStart = slot?.gfn ?? 0;
        startZapSlotLeafs(t, { gfnStart, gfnEnd: gfnStart + (slot?.pages ?? 0) });
        return t.call(ZAP_SLOT_LEAFS);
      },
    },
    leafs_zapped: {
      fn: 'kvm_arch_flush_shadow_memslot',
      code: 'done',
      access: [],
      local: true,
      run: () => 'publish_final',
    },
  },
});
