/**
 * A vCPU of a TDX guest that touches private memory. The CPU walks the external page table; where that
 * maps nothing, the vCPU exits, and KVM maps the gfn in its mirror and, through the TDX module, in the
 * external table.
 *
 * A fault that must be retried goes round inside the handler, or back to the guest, which walks again:
 * `extRetry`. Once KVM_BUG_ON() has stopped the VM, KVM_RUN returns with an error instead.
 *
 * Not modelled: acceptance of the page by the guest, the CPU's cache of translations, shared memory.
 *
 * ref: linux v6.17 arch/x86/kvm/vmx/tdx.c tdx_handle_ept_violation(), x86.c vcpu_enter_guest()
 */
import { isVmDead, walkExternal } from '../hardware/external.ts';
import { guestPageOf } from '../state/shape.ts';
import { VCPU_MODE } from '../state/state-map.ts';
import { srcuReadLock, srcuReadUnlock } from '../sync/locks.ts';
import { slotState } from '../sync/memslots.ts';
import type { Thread } from '../thread.ts';
import { ACCESS, FAULT, FAULT_BLOCK } from './fault-registers.ts';
import { KVM_TDP_PAGE_FAULT } from './page-fault.ts';
import { defineProgram } from './program.ts';
import { RET_PF } from './ret-pf.ts';
import { VCPU, VCPU_BLOCK } from './vcpu-registers.ts';

function setMode(t: Thread, mode: number): void {
  t.effect.note('mode');
  t.journal.write(t.map.vcpu.base + t.actor * t.map.vcpu.stride, mode);
}

function retire(t: Thread): void {
  if (t.get(VCPU.access) !== ACCESS.WRITE) return;
  const cell = t.map.content.base + guestPageOf(t.map.shape, t.get(VCPU.gfn));
  t.journal.write(cell, t.journal.read(cell) + 1);
}

/** What the exit says: an access to private memory that the external table does not map. */
export function setPrivateFault(t: Thread): void {
  t.set(FAULT.gfn, t.get(VCPU.gfn));
  t.set(FAULT.access, t.get(VCPU.access));
  t.set(FAULT.is_private, 1);
}

export const TD_ACCESS = defineProgram({
  number: 48,
  id: 'td_access',
  models: 'TD guest access and tdx_handle_ept_violation()',
  version: 'TDX; v6.12 .. v6.17',
  clears: [VCPU_BLOCK, FAULT_BLOCK],
  steps: {
    lookup: {
      fn: 'CPU: S-EPT walk',
      code: 'mapped in the external table? the access is done. else exit (dead VM: it never runs)',
      access: ['external', 'vm-dead'],
      run: (t) => {
        // KVM_BUG_ON() has kicked all vCPUs out; none comes back.
        if (t.journal.read(t.map.vm.base) !== 0) {
          t.effect.note('vm-dead');
          return t.return(0);
        }
        if (walkExternal(t, t.get(VCPU.gfn))) {
          retire(t);
          return t.return(0);
        }
        setPrivateFault(t);
        return undefined;
      },
    },
    exit: {
      fn: 'tdx_vcpu_run',
      code: 'EPT violation: vcpu->mode = OUTSIDE_GUEST_MODE',
      access: ['mode'],
      run: (t) => {
        setMode(t, VCPU_MODE.OUTSIDE_GUEST_MODE);
        return undefined;
      },
    },
    srcu: {
      fn: 'vcpu_enter_guest',
      code: 'srcu_read_lock(): memslots stay as they are',
      access: ['srcu-lock'],
      run: (t) => {
        srcuReadLock(t);
        t.set(FAULT.slot, slotState(t, t.get(VCPU.gfn)));
        return undefined;
      },
    },
    fault: {
      fn: 'tdx_handle_ept_violation',
      code: 'handle the page fault',
      access: [],
      local: true,
      run: (t) => t.call(KVM_TDP_PAGE_FAULT),
    },
    handled: {
      fn: 'tdx_handle_ept_violation',
      code: 'RETRY? round again here (or, the other form, back to the guest)',
      access: [],
      local: true,
      run: (t) => {
        const ret = t.result;
        if (ret === RET_PF.SPURIOUS) t.count('spuriousFaults');
        if (ret === RET_PF.RETRY) t.count('pfRetries');
        return ret === RET_PF.RETRY && t.profile.extRetry === 'inside' ? 'retry' : undefined;
      },
    },
    request: {
      fn: 'vcpu_enter_guest',
      code: 'KVM_REQ_VM_DEAD? KVM_RUN returns -EIO',
      access: ['vm-dead'],
      run: (t) => {
        t.clear(FAULT_BLOCK);
        return isVmDead(t) ? 'dead' : undefined;
      },
    },
    enter: {
      fn: 'vcpu_enter_guest',
      code: 'vcpu->mode = IN_GUEST_MODE',
      access: ['mode'],
      run: (t) => {
        setMode(t, VCPU_MODE.IN_GUEST_MODE);
        return undefined;
      },
    },
    srcu_unlock: {
      fn: 'vcpu_enter_guest',
      code: 'srcu_read_unlock(); run the guest',
      access: ['srcu-unlock'],
      run: (t) => {
        srcuReadUnlock(t);
        return 'lookup';
      },
    },
    dead: {
      fn: 'kvm_arch_vcpu_ioctl_run',
      code: 'srcu_read_unlock(); the access never happens',
      access: ['srcu-unlock'],
      run: (t) => {
        srcuReadUnlock(t);
        return t.return(0);
      },
    },
    retry: {
      fn: 'tdx_handle_ept_violation',
      code: 'KVM_REQ_VM_DEAD? KVM_RUN returns -EIO. else handle the fault once more',
      access: ['vm-dead'],
      run: (t) => (isVmDead(t) ? 'dead' : 'fault'),
    },
  },
});
