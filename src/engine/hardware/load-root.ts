/**
 * Loading a root: a vCPU that must not run on its old one takes a valid one, or makes one, and forgets
 * what it had cached for any root.
 * ref: linux v5.19 arch/x86/kvm/mmu/mmu.c kvm_mmu_load() kvm_mmu_free_obsolete_roots()
 */
import { VCPU } from '../programs/vcpu-registers.ts';
import { VCPU_MODE, VCPU_REQUEST } from '../state/state-map.ts';
import type { Thread } from '../thread.ts';
import { takeFrame, linkFrame } from './frames.ts';
import { PERMISSION } from './permissions.ts';
import { flushPsc } from './psc.ts';
import { addRoot, nextRoot, rootFrame } from './roots.ts';
import { flushTlb } from './tlb.ts';

const ROOT_LEVEL = 4;
const MODE = 0;
const ROOT = 1;
const REQUESTS = 2;

function vcpuCell(t: Thread, vcpu: number): number {
  return t.map.vcpu.base + vcpu * t.map.vcpu.stride;
}

/** The frame of a valid root, which may have to be made first. */
function validRootFrame(t: Thread): number {
  const root = nextRoot(t, 0, 'valid');
  if (root >= 0) return rootFrame(t, root);
  const frame = takeFrame(t, { level: ROOT_LEVEL, gfn: 0 });
  linkFrame(t, frame);
  addRoot(t, frame);
  return frame;
}

/** The vCPU runs on a valid root from now on; a walk it was in begins anew there. */
function loadRoot(t: Thread, vcpu: number): void {
  const frame = validRootFrame(t);
  t.journal.write(vcpuCell(t, vcpu) + ROOT, frame + 1);
  flushTlb(t, vcpu);
  flushPsc(t, vcpu);
  const registers = t.map.reg.base + vcpu * t.map.reg.stride;
  if (t.journal.read(registers + VCPU.level) === 0) return;
  t.journal.write(registers + VCPU.level, ROOT_LEVEL);
  t.journal.write(registers + VCPU.frame, frame);
  t.journal.write(registers + VCPU.permissions, PERMISSION.ALL);
}

/** Every vCPU loads a new root: at once if it is in guest mode, else before it enters. */
export function requestNewRoots(t: Thread): void {
  t.effect.note('request');
  for (let vcpu = 0; vcpu < t.map.shape.vcpus; vcpu++) {
    const cell = vcpuCell(t, vcpu);
    if (t.journal.read(cell + MODE) === VCPU_MODE.IN_GUEST_MODE) loadRoot(t, vcpu);
    else {
      const requests = t.journal.read(cell + REQUESTS) | VCPU_REQUEST.FREE_OBSOLETE_ROOTS;
      t.journal.write(cell + REQUESTS, requests);
    }
  }
}

/** Serves that request, if it is pending for the moving vCPU. */
export function serveNewRoot(t: Thread): boolean {
  const cell = vcpuCell(t, t.actor) + REQUESTS;
  const requests = t.journal.read(cell);
  if ((requests & VCPU_REQUEST.FREE_OBSOLETE_ROOTS) === 0) return false;
  t.effect.note('request');
  t.journal.write(cell, requests & ~VCPU_REQUEST.FREE_OBSOLETE_ROOTS);
  loadRoot(t, t.actor);
  return true;
}
