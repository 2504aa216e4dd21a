/**
 * Page-table frames: real 512-entry pages from a pool. A frame is private to the thread that took it
 * until its address is in a table; the thread's own cache of pages is the pool.
 */
import { assert } from '../../base/assert.ts';
import { FRAME_LIFE } from '../state/state-map.ts';
import type { Thread } from '../thread.ts';

const LIFE = 0;
const LEVEL = 1;
const GFN = 2;

function spCell(t: Thread, frame: number): number {
  return t.map.sp.base + frame * t.map.sp.stride;
}

/** Takes the first free frame for a table of a level that begins at a gfn. Its entries are empty. */
export function allocateFrame(t: Thread, { level, gfn }: { level: number; gfn: number }): number {
  t.effect.note('frame');
  return takeFrame(t, { level, gfn });
}

/** The same, as a part of another access. */
export function takeFrame(t: Thread, { level, gfn }: { level: number; gfn: number }): number {
  for (let frame = 0; frame < t.map.shape.frames; frame++) {
    const cell = spCell(t, frame);
    if (t.journal.read(cell + LIFE) !== FRAME_LIFE.free) continue;
    t.journal.write(cell + LIFE, FRAME_LIFE.private);
    t.journal.write(cell + LEVEL, level);
    t.journal.write(cell + GFN, gfn);
    fillWithNonpresent(t, frame);
    return frame;
  }
  assert(false, 'the pool of page-table frames is exhausted: the scenario needs a larger one');
}

/** A new table holds SHADOW_NONPRESENT_VALUE in every entry: zero, up to v6.9. */
export function fillWithNonpresent(t: Thread, frame: number): void {
  const { base, stride } = t.map.pt;
  const first = base + frame * stride;
  t.journal.writePairs(first, first + stride, t.layout.constants.SHADOW_NONPRESENT_VALUE);
}

/** Its address has been written to a table: part of that write. */
export function linkFrame(t: Thread, frame: number): void {
  t.journal.write(spCell(t, frame) + LIFE, FRAME_LIFE.linked);
}

/** Gives back a frame that was never linked: nobody else knows of it. */
export function freePrivateFrame(t: Thread, frame: number): void {
  const cell = spCell(t, frame);
  assert(
    t.journal.read(cell + LIFE) === FRAME_LIFE.private,
    'a linked frame is freed as a private one',
  );
  t.journal.write(cell + LIFE, FRAME_LIFE.free);
  t.journal.write(cell + LEVEL, 0);
  t.journal.write(cell + GFN, 0);
}
