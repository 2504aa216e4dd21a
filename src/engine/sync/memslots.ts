/**
 * kvm->memslots and what protects it: slots_lock for those who change it, SRCU for those who use it.
 * A vCPU uses, from srcu_read_lock() on, the memslots there were at that moment: reading them is one
 * access with entering the section, as an updater either waits for the section or came before it.
 * ref: linux v5.19 virt/kvm/kvm_main.c install_new_memslots() kvm_swap_active_memslots()
 */
import { assert } from '../../base/assert.ts';
import { SLOT_FLAGS } from '../state/state-map.ts';
import { initMark } from '../state/dirty-log.ts';
import { guestPageOf, offsetInSlot, type StateShape } from '../state/shape.ts';
import type { Thread } from '../thread.ts';

/** Number of the slot that has a gfn, or may be moved there, or -1. */
export function slotOfGfn({ slots }: StateShape, gfn: number): number {
  for (let slot = 0; slot < slots.length; slot++) {
    const shape = slots[slot];
    if (shape !== undefined && offsetInSlot(shape, gfn) >= 0) return slot;
  }
  return -1;
}

function slotCell(t: Thread, slot: number): number {
  return t.map.slot.base + slot * t.map.slot.stride;
}

/** Is the slot where this gfn is: at its first place, or at the one it has been moved to? */
function isInPlace(t: Thread, slot: number, gfn: number): boolean {
  const shape = t.map.shape.slots[slot];
  if (shape?.movesTo === undefined) return true;
  const atFirst = gfn >= shape.gfn && gfn < shape.gfn + shape.pages;
  return atFirst === ((t.journal.read(slotCell(t, slot)) & SLOT_FLAGS.MOVED) === 0);
}

/** Where a page that had this gfn at first is now. */
export function gfnNow(t: Thread, gfn: number): number {
  const slot = slotOfGfn(t.map.shape, gfn);
  const shape = t.map.shape.slots[slot];
  if (shape?.movesTo === undefined || isInPlace(t, slot, gfn)) return gfn;
  return gfn - shape.gfn + shape.movesTo;
}

/** Does the slot of a gfn log dirty pages, in the memslots as they are now? */
export function slotLogs(t: Thread, gfn: number): boolean {
  const slot = slotOfGfn(t.map.shape, gfn);
  if (slot < 0 || !isInPlace(t, slot, gfn)) return false;
  return (t.journal.read(slotCell(t, slot)) & SLOT_FLAGS.LOG) !== 0;
}

/** Installs memslots in which one slot logs dirty pages, with an empty bitmap, or one that is all set. */
export function publishLoggingSlot(t: Thread, slot: number): void {
  t.effect.note('memslots');
  const cell = slotCell(t, slot);
  t.journal.write(cell, t.journal.read(cell) | SLOT_FLAGS.LOG);
  fillBitmap(t, slot, t.map.shape.manualProtect === 'allSet' ? 1 : 0);
}

/** Installs memslots in which one slot logs no more. */
export function publishSlotWithoutLog(t: Thread, slot: number): void {
  t.effect.note('memslots');
  const cell = slotCell(t, slot);
  t.journal.write(cell, t.journal.read(cell) & ~SLOT_FLAGS.LOG);
}

/** Does any slot log dirty pages? Asked by who changes the memslots, and is the only one who does. */
export function anySlotLogs(t: Thread): boolean {
  for (let slot = 0; slot < t.map.slot.count; slot++) {
    if ((t.journal.read(slotCell(t, slot)) & SLOT_FLAGS.LOG) !== 0) return true;
  }
  return false;
}

/**
 * The bitmap of a slot as it is allocated: part of the step that makes it known. Userspace's copy of it
 * begins alike: it knows what a new bitmap holds.
 */
function fillBitmap(t: Thread, slot: number, bit: 0 | 1): void {
  const { shape } = t.map;
  const first = guestPageOf(shape, shape.slots[slot]?.gfn ?? 0);
  const pages = shape.slots[slot]?.pages ?? 0;
  for (let page = first; page < first + pages; page++) initMark(t, page, bit);
}

export function canLockSlots(t: Thread): boolean {
  return t.journal.read(t.map.slots_lock.base) === 0;
}

/** mutex_lock(&kvm->slots_lock) */
export function lockSlots(t: Thread): void {
  assert(canLockSlots(t), 'slots_lock is taken');
  t.effect.note('slots-lock');
  t.journal.write(t.map.slots_lock.base, t.actor + 1);
}

export function unlockSlots(t: Thread): void {
  assert(t.journal.read(t.map.slots_lock.base) === t.actor + 1, 'slots_lock is held by another');
  t.effect.note('slots-unlock');
  t.journal.write(t.map.slots_lock.base, 0);
}

/** The readers that synchronize_srcu() has to wait for: a bit per actor. */
export function srcuReadersNow(t: Thread): number {
  t.effect.note('srcu-sync');
  return t.journal.read(t.map.srcu.base);
}

/** Of those waited for, the ones that have not left their section since. */
export function srcuStillReading(t: Thread, waitedFor: number): number {
  return (waitedFor & t.journal.read(t.map.srcu.base)) >>> 0;
}

/** Installs memslots in which one slot is invalid: it is about to be deleted. */
export function invalidateSlot(t: Thread, slot: number): void {
  t.effect.note('memslots');
  const cell = slotCell(t, slot);
  t.journal.write(cell, t.journal.read(cell) | SLOT_FLAGS.INVALID);
}

/** Installs memslots without the slot. */
export function deleteSlot(t: Thread, slot: number): void {
  t.effect.note('memslots');
  t.journal.write(slotCell(t, slot), 0);
}

/** Installs memslots in which the slot is at its new place, and valid again. */
export function moveSlot(t: Thread, slot: number): void {
  t.effect.note('memslots');
  const cell = slotCell(t, slot);
  t.journal.write(cell, (t.journal.read(cell) & ~SLOT_FLAGS.INVALID) | SLOT_FLAGS.MOVED);
}

/** What the memslots say of a gfn now; part of entering SRCU, as `slotLogs`. */
export const SLOT_STATE = { PRESENT: 0, INVALID: 1, ABSENT: 2 } as const;

export function slotState(t: Thread, gfn: number): number {
  const slot = slotOfGfn(t.map.shape, gfn);
  const flags = slot < 0 ? 0 : t.journal.read(slotCell(t, slot));
  const present = (flags & SLOT_FLAGS.PRESENT) !== 0 && isInPlace(t, slot, gfn);
  if (!present) return SLOT_STATE.ABSENT;
  return (flags & SLOT_FLAGS.INVALID) === 0 ? SLOT_STATE.PRESENT : SLOT_STATE.INVALID;
}
