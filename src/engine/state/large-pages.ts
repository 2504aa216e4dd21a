/**
 * Memslots that the host backs with 2 MiB pages. They have 512 pages and more, of which a scenario names
 * a few. Those are watched: what is done to one of them is a step of its own. The others are there, but
 * nobody can tell what happens to them one by one, and walks, copies and removals pass over them.
 */
import type { StateShape } from './shape.ts';

/** Gfns of a large page. */
export const LARGE_GFNS = 512;

/** First gfn of the large page that a gfn lies in. */
export function largeGfn(gfn: number): number {
  return gfn - (gfn % LARGE_GFNS);
}

/** Number of the slot with large pages that has a gfn, or -1. */
export function largeSlotOf({ slots }: StateShape, gfn: number): number {
  for (let slot = 0; slot < slots.length; slot++) {
    const shape = slots[slot];
    if (shape?.large !== true) continue;
    if (gfn >= shape.gfn && gfn < shape.gfn + shape.pages) return slot;
  }
  return -1;
}

/** Is what happens to the gfn a step of its own? In slots without large pages all are. */
export function isWatched(shape: StateShape, gfn: number): boolean {
  if (shape.watched === undefined || largeSlotOf(shape, gfn) < 0) return true;
  return shape.watched.includes(gfn);
}

/** The first watched gfn from `gfn` on, below `end`; `end` if there is none. */
export function nextWatched(shape: StateShape, { gfn, end }: { gfn: number; end: number }): number {
  if (shape.watched === undefined) return Math.min(gfn, end);
  let at = gfn;
  while (at < end && !isWatched(shape, at)) at += 1;
  return Math.min(at, end);
}
