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
  /** First gfn of the page, and the one that the access was to. */
  gfn: number;
  accessed: number;
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

/**
 * The flags of the entry that translates `gfn`, or 0 if there is none. Of two, a small page's and a
 * large one's, that of the small page: it came later, or has been left behind by a flush that is missing.
 */
export function lookupTlb(t: Thread, vcpu: number, gfn: number): number {
  let found = 0;
  for (let slot = 0; slot < t.map.shape.tlbEntries; slot++) {
    const cell = slotCell(t, vcpu, slot);
    const flags = t.journal.read(cell + FLAGS);
    if (flags === 0) return found;
    if (!covers(t, cell, gfn)) continue;
    if (found === 0 || levelOf(flags) < levelOf(found)) found = flags;
  }
  return found;
}

function copySlot(t: Thread, { from, to }: { from: number; to: number }): void {
  for (let offset = 0; offset < t.map.tlb.stride; offset++) {
    t.journal.write(to + offset, from < 0 ? 0 : t.journal.read(from + offset));
  }
}

const LEVEL_MAX = 3;

/** Takes out the entries that translate `gfn`, if any. */
export function dropTlb(t: Thread, vcpu: number, gfn: number): void {
  dropUpToLevel(t, vcpu, { gfn, level: LEVEL_MAX });
}

function dropUpToLevel(
  t: Thread,
  vcpu: number,
  { gfn, level }: { gfn: number; level: number },
): void {
  for (let slot = 0; slot < t.map.shape.tlbEntries;) {
    const cell = slotCell(t, vcpu, slot);
    const goes = covers(t, cell, gfn) && levelOf(t.journal.read(cell + FLAGS)) <= level;
    if (goes) removeSlot(t, vcpu, slot);
    else slot += 1;
  }
}

function removeSlot(t: Thread, vcpu: number, slot: number): void {
  const { tlbEntries } = t.map.shape;
  t.effect.events |= EVENT.TLB_DROP;
  for (let at = slot; at < tlbEntries; at++) {
    const from = at + 1 < tlbEntries ? slotCell(t, vcpu, at + 1) : -1;
    copySlot(t, { from, to: slotCell(t, vcpu, at) });
  }
}

/**
 * Caches a completed walk. Entries that translated the gfn accessed before are replaced, but for one of
 * a larger page: it still translates that page's other gfns.
 */
export function fillTlb(t: Thread, vcpu: number, fill: Readonly<TlbFill>): void {
  dropUpToLevel(t, vcpu, { gfn: fill.accessed, level: fill.level });
  const { tlbEntries } = t.map.shape;
  let slot = tlbEntries - 1;
  assert(
    (t.journal.read(slotCell(t, vcpu, slot) + FLAGS) & TLB_FLAGS.VALID) === 0,
    'the TLB is full',
  );
  while (slot > 0 && isFreeOrAbove(t, slotCell(t, vcpu, slot - 1), fill)) {
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

/** Sorted by gfn, and of two that begin at one gfn the small page first. */
function isFreeOrAbove(t: Thread, cell: number, { gfn, level }: Readonly<TlbFill>): boolean {
  const flags = t.journal.read(cell + FLAGS);
  if ((flags & TLB_FLAGS.VALID) === 0) return true;
  const first = t.journal.read(cell + GFN);
  return first > gfn || (first === gfn && levelOf(flags) > level);
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
