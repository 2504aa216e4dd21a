/**
 * Page-modification logging: the CPU appends a gfn to the vCPU's buffer when it sets Dirty in a leaf,
 * in the same locked access. KVM drains the buffer at every exit.
 *
 * The CPU of a nested guest does not log: KVM has PML off there, because the addresses would be the
 * nested guest's. What runs there has SPTEs of the write-protect type, by which it is told here.
 *
 * ref: SDM Vol. 3C, page-modification logging; linux v5.19 arch/x86/kvm/vmx/vmx.c vmx_flush_pml_buffer()
 */
import { assert } from '../../base/assert.ts';
import type { Word64 } from '../../base/word64.ts';
import { EVENT } from '../effect.ts';
import { isDirtySpte, spteAdNeedWriteProtect } from '../layout/predicates.ts';
import { PML_ENTRIES } from '../state/state-map.ts';
import { anySlotLogs } from '../sync/memslots.ts';
import type { Thread } from '../thread.ts';

const ENABLED = 0;
const COUNT = 1;
const FIRST = 2;

function pmlCell(t: Thread, vcpu: number): number {
  return t.map.pml.base + vcpu * t.map.pml.stride;
}

/** The vCPU logs iff some memslot logs dirty pages. */
export function updatePml(t: Thread, vcpu: number): void {
  t.journal.write(pmlCell(t, vcpu) + ENABLED, anySlotLogs(t) ? 1 : 0);
}

export function pmlCount(t: Thread, vcpu: number): number {
  return t.journal.read(pmlCell(t, vcpu) + COUNT);
}

/** Will the moving vCPU log the store that is about to set Dirty in this leaf? */
export function pmlLogs(t: Thread, leaf: Word64): boolean {
  if (t.journal.read(pmlCell(t, t.actor) + ENABLED) === 0) return false;
  return !spteAdNeedWriteProtect(t.layout, leaf) && !isDirtySpte(t.layout, leaf);
}

export function isPmlFull(t: Thread): boolean {
  return pmlCount(t, t.actor) === PML_ENTRIES;
}

/** Part of the access that sets Dirty. */
export function appendPml(t: Thread, gfn: number): void {
  const cell = pmlCell(t, t.actor);
  const count = t.journal.read(cell + COUNT);
  assert(count < PML_ENTRIES, 'a full PML buffer makes the vCPU exit before it logs');
  t.journal.write(cell + FIRST + count, gfn);
  t.journal.write(cell + COUNT, count + 1);
  t.effect.events |= EVENT.DIRTY_LOG;
}

/** Takes the newest entry out (as up to v6.12; later kernels begin with the oldest). */
export function popPml(t: Thread, vcpu: number): number {
  const cell = pmlCell(t, vcpu);
  const count = t.journal.read(cell + COUNT) - 1;
  assert(count >= 0, 'nothing to drain');
  const gfn = t.journal.read(cell + FIRST + count);
  t.journal.write(cell + FIRST + count, 0);
  t.journal.write(cell + COUNT, count);
  return gfn;
}

/** Is the gfn in some vCPU's buffer? */
export function inAnyPml(t: Thread, gfn: number): boolean {
  for (let vcpu = 0; vcpu < t.map.shape.vcpus; vcpu++) {
    const cell = pmlCell(t, vcpu);
    const count = t.journal.read(cell + COUNT);
    for (let at = 0; at < count; at++) {
      if (t.journal.read(cell + FIRST + at) === gfn) return true;
    }
  }
  return false;
}
