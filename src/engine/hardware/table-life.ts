/**
 * What becomes of a page table after it was unlinked: it is removed, then given back, at once or after
 * a grace period, and at some time it is somebody else's page. Walkers that still have its address go
 * on reading; what they do then is a modelled outcome, and P3, P4 and P13 say whether it may happen.
 */
import { assert } from '../../base/assert.ts';
import { EVENT } from '../effect.ts';
import { FRAME_PFN_BASE } from '../state/shape.ts';
import { FRAME_LIFE, RCU_QUEUED } from '../state/state-map.ts';
import type { Thread } from '../thread.ts';

const LIFE = 0;
const RCU_WAIT = 3;

/** What the page's next user has in it: text. Read as a table, its entries lead nowhere. */
const FOREIGN = { lo: 0x206c_6c41, hi: 0x6b72_6f77 } as const;

function spCell(t: Thread, frame: number): number {
  return t.map.sp.base + frame * t.map.sp.stride;
}

export function frameLife(t: Thread, frame: number): number {
  return t.journal.read(spCell(t, frame) + LIFE);
}

/** The frame that an entry points to; one past the last frame when it is no page table of ours. */
export function frameOfPfn(t: Thread, pfn: number): number {
  const frame = pfn - FRAME_PFN_BASE;
  return frame >= 0 && frame < t.map.shape.frames ? frame : t.map.shape.frames;
}

/** Has a walk left the page tables, following something that was no pointer to a table? */
export function isForeignFrame(t: Thread, frame: number): boolean {
  return frame >= t.map.shape.frames;
}

function isProtected(t: Thread, frame: number): boolean {
  const { journal, map } = t;
  if (journal.read(map.mmu_lock.base) === t.actor + 1) return true;
  const bit = 1 << t.actor;
  if ((journal.read(map.rcu.base) & bit) === 0) return false;
  // A section that began after the page was handed to call_rcu() does not hold it.
  const wait = isForeignFrame(t, frame) ? 0 : journal.read(spCell(t, frame) + RCU_WAIT);
  return (wait & RCU_QUEUED) === 0 || (wait & bit) !== 0;
}

/** Notes, for the detectors, what it means to access a table of this frame now. */
export function noteTableLife(t: Thread, frame: number): void {
  const { effect } = t;
  if (isForeignFrame(t, frame) || frameLife(t, frame) >= FRAME_LIFE.freed) {
    effect.events |= EVENT.DEAD_TABLE;
  }
  if (!effect.byCpu && !isProtected(t, frame)) effect.events |= EVENT.UNPROTECTED;
}

/** Its address has been taken out of the table above: part of that write. */
export function unlinkFrame(t: Thread, frame: number): void {
  t.journal.write(spCell(t, frame) + LIFE, FRAME_LIFE.removed);
}

function giveBack(t: Thread, frame: number): void {
  t.effect.events |= EVENT.FRAME_FREED;
  t.effect.frame = frame;
  t.journal.write(spCell(t, frame) + LIFE, FRAME_LIFE.freed);
  t.journal.write(spCell(t, frame) + RCU_WAIT, 0);
}

/** free_page(), at once. */
export function freeTable(t: Thread, frame: number): void {
  t.effect.note('frame');
  giveBack(t, frame);
}

/** call_rcu(): to be freed when all read-side sections that are open now have ended. */
export function callRcuFree(t: Thread, frame: number): void {
  t.effect.note('frame');
  assert(frameLife(t, frame) === FRAME_LIFE.removed, 'call_rcu() on a table that is linked');
  t.journal.write(spCell(t, frame) + RCU_WAIT, RCU_QUEUED | t.journal.read(t.map.rcu.base));
}

/** A read-side section has ended: nobody waits for it any more. Part of rcu_read_unlock(). */
export function endRcuWait(t: Thread): void {
  for (let frame = 0; frame < t.map.shape.frames; frame++) {
    const cell = spCell(t, frame) + RCU_WAIT;
    const wait = t.journal.read(cell);
    if (wait !== 0) t.journal.write(cell, wait & ~(1 << t.actor));
  }
}

/** The first page whose grace period is over, or -1. */
function firstFreeable(t: Thread): number {
  for (let frame = 0; frame < t.map.shape.frames; frame++) {
    if (t.journal.read(spCell(t, frame) + RCU_WAIT) === RCU_QUEUED) return frame;
  }
  return -1;
}

/** RCU looks for a callback whose grace period is over, and runs it. False if there is none. */
export function runRcuCallback(t: Thread): boolean {
  t.effect.note('frame');
  const frame = firstFreeable(t);
  if (frame < 0) return false;
  giveBack(t, frame);
  return true;
}

/** The page allocator gives a freed page to somebody else, who fills it. False if there is none. */
export function reuseFreedPage(t: Thread): boolean {
  t.effect.note('frame');
  for (let frame = 0; frame < t.map.shape.frames; frame++) {
    if (frameLife(t, frame) !== FRAME_LIFE.freed) continue;
    t.effect.frame = frame;
    t.journal.write(spCell(t, frame) + LIFE, FRAME_LIFE.reused);
    const { base, stride } = t.map.pt;
    const first = base + frame * stride;
    t.journal.writePairs(first, first + stride, FOREIGN);
    return true;
  }
  return false;
}
