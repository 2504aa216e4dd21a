/**
 * Leaving the guest for another reason than an EPT violation, and what happens on the way out and in:
 * the drain of the PML buffer, and requests that are served before the guest runs on.
 *
 * ref: linux v5.19 arch/x86/kvm/x86.c vcpu_enter_guest(), vmx/vmx.c vmx_handle_exit()
 */
import { EVENT } from '../effect.ts';
import { acknowledgeFlush, serveFlush } from '../hardware/flush-request.ts';
import { serveNewRoot } from '../hardware/load-root.ts';
import { updatePml, pmlCount, popPml } from '../hardware/pml.ts';
import { setDirtyBit } from '../state/dirty-log.ts';
import { guestPageOf } from '../state/shape.ts';
import { VCPU_MODE, VCPU_REQUEST } from '../state/state-map.ts';
import { slotLogs } from '../sync/memslots.ts';
import type { Thread } from '../thread.ts';
import { defineRegisters } from './registers.ts';

const { reg } = defineRegisters('vcpu_exit', {
  /** 1: the vCPU left without a fault: it was kicked, or its PML buffer was full. */
  u32: ['no_fault'],
});

export const VCPU_EXIT = reg;

const MODE = 0;
const REQUESTS = 2;

function vcpuCell(t: Thread): number {
  return t.map.vcpu.base + t.actor * t.map.vcpu.stride;
}

function requests(t: Thread): number {
  return t.journal.read(vcpuCell(t) + REQUESTS);
}

/** vcpu->mode = OUTSIDE_GUEST_MODE. Any exit is what a kick was for. */
export function leaveGuest(t: Thread): void {
  t.effect.note('mode');
  t.journal.write(vcpuCell(t) + MODE, VCPU_MODE.OUTSIDE_GUEST_MODE);
  t.journal.write(vcpuCell(t) + REQUESTS, requests(t) & ~VCPU_REQUEST.KICK);
  acknowledgeFlush(t, t.actor);
}

/** Has somebody sent it an IPI, to make it leave the guest at its next instruction? */
export function isKicked(t: Thread): boolean {
  return (requests(t) & (VCPU_REQUEST.KICK | VCPU_REQUEST.TLB_FLUSH)) !== 0;
}

/**
 * Serves what was requested, or else enters the guest; true when it has entered. The kernel sets the
 * mode first and looks for requests then, so that none can slip in between: one access here.
 */
export function enterGuestOrServe(t: Thread): boolean {
  if (serveNewRoot(t) || serveFlush(t)) return false;
  if ((requests(t) & VCPU_REQUEST.UPDATE_CPU_DIRTY_LOGGING) !== 0) {
    t.effect.note('request');
    updatePml(t, t.actor);
    t.journal.write(vcpuCell(t) + REQUESTS, requests(t) & ~VCPU_REQUEST.UPDATE_CPU_DIRTY_LOGGING);
    return false;
  }
  t.effect.note('mode');
  t.journal.write(vcpuCell(t) + MODE, VCPU_MODE.IN_GUEST_MODE);
  return true;
}

/** Has this vCPU logged something that the bitmap does not have yet? Its own buffer: no access. */
export function mustDrainPml(t: Thread): boolean {
  return pmlCount(t, t.actor) > 0;
}

/** Marks a gfn out of a PML buffer. What belongs to no slot that logs is dropped. */
export function markLogged(t: Thread, gfn: number): void {
  t.effect.events |= EVENT.DIRTY_LOG;
  if (slotLogs(t, gfn)) setDirtyBit(t, guestPageOf(t.map.shape, gfn));
}

/** Takes one entry out of the moving vCPU's buffer, to the bitmap. */
export function drainPmlEntry(t: Thread): void {
  t.effect.note('dirty-bitmap');
  markLogged(t, popPml(t, t.actor));
}
