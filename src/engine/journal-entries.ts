/**
 * Entries of the journal. Most are one write of one cell; a run of equal pairs of cells that is filled
 * with another pair is one entry, too: page tables are emptied and frozen as a whole.
 */
import type { Word64 } from '../base/word64.ts';

/**
 * Cells of one journal entry: cell, old value, new value. A fill takes two: [-pairs, old lo, old hi] and
 * [~first cell, new lo, new hi]; both begin with a negative number, so that it is known from either end.
 */
export const ENTRY = 3;

export interface CellRange {
  readonly first: number;
  /** Exclusive. */
  readonly end: number;
}

/** Of the fill whose first entry is at `at`. */
export function rangeOfFill(entries: Int32Array, at: number): CellRange {
  const first = ~(entries[at + ENTRY] ?? 0);
  return { first, end: first - 2 * (entries[at] ?? 0) };
}

export function wordAt(entries: Int32Array, at: number): Word64 {
  return { lo: entries[at] ?? 0, hi: entries[at + 1] ?? 0 };
}

/** Doubles what is filled until all is: copying is faster than storing. */
export function fillPairs(cells: Uint32Array, { first, end }: CellRange, { lo, hi }: Word64): void {
  cells[first] = lo;
  cells[first + 1] = hi;
  for (let done = 2; first + done < end; done *= 2) {
    cells.copyWithin(first + done, first, Math.min(first + done, end - done));
  }
}

/** Entries cell by cell: the fills among them are spelled out. */
export function expandedEntries(entries: Int32Array): Uint32Array {
  const cells: number[] = [];
  const add = (cell: number, old: number, next: number): void => {
    if (old !== next) cells.push(cell, old, next);
  };
  for (let at = 0; at < entries.length; at += ENTRY) {
    const [cell = 0, old = 0, next = 0] = entries.subarray(at, at + ENTRY);
    if (cell >= 0) {
      add(cell, old, next);
      continue;
    }
    const { first, end } = rangeOfFill(entries, at);
    const from = wordAt(entries, at + 1);
    const to = wordAt(entries, at + ENTRY + 1);
    for (let pair = first; pair < end; pair += 2) {
      add(pair, from.lo, to.lo);
      add(pair + 1, from.hi, to.hi);
    }
    at += ENTRY;
  }
  return Uint32Array.from(cells);
}
