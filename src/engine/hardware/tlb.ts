/**
 * A vCPU's TLB: translations from gfn to pfn with the permissions and the Dirty bit they had when the
 * walk completed. It has room for everything a scenario can touch: replacement is not modelled, so
 * an entry leaves only by a flush or an EPT violation. Entries fill the slots from the first one on,
 * sorted by gfn, so that the
 * order of fills does not make different states.
 *
 * ref: SDM Vol. 3C, caching translation information: guest-physical and combined mappings
 */
import { assert } from '../../base/assert.ts';
import { EVENT } from '../effect.ts';
import { TLB_FLAGS } from '../state/state-map.ts';
import type { Thread } from '../thread.ts';

const FLAGS = 0;
const GFN = 1;
const PFN = 2;
const ROOT = 3;

export interface TlbFill {
  gfn: number;
  level: number;
  pfn: number;
  /** TLB_FLAGS.R | W | X | D. */
  flags: number;
}

function slotCell(t: Thread, vcpu: number, slot: number): number {
  const { tlb, shape } = t.map;
  return tlb.base + (vcpu * shape.tlbEntries + slot) * tlb.stride;
}

function levelOf(flags: number): number {
  return (flags >>> TLB_FLAGS.LEVEL_SHIFT) & 7;
}

function covers(t: Thread, cell: number, gfn: number): boolean {
  const flags = t.journal.read(cell + FLAGS);
  if ((flags & TLB_FLAGS.VALID) === 0) return false;
  const pages = 1 << (9 * (levelOf(flags) - 1));
  const first = t.journal.read(cell + GFN);
  return gfn >= first && gfn < first + pages;
}

/** The flags of the entry that translates `gfn`, or 0 if there is none. */
export function lookupTlb(t: Thread, vcpu: number, gfn: number): number {
  for (let slot = 0; slot < t.map.shape.tlbEntries; slot++) {
    const cell = slotCell(t, vcpu, slot);
    const flags = t.journal.read(cell + FLAGS);
    if (flags === 0) return 0;
    if (covers(t, cell, gfn)) return flags;
  }
  return 0;
}

function copySlot(t: Thread, { from, to }: { from: number; to: number }): void {
  for (let offset = 0; offset < t.map.tlb.stride; offset++) {
    t.journal.write(to + offset, from < 0 ? 0 : t.journal.read(from + offset));
  }
}

/** Takes out the entry that translates `gfn`, if any. */
export function dropTlb(t: Thread, vcpu: number, gfn: number): void {
  const { tlbEntries } = t.map.shape;
  for (let slot = 0; slot < tlbEntries; slot++) {
    if (!covers(t, slotCell(t, vcpu, slot), gfn)) continue;
    t.effect.events |= EVENT.TLB_DROP;
    for (let at = slot; at < tlbEntries; at++) {
      const from = at + 1 < tlbEntries ? slotCell(t, vcpu, at + 1) : -1;
      copySlot(t, { from, to: slotCell(t, vcpu, at) });
    }
    return;
  }
}

/** Caches a completed walk. An entry that translated the same gfn before is replaced. */
export function fillTlb(t: Thread, vcpu: number, fill: Readonly<TlbFill>): void {
  dropTlb(t, vcpu, fill.gfn);
  const { tlbEntries } = t.map.shape;
  let slot = tlbEntries - 1;
  assert(
    (t.journal.read(slotCell(t, vcpu, slot) + FLAGS) & TLB_FLAGS.VALID) === 0,
    'the TLB is full',
  );
  while (slot > 0 && isFreeOrAbove(t, slotCell(t, vcpu, slot - 1), fill.gfn)) {
    copySlot(t, { from: slotCell(t, vcpu, slot - 1), to: slotCell(t, vcpu, slot) });
    slot -= 1;
  }
  const cell = slotCell(t, vcpu, slot);
  const ad = t.layout.config.adBits ? TLB_FLAGS.AD : 0;
  t.journal.write(
    cell + FLAGS,
    fill.flags | (fill.level << TLB_FLAGS.LEVEL_SHIFT) | ad | TLB_FLAGS.VALID,
  );
  t.journal.write(cell + GFN, fill.gfn);
  t.journal.write(cell + PFN, fill.pfn);
  t.journal.write(cell + ROOT, t.journal.read(t.map.vcpu.base + vcpu * t.map.vcpu.stride + 1));
}

function isFreeOrAbove(t: Thread, cell: number, gfn: number): boolean {
  const flags = t.journal.read(cell + FLAGS);
  return (flags & TLB_FLAGS.VALID) === 0 || t.journal.read(cell + GFN) > gfn;
}

/** Drops the translations of a range. */
export function flushTlbRange(
  t: Thread,
  vcpu: number,
  { gfnStart, gfnEnd }: { gfnStart: number; gfnEnd: number },
): void {
  t.effect.events |= EVENT.TLB_DROP;
  for (let slot = t.map.shape.tlbEntries - 1; slot >= 0; slot--) {
    const cell = slotCell(t, vcpu, slot);
    const flags = t.journal.read(cell + FLAGS);
    if ((flags & TLB_FLAGS.VALID) === 0) continue;
    const first = t.journal.read(cell + GFN);
    const overlaps = first < gfnEnd && first + 2 ** (9 * (levelOf(flags) - 1)) > gfnStart;
    if (overlaps) dropTlb(t, vcpu, first);
  }
}

/** Drops everything this vCPU has cached of translations. Returns whether there was anything. */
export function flushTlb(t: Thread, vcpu: number): boolean {
  t.effect.events |= EVENT.TLB_DROP;
  for (let slot = 0; slot < t.map.shape.tlbEntries; slot++) {
    const cell = slotCell(t, vcpu, slot);
    if (t.journal.read(cell + FLAGS) === 0) return slot > 0;
    copySlot(t, { from: -1, to: cell });
  }
  return true;
}
