/**
 * A vCPU's paging-structure cache: non-leaf entries that a walk has read, by the gfns they cover, with
 * the permissions of the walk up to there. A later walk may start at the table such an entry leads to,
 * without looking at what memory says now. Sorted from the root down, then by gfn, so that a walk appends.
 *
 * ref: SDM Vol. 3C, guest-physical paging-structure-cache entries
 */
import { assert } from '../../base/assert.ts';
import { PSC_FLAGS } from '../state/state-map.ts';
import type { Thread } from '../thread.ts';

const FLAGS = 0;
const GFN = 1;
const FRAME = 2;
const ROOT = 3;

export interface PscFill {
  /** Level of the table that holds the entry: 4, 3 or 2. */
  level: number;
  /** First gfn the entry covers. */
  gfn: number;
  /** Frame it leads to. */
  frame: number;
  /** PSC_FLAGS.R | W | X of the walk so far. */
  permissions: number;
}

function slotCell(t: Thread, vcpu: number, slot: number): number {
  const { psc, shape } = t.map;
  return psc.base + (vcpu * shape.pscEntries + slot) * psc.stride;
}

function levelOf(flags: number): number {
  return (flags >>> PSC_FLAGS.LEVEL_SHIFT) & 7;
}

function covers(t: Thread, cell: number, gfn: number): boolean {
  const flags = t.journal.read(cell + FLAGS);
  if ((flags & PSC_FLAGS.VALID) === 0) return false;
  const pages = 1 << (9 * (levelOf(flags) - 1));
  const first = t.journal.read(cell + GFN);
  return gfn >= first && gfn < first + pages;
}

/** Cell of the deepest entry that covers `gfn`, or -1. */
function deepestCell(t: Thread, vcpu: number, gfn: number): number {
  for (let slot = t.map.shape.pscEntries - 1; slot >= 0; slot--) {
    const cell = slotCell(t, vcpu, slot);
    if (covers(t, cell, gfn)) return cell;
  }
  return -1;
}

export function pscCovers(t: Thread, vcpu: number, gfn: number): boolean {
  return deepestCell(t, vcpu, gfn) >= 0;
}

/** Reads the deepest entry that covers `gfn` into `out`. There must be one: see `pscCovers`. */
export function readDeepestPsc(
  t: Thread,
  vcpu: number,
  { gfn, out }: { gfn: number; out: PscFill },
): void {
  const cell = deepestCell(t, vcpu, gfn);
  assert(cell >= 0, 'no paging-structure-cache entry covers the gfn');
  const flags = t.journal.read(cell + FLAGS);
  out.level = levelOf(flags);
  out.gfn = t.journal.read(cell + GFN);
  out.frame = t.journal.read(cell + FRAME) - 1;
  out.permissions = flags & (PSC_FLAGS.R | PSC_FLAGS.W | PSC_FLAGS.X);
}

function sortsAfter(t: Thread, cell: number, fill: Readonly<PscFill>): boolean {
  const flags = t.journal.read(cell + FLAGS);
  if ((flags & PSC_FLAGS.VALID) === 0) return true;
  const level = levelOf(flags);
  return level < fill.level || (level === fill.level && t.journal.read(cell + GFN) > fill.gfn);
}

function copySlot(t: Thread, { from, to }: { from: number; to: number }): void {
  for (let offset = 0; offset < t.map.psc.stride; offset++) {
    t.journal.write(to + offset, from < 0 ? 0 : t.journal.read(from + offset));
  }
}

function removeSlot(t: Thread, vcpu: number, slot: number): void {
  const { pscEntries } = t.map.shape;
  for (let at = slot; at < pscEntries; at++) {
    const from = at + 1 < pscEntries ? slotCell(t, vcpu, at + 1) : -1;
    copySlot(t, { from, to: slotCell(t, vcpu, at) });
  }
}

/** Drops the entries that would translate `gfn`: what an EPT violation invalidates. */
export function dropPsc(t: Thread, vcpu: number, gfn: number): void {
  for (let slot = t.map.shape.pscEntries - 1; slot >= 0; slot--) {
    if (covers(t, slotCell(t, vcpu, slot), gfn)) removeSlot(t, vcpu, slot);
  }
}

/** Slot of an entry of just this level and gfn, or where it belongs with those after it moved up. */
function makeRoom(t: Thread, vcpu: number, fill: Readonly<PscFill>): number {
  const { pscEntries } = t.map.shape;
  for (let slot = 0; slot < pscEntries; slot++) {
    const cell = slotCell(t, vcpu, slot);
    const sameLevel = levelOf(t.journal.read(cell + FLAGS)) === fill.level;
    if (sameLevel && covers(t, cell, fill.gfn)) return cell;
  }
  let slot = pscEntries - 1;
  assert(
    t.journal.read(slotCell(t, vcpu, slot) + FLAGS) === 0,
    'the paging-structure cache is full',
  );
  while (slot > 0 && sortsAfter(t, slotCell(t, vcpu, slot - 1), fill)) {
    copySlot(t, { from: slotCell(t, vcpu, slot - 1), to: slotCell(t, vcpu, slot) });
    slot -= 1;
  }
  return slotCell(t, vcpu, slot);
}

/** Caches a non-leaf entry. One of the same level and gfn is replaced. */
export function fillPsc(t: Thread, vcpu: number, fill: Readonly<PscFill>): void {
  const cell = makeRoom(t, vcpu, fill);
  const flags = fill.permissions | (fill.level << PSC_FLAGS.LEVEL_SHIFT) | PSC_FLAGS.VALID;
  t.journal.write(cell + FLAGS, flags);
  t.journal.write(cell + GFN, fill.gfn);
  t.journal.write(cell + FRAME, fill.frame + 1);
  t.journal.write(cell + ROOT, t.journal.read(t.map.vcpu.base + vcpu * t.map.vcpu.stride + 1));
}

/** Drops the entries that lead to translations of a range. */
export function flushPscRange(
  t: Thread,
  vcpu: number,
  { gfnStart, gfnEnd }: { gfnStart: number; gfnEnd: number },
): void {
  for (let slot = t.map.shape.pscEntries - 1; slot >= 0; slot--) {
    const cell = slotCell(t, vcpu, slot);
    const flags = t.journal.read(cell + FLAGS);
    if ((flags & PSC_FLAGS.VALID) === 0) continue;
    const first = t.journal.read(cell + GFN);
    const overlaps = first < gfnEnd && first + 2 ** (9 * (levelOf(flags) - 1)) > gfnStart;
    if (overlaps) removeSlot(t, vcpu, slot);
  }
}

export function flushPsc(t: Thread, vcpu: number): boolean {
  for (let slot = 0; slot < t.map.shape.pscEntries; slot++) {
    const cell = slotCell(t, vcpu, slot);
    if (t.journal.read(cell + FLAGS) === 0) return slot > 0;
    copySlot(t, { from: -1, to: cell });
  }
  return true;
}
