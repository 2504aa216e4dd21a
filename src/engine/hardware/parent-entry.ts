/**
 * sp->ptep: where the entry lies that links a table. KVM notes it when it links the table; here the
 * tables themselves say it, in which each is linked once at most.
 */
import { MutableWord64 } from '../../base/word64.ts';
import { isShadowPresentPte, spteToPfn } from '../layout/predicates.ts';
import { framePfn } from '../state/shape.ts';
import { FRAME_LIFE } from '../state/state-map.ts';
import type { Thread } from '../thread.ts';
import { indexOfGfn, sptepOf } from './spte-memory.ts';

const LIFE = 0;
const LEVEL = 1;
const GFN = 2;

const entry = new MutableWord64();

function sp(t: Thread, frame: number, field: number): number {
  return t.journal.read(t.map.sp.base + frame * t.map.sp.stride + field);
}

/** The first gfn that a table covers. */
export function gfnOfFrame(t: Thread, frame: number): number {
  return sp(t, frame, GFN);
}

function links(t: Thread, at: { frame: number; index: number }, child: number): boolean {
  const cell = t.map.pt.base + sptepOf(at) * 2;
  entry.lo = t.journal.read(cell);
  entry.hi = t.journal.read(cell + 1);
  return isShadowPresentPte(t.layout, entry) && spteToPfn(t.layout, entry) === framePfn(child);
}

/** Frame of the table whose entry links this one, or -1. */
export function parentFrame(t: Thread, frame: number): number {
  const level = sp(t, frame, LEVEL) + 1;
  const index = indexOfGfn(gfnOfFrame(t, frame), level);
  for (let parent = 0; parent < t.map.shape.frames; parent++) {
    if (sp(t, parent, LEVEL) !== level || sp(t, parent, LIFE) === FRAME_LIFE.free) continue;
    if (links(t, { frame: parent, index }, frame)) return parent;
  }
  return -1;
}

/** The next table of the lowest level, after `frame`, that maps gfns of a range; -1 if there is none. */
export function nextLastTable(
  t: Thread,
  frame: number,
  { gfnStart, gfnEnd }: { gfnStart: number; gfnEnd: number },
): number {
  for (let at = frame + 1; at < t.map.shape.frames; at++) {
    if (sp(t, at, LEVEL) !== 1 || sp(t, at, LIFE) !== FRAME_LIFE.linked) continue;
    const gfn = gfnOfFrame(t, at);
    if (gfn >= gfnStart && gfn < gfnEnd) return at;
  }
  return -1;
}
