/**
 * The only ways to touch an SPTE in memory, one per kind of access the kernel and the CPU make. Each
 * is one access to shared state and notes in the effect what memory held, what it holds now, and what
 * the writer believes it held.
 *
 * An `sptep` is frame * 512 + index: where an entry lies.
 */
import { ZERO64, equal64, type MutableWord64, type Word64 } from '../../base/word64.ts';
import { EVENT, type AccessKind } from '../effect.ts';
import { isAccessedSpte, isShadowPresentLeaf } from '../layout/predicates.ts';
import { isForeignFrame, noteTableLife } from './table-life.ts';
import { PT_ENTRIES } from '../state/state-map.ts';
import type { Thread } from '../thread.ts';

export function sptepOf({ frame, index }: { frame: number; index: number }): number {
  return frame * PT_ENTRIES + index;
}

/** Index into a table of level `level` (1..4) that a gfn selects. */
export function indexOfGfn(gfn: number, level: number): number {
  return (gfn >>> (9 * (level - 1))) & (PT_ENTRIES - 1);
}

function cellOfSptep(t: Thread, sptep: number): number {
  return t.map.pt.base + sptep * 2;
}

function peek(t: Thread, sptep: number, out: MutableWord64): MutableWord64 {
  const cell = cellOfSptep(t, sptep);
  out.lo = t.journal.read(cell);
  out.hi = t.journal.read(cell + 1);
  return out;
}

function poke(t: Thread, sptep: number, value: Word64): void {
  const cell = cellOfSptep(t, sptep);
  t.journal.write(cell, value.lo);
  t.journal.write(cell + 1, value.hi);
}

function levelOfFrame(t: Thread, frame: number): number {
  return t.journal.read(t.map.sp.base + frame * t.map.sp.stride + 1);
}

/** Notes an access and what memory held before it. Outside the page tables: anything; here, zero. */
function begin(t: Thread, sptep: number, access: AccessKind): void {
  const { effect } = t;
  const frame = (sptep / PT_ENTRIES) | 0;
  effect.note(access);
  noteTableLife(t, frame);
  if (isForeignFrame(t, frame)) {
    effect.before.copy(ZERO64);
    effect.after.copy(ZERO64);
    return;
  }
  effect.sptep = sptep;
  effect.level = levelOfFrame(t, frame);
  peek(t, sptep, effect.before);
  effect.after.copy(effect.before);
}

function finishWrite(t: Thread, sptep: number, value: Word64): void {
  if (t.effect.sptep < 0) return;
  t.effect.after.copy(value);
  t.effect.events |= EVENT.SPTE_WRITE;
  poke(t, sptep, value);
}

function noteSeen(t: Thread, seen: Word64): void {
  const { effect, layout } = t;
  effect.seen.copy(seen);
  effect.hasSeen = true;
  const lost =
    isShadowPresentLeaf(layout, effect.before, effect.level) &&
    isAccessedSpte(layout, effect.before) &&
    !isAccessedSpte(layout, seen) &&
    !isAccessedSpte(layout, effect.after);
  if (lost) t.count('accLost');
}

/** READ_ONCE(*sptep) */
export function loadSpte(t: Thread, sptep: number, out: MutableWord64): MutableWord64 {
  begin(t, sptep, 'spte-load');
  return out.copy(t.effect.before);
}

/** WRITE_ONCE(*sptep, value): what memory held is lost; the writer goes on with its snapshot. */
export function storeSpte(
  t: Thread,
  sptep: number,
  { value, snapshot }: { value: Word64; snapshot: Word64 },
): void {
  begin(t, sptep, 'spte-store');
  finishWrite(t, sptep, value);
  noteSeen(t, snapshot);
}

/** xchg(sptep, value): the old value comes back in `out`. */
export function xchgSpte(
  t: Thread,
  sptep: number,
  { value, out }: { value: Word64; out: MutableWord64 },
): void {
  begin(t, sptep, 'spte-xchg');
  finishWrite(t, sptep, value);
  noteSeen(t, t.effect.before);
  out.copy(t.effect.before);
}

/** A locked AND that clears `bits`: what memory held comes back in `out`, and nothing else is lost. */
export function andSpte(
  t: Thread,
  sptep: number,
  { bits, out }: { bits: Word64; out: MutableWord64 },
): void {
  begin(t, sptep, 'spte-and');
  out.copy(t.effect.before).clear(bits);
  finishWrite(t, sptep, out);
  noteSeen(t, t.effect.before);
  out.copy(t.effect.before);
}

/**
 * cmpxchg64(sptep, expected, value). On failure memory stays as it is, and the value found comes back
 * in `found`.
 */
export function casSpte(
  t: Thread,
  sptep: number,
  { expected, value, found }: { expected: Word64; value: Word64; found: MutableWord64 },
): boolean {
  begin(t, sptep, 'spte-cas');
  if (!equal64(t.effect.before, expected)) {
    t.effect.access = 'spte-cas-failed';
    t.count('casFailures');
    found.copy(t.effect.before);
    return false;
  }
  finishWrite(t, sptep, value);
  noteSeen(t, t.effect.before);
  return true;
}

/**
 * The CPU's load of an entry during a walk, with its locked OR of A (and D) in the same access. What
 * memory held comes back in `out`; call `assistSpte` in the same step to set bits.
 */
export function walkLoadSpte(t: Thread, sptep: number, out: MutableWord64): MutableWord64 {
  t.effect.byCpu = true;
  return loadSpte(t, sptep, out);
}

/** The OR half of that access. */
export function assistSpte(t: Thread, bits: Word64): void {
  const { effect } = t;
  effect.after.or(bits);
  if (effect.sptep < 0 || equal64(effect.before, effect.after)) return;
  effect.access = 'spte-assist';
  effect.events |= EVENT.SPTE_WRITE;
  poke(t, effect.sptep, effect.after);
}
