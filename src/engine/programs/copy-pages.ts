/** Userspace that migrates copies pages: those whose bit was taken out of the bitmap, one a step. */
import { copyPage, isBeingReaped } from '../state/dirty-log.ts';
import { isWatched } from '../state/large-pages.ts';
import { guestPageOf } from '../state/shape.ts';
import type { Thread } from '../thread.ts';

export interface GfnRange {
  readonly gfn: number;
  /** Exclusive. */
  readonly end: number;
}

function isReaped(t: Thread, gfn: number): boolean {
  return isBeingReaped(t, guestPageOf(t.map.shape, gfn));
}

/** The next page to be copied, from `gfn` on; the end of the range if there is none. */
export function nextToCopy(t: Thread, { gfn, end }: GfnRange): number {
  let at = gfn;
  while (at < end && !isReaped(t, at)) at += 1;
  return at;
}

/** Copies a page, and with it those after it that nobody names. Returns the next page to be copied. */
export function copyFrom(t: Thread, { gfn, end }: GfnRange): number {
  t.effect.note('page-copy');
  copyPage(t, guestPageOf(t.map.shape, gfn));
  let at = gfn + 1;
  while (at < end && !(isReaped(t, at) && isWatched(t.map.shape, at))) {
    if (isReaped(t, at)) copyPage(t, guestPageOf(t.map.shape, at));
    at += 1;
  }
  return at;
}
