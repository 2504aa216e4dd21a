/** Roots of the page tables: the one vCPUs run on, and invalid ones that still wait to be zapped. */
import { ROOT_FLAGS } from '../state/state-map.ts';
import type { Thread } from '../thread.ts';

/** The first root: frame 0. */
export const ROOT_FRAME = 0;

const FRAME = 0;
const FLAGS = 1;

function rootCell(t: Thread, root: number): number {
  return t.map.root.base + root * t.map.root.stride;
}

/** The frame of the root that the moving vCPU has loaded. */
export function vcpuRootFrame(t: Thread): number {
  return t.journal.read(t.map.vcpu.base + t.actor * t.map.vcpu.stride + 1) - 1;
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
