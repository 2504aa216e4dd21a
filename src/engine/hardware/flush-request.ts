/**
 * A remote flush told at length: the request, the IPI and its acknowledgement, instead of one step.
 *
 * Who flushes sets a request for every vCPU, sends an IPI to those in guest mode, and waits until each of
 * them has left it: until then this actor cannot move. A vCPU takes the IPI between two instructions, which
 * is the acknowledgement, and drops what it has cached before it enters the guest again; one that is
 * outside already finds the request on its way in, and is not waited for. One that has nothing left to do
 * flushes at once.
 *
 * What a vCPU has cached is of no use to it while the request is pending.
 *
 * ref: linux v6.17 virt/kvm/kvm_main.c kvm_make_all_cpus_request() kvm_flush_remote_tlbs()
 */
import { EVENT } from '../effect.ts';
import { VCPU_MODE, VCPU_REQUEST } from '../state/state-map.ts';
import type { Thread } from '../thread.ts';
import { flushPsc } from './psc.ts';
import { flushTlb } from './tlb.ts';

const MODE = 0;
const REQUESTS = 2;

function vcpuCell(t: Thread, vcpu: number): number {
  return t.map.vcpu.base + vcpu * t.map.vcpu.stride;
}

/** A TDX guest has no TLB here, and nobody to acknowledge. */
export function isExpanded({ flush, map }: Thread): boolean {
  return flush.expanded === true && map.shape.externalTable !== true;
}

/** Has this vCPU still to drop what it has cached, before it can use it again? */
export function awaitsFlush(t: Thread, vcpu: number): boolean {
  return (t.journal.read(vcpuCell(t, vcpu) + REQUESTS) & VCPU_REQUEST.TLB_FLUSH) !== 0;
}

function hasFinished(t: Thread, vcpu: number): boolean {
  return t.journal.read(t.map.thread.base + vcpu * t.map.thread.stride) === 0;
}

/** Posts the request. The moving actor waits for the vCPUs that are in guest mode. */
export function requestFlush(t: Thread): void {
  t.effect.events |= EVENT.TLB_DROP;
  let waitsFor = 0;
  for (let vcpu = 0; vcpu < t.map.shape.vcpus; vcpu++) {
    if (hasFinished(t, vcpu)) {
      flushVcpu(t, vcpu);
      continue;
    }
    const cell = vcpuCell(t, vcpu);
    const requests = t.journal.read(cell + REQUESTS) | VCPU_REQUEST.TLB_FLUSH;
    t.journal.write(cell + REQUESTS, requests);
    if (t.journal.read(cell + MODE) === VCPU_MODE.IN_GUEST_MODE) waitsFor |= 1 << vcpu;
  }
  t.journal.write(t.map.flush_wait.base + t.actor, waitsFor);
}

/** The vCPU has left guest mode: whoever waits for that waits no more. */
export function acknowledgeFlush(t: Thread, vcpu: number): void {
  if (!isExpanded(t)) return;
  const { base } = t.map.flush_wait;
  for (let actor = 0; actor < t.map.shape.actors; actor++) {
    t.journal.write(base + actor, t.journal.read(base + actor) & ~(1 << vcpu));
  }
}

/** Serves the request, on the way into the guest, if it is pending for the moving vCPU. */
export function serveFlush(t: Thread): boolean {
  if (!awaitsFlush(t, t.actor)) return false;
  t.effect.note('request');
  const cell = vcpuCell(t, t.actor) + REQUESTS;
  t.journal.write(cell, t.journal.read(cell) & ~VCPU_REQUEST.TLB_FLUSH);
  flushVcpu(t, t.actor);
  return true;
}

/** Everything this vCPU has cached of translations. */
export function flushVcpu(t: Thread, vcpu: number): void {
  const hadTlb = flushTlb(t, vcpu);
  const hadPsc = flushPsc(t, vcpu);
  t.effect.hit ||= hadTlb || hadPsc;
}
