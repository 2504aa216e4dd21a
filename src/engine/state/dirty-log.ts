/**
 * What dirty logging keeps of guest pages: the bitmap of their slots, and userspace's copies of them.
 * The functions here are part of a step's one access; they note nothing.
 */
import { EVENT } from '../effect.ts';
import type { Thread } from '../thread.ts';

const SENT = 0;
const REAPING = 1;
const PENDING_MARK = 2;
const AT_RISK = 3;
const KNOWN = 4;

function copyCell(t: Thread, page: number): number {
  return t.map.copy.base + page * t.map.copy.stride;
}

export function isMarkedDirty(t: Thread, page: number): boolean {
  return t.journal.read(t.map.dirty_bitmap.base + page) !== 0;
}

/** Sets the bit of a guest page. */
export function setDirtyBit(t: Thread, page: number): void {
  t.effect.events |= EVENT.DIRTY_LOG;
  t.journal.write(t.map.dirty_bitmap.base + page, 1);
}

/** Takes the bit of a guest page: from now on it is userspace's to copy it. */
export function reapDirtyBit(t: Thread, page: number): void {
  t.effect.events |= EVENT.DIRTY_LOG;
  t.journal.write(t.map.dirty_bitmap.base + page, 0);
  t.journal.write(copyCell(t, page) + REAPING, 1);
  t.journal.write(copyCell(t, page) + KNOWN, 0);
}

export function isBeingReaped(t: Thread, page: number): boolean {
  return t.journal.read(copyCell(t, page) + REAPING) !== 0;
}

/** The bit in a bitmap that is new, or that is gone, and what userspace knows of it. */
export function initMark(t: Thread, page: number, bit: 0 | 1): void {
  t.effect.events |= EVENT.DIRTY_LOG;
  t.journal.write(t.map.dirty_bitmap.base + page, bit);
  t.journal.write(copyCell(t, page) + KNOWN, bit);
}

/** Userspace reads the bit, which stays. */
export function readMark(t: Thread, page: number): void {
  t.journal.write(copyCell(t, page) + KNOWN, t.journal.read(t.map.dirty_bitmap.base + page));
}

/** May userspace have the bit cleared? */
export function isKnownDirty(t: Thread, page: number): boolean {
  return t.journal.read(copyCell(t, page) + KNOWN) !== 0;
}

/** Userspace is about to copy the page, as the last round found its bit set; nobody can store any more. */
export function beginCopy(t: Thread, page: number): void {
  t.journal.write(copyCell(t, page) + REAPING, 1);
  t.journal.write(copyCell(t, page) + KNOWN, 0);
}

/** Userspace copies a page as it is now. */
export function copyPage(t: Thread, page: number): void {
  t.effect.events |= EVENT.DIRTY_LOG;
  const cell = copyCell(t, page);
  t.journal.write(cell + SENT, t.journal.read(t.map.content.base + page));
  t.journal.write(cell + REAPING, 0);
}

/** Has userspace's copy what the guest stored last? */
export function isCopyUpToDate(t: Thread, page: number): boolean {
  return t.journal.read(copyCell(t, page) + SENT) === t.journal.read(t.map.content.base + page);
}

/** The moving actor has made a page writable, and owes its mark. */
export function oweMark(t: Thread, page: number): void {
  const cell = copyCell(t, page) + PENDING_MARK;
  t.journal.write(cell, t.journal.read(cell) | (1 << t.actor));
}

export function payMark(t: Thread, page: number): void {
  const cell = copyCell(t, page) + PENDING_MARK;
  t.journal.write(cell, t.journal.read(cell) & ~(1 << t.actor));
}

export function isMarkPending(t: Thread, page: number): boolean {
  return t.journal.read(copyCell(t, page) + PENDING_MARK) !== 0;
}

/** Ghost of the early form of P1. */
export function isAtRisk(t: Thread, page: number): boolean {
  return t.journal.read(copyCell(t, page) + AT_RISK) !== 0;
}

export function setAtRisk(t: Thread, page: number, value: boolean): void {
  t.journal.write(copyCell(t, page) + AT_RISK, value ? 1 : 0);
}
