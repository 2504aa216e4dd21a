/**
 * Userspace ends the logging of a memslot: memslots without it are published, who uses the old ones is
 * waited for, PML goes off if nothing else needs it, and what logging has split may become large again.
 *
 * W and Dirty bits that were taken away stay away: later faults and stores put them back.
 *
 * ref: linux v5.19 arch/x86/kvm/x86.c kvm_mmu_slot_apply_flags()
 * ref: linux v6.17 arch/x86/kvm/x86.c kvm_mmu_slot_apply_flags()
 */
import { anySlotLogs, publishSlotWithoutLog, slotOfGfn } from '../sync/memslots.ts';
import type { Thread } from '../thread.ts';
import { slotsLockStep, slotsUnlockStep, srcuWaitSteps } from './lock-steps.ts';
import { defineProgram } from './program.ts';
import { RECOVER_HUGE_PAGES, RECOVER_REG } from './recover-huge-pages.ts';
import { defineRegisters } from './registers.ts';
import { requestPml } from './vcpu-control.ts';
import { COLLAPSE_RANGE, COLLAPSE_REG } from './zap-spte-atomic.ts';

const { block, reg } = defineRegisters('disable_dirty_log', {
  /** gfn: one of the slot. waiting: bit per actor that may still use the old memslots. */
  u32: ['gfn', 'waiting'],
});

export const DISABLE = reg;

/** What small pages map becomes large again, in the way of the kernel. */
function callCollapse(t: Thread): null {
  const slot = t.map.shape.slots[slotOfGfn(t.map.shape, t.get(reg.gfn))];
  const gfnStart = slot?.gfn ?? 0;
  const pages = slot?.pages ?? 1;
  if (t.profile.collapseBy === 'zap') {
    t.set(COLLAPSE_REG.gfn, gfnStart);
    t.set(COLLAPSE_REG.more, pages - 1);
    return t.call(COLLAPSE_RANGE);
  }
  t.set(RECOVER_REG.gfn_start, gfnStart);
  t.set(RECOVER_REG.gfn_end, gfnStart + pages);
  return t.call(RECOVER_HUGE_PAGES);
}

export const DISABLE_DIRTY_LOG = defineProgram({
  number: 10,
  id: 'disable_dirty_log',
  models: 'kvm_set_memslot() without KVM_MEM_LOG_DIRTY_PAGES',
  version: 'v5.15 .. v6.17',
  clears: [block],
  steps: {
    lock_slots: slotsLockStep('kvm_vm_ioctl_set_memory_region'),
    publish: {
      fn: 'install_new_memslots',
      code: 'publish memslots in which this slot logs no dirty pages',
      access: ['memslots'],
      run: (t) => {
        publishSlotWithoutLog(t, slotOfGfn(t.map.shape, t.get(reg.gfn)));
        return undefined;
      },
    },
    ...srcuWaitSteps({ waiting: reg.waiting, then: 'pml' }),
    pml: {
      fn: 'kvm_mmu_update_cpu_dirty_logging',
      code: 'no slot logs any more? request: PML off, in every vCPU before it runs on',
      access: ['request'],
      run: (t) => {
        if (t.layout.config.pml && !anySlotLogs(t)) requestPml(t);
        return undefined;
      },
    },
    collapse: {
      fn: 'kvm_mmu_slot_apply_flags',
      code: 'make large pages of small ones',
      access: [],
      local: true,
      run: (t) => callCollapse(t),
    },
    unlock_slots: slotsUnlockStep('kvm_vm_ioctl_set_memory_region', (t) => t.return(0)),
  },
});
