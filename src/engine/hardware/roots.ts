/** Roots of the page tables: the one vCPUs run on, and invalid ones that still wait to be zapped. */
import { assert } from '../../base/assert.ts';
import { ROOT_FLAGS } from '../state/state-map.ts';
import type { Thread } from '../thread.ts';

/** The first root: frame 0. */
export const ROOT_FRAME = 0;

const FRAME = 0;
const FLAGS = 1;

function rootCell(t: Thread, root: number): number {
  return t.map.root.base + root * t.map.root.stride;
}

/** The frame of the root that a vCPU has loaded. */
export function rootFrameOf(t: Thread, vcpu: number): number {
  return t.journal.read(t.map.vcpu.base + vcpu * t.map.vcpu.stride + 1) - 1;
}

/** The frame of the root that the moving vCPU has loaded. */
export function vcpuRootFrame(t: Thread): number {
  return rootFrameOf(t, t.actor);
}

/** The next root from `root` on that is valid, or invalid too if asked for; -1 if there is none. */
export function nextRoot(t: Thread, root: number, which: 'valid' | 'all'): number {
  const wanted = which === 'all' ? ROOT_FLAGS.VALID | ROOT_FLAGS.INVALID : ROOT_FLAGS.VALID;
  for (let at = root; at < t.map.root.count; at++) {
    if ((t.journal.read(rootCell(t, at) + FLAGS) & wanted) !== 0) return at;
  }
  return -1;
}

export function rootFrame(t: Thread, root: number): number {
  return t.journal.read(rootCell(t, root) + FRAME) - 1;
}

/** ROOT_FLAGS of the root whose table is in a frame; 0 if there is none. */
function flagsOfFrame(t: Thread, frame: number): number {
  for (let root = 0; root < t.map.root.count; root++) {
    const cell = rootCell(t, root);
    if (t.journal.read(cell + FRAME) === frame + 1) return t.journal.read(cell + FLAGS);
  }
  return 0;
}

/** Is what a CPU has cached for this root of any use to it? Not if the root is invalid, or freed. */
export function isUsableRoot(t: Thread, frame: number): boolean {
  return (flagsOfFrame(t, frame) & ROOT_FLAGS.VALID) !== 0;
}

/** Is the frame that of an invalid root that has been zapped? */
export function isZappedRoot(t: Thread, frame: number): boolean {
  return (flagsOfFrame(t, frame) & ROOT_FLAGS.ZAPPED) !== 0;
}

/** kvm_tdp_mmu_invalidate_all_roots(): under mmu_lock held for write. */
export function invalidateRoots(t: Thread): void {
  t.effect.note('frame');
  for (let root = 0; root < t.map.root.count; root++) {
    const cell = rootCell(t, root) + FLAGS;
    if ((t.journal.read(cell) & ROOT_FLAGS.VALID) !== 0) t.journal.write(cell, ROOT_FLAGS.INVALID);
  }
}

/** The next invalid root that has not been zapped, or -1. */
export function nextInvalidRoot(t: Thread): number {
  for (let root = 0; root < t.map.root.count; root++) {
    if (t.journal.read(rootCell(t, root) + FLAGS) === ROOT_FLAGS.INVALID) return root;
  }
  return -1;
}

export function markZapped(t: Thread, root: number): void {
  t.effect.note('frame');
  t.journal.write(rootCell(t, root) + FLAGS, ROOT_FLAGS.INVALID | ROOT_FLAGS.ZAPPED);
}

/** A new root; part of the access that loads it. */
export function addRoot(t: Thread, frame: number): void {
  for (let root = 0; root < t.map.root.count; root++) {
    const cell = rootCell(t, root);
    if (t.journal.read(cell + FRAME) !== 0) continue;
    t.journal.write(cell + FRAME, frame + 1);
    t.journal.write(cell + FLAGS, ROOT_FLAGS.VALID);
    return;
  }
  assert(false, 'the machine has no room for another root');
}
