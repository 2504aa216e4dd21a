/** What others do to vCPUs from outside: kick them, make a request to them, stop them. */
import { acknowledgeFlush } from '../hardware/flush-request.ts';
import { updatePml, pmlCount, popPml } from '../hardware/pml.ts';
import { VCPU_MODE, VCPU_REQUEST } from '../state/state-map.ts';
import { anySlotLogs } from '../sync/memslots.ts';
import type { Thread } from '../thread.ts';
import { VCPU_ACCESS } from './vcpu.ts';
import { markLogged } from './vcpu-exit.ts';

function vcpuCell(t: Thread, vcpu: number): number {
  return t.map.vcpu.base + vcpu * t.map.vcpu.stride;
}

function pcCell(t: Thread, vcpu: number): number {
  return t.map.thread.base + vcpu * t.map.thread.stride;
}

/** Is it in the guest, between two instructions or in the middle of one that it will begin anew? */
function canStop(t: Thread, vcpu: number): boolean {
  const pc = t.journal.read(pcCell(t, vcpu));
  if (pc === 0 || pc === VCPU_ACCESS.entry) return true;
  const kernelReaders =
    t.journal.read(t.map.srcu.base) |
    t.journal.read(t.map.rcu.base) |
    t.journal.read(t.map.mmu_lock.base + 1);
  const inKernel = (kernelReaders & (1 << vcpu)) !== 0;
  return !inKernel && t.journal.read(vcpuCell(t, vcpu)) === VCPU_MODE.IN_GUEST_MODE;
}

/** May userspace stop all vCPUs now? One that is in the kernel comes back first. */
export function canStopVcpus(t: Thread): boolean {
  for (let vcpu = 0; vcpu < t.map.shape.vcpus; vcpu++) {
    if (!canStop(t, vcpu)) return false;
  }
  return true;
}

/** Each vCPU leaves the guest for good, and drains its PML buffer. What it had yet to do is not done. */
export function stopVcpus(t: Thread): void {
  t.effect.note('userspace');
  const { stride, base } = t.map.reg;
  for (let vcpu = 0; vcpu < t.map.shape.vcpus; vcpu++) {
    t.journal.write(vcpuCell(t, vcpu), VCPU_MODE.OUTSIDE_GUEST_MODE);
    acknowledgeFlush(t, vcpu);
    while (pmlCount(t, vcpu) > 0) markLogged(t, popPml(t, vcpu));
    t.journal.write(pcCell(t, vcpu), 0);
    for (let reg = 0; reg < stride; reg++) t.journal.write(base + vcpu * stride + reg, 0);
  }
}

/** Makes vCPUs in guest mode leave it at their next instruction, and does not wait for them. */
export function kickVcpus(t: Thread): void {
  t.effect.note('request');
  for (let vcpu = 0; vcpu < t.map.shape.vcpus; vcpu++) {
    const cell = vcpuCell(t, vcpu);
    const running = t.journal.read(pcCell(t, vcpu)) !== 0;
    if (!running || t.journal.read(cell) !== VCPU_MODE.IN_GUEST_MODE) continue;
    t.journal.write(cell + 2, t.journal.read(cell + 2) | VCPU_REQUEST.KICK);
  }
}

/**
 * kvm_make_all_cpus_request(KVM_REQ_UPDATE_CPU_DIRTY_LOGGING), which waits: PML on, or off, as memslots
 * log dirty pages or do not. A vCPU in the guest has left
 * it and come back before this is over. As a what-if it is only posted, and served at the next exit.
 */
export function requestPml(t: Thread): void {
  t.effect.note('request');
  const waits = t.profile.pmlRequest === 'waits';
  for (let vcpu = 0; vcpu < t.map.shape.vcpus; vcpu++) {
    const cell = vcpuCell(t, vcpu);
    if (waits && t.journal.read(cell) === VCPU_MODE.IN_GUEST_MODE) {
      // It has drained its buffer on the way out.
      if (!anySlotLogs(t)) while (pmlCount(t, vcpu) > 0) markLogged(t, popPml(t, vcpu));
      updatePml(t, vcpu);
      continue;
    }
    const requests = t.journal.read(cell + 2);
    t.journal.write(cell + 2, requests | VCPU_REQUEST.UPDATE_CPU_DIRTY_LOGGING);
  }
}
