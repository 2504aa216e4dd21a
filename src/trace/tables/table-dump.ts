/**
 * The tables of a root as text, one line an entry, tables before what they lead to:
 * `L1 gfn 1000 spte 105e25827 leaf`. The level is that of the table which holds the entry.
 */
import { ENTRIES, NONE, WORDS, type PageTables } from './page-tables.ts';
import type { Root } from './roots.ts';
import { isEmptyLike, isUnknown, type SpteBits } from './spte-bits.ts';

export type EntryKind = 'leaf' | 'table' | 'nonpresent';

export interface TableEntry {
  readonly level: number;
  readonly gfn: number;
  readonly lo: number;
  readonly hi: number;
  readonly kind: EntryKind;
}

/** Every entry that holds something, in the order of a walk. */
export function* entriesOf(tables: PageTables, root: Root, bits: SpteBits): Generator<TableEntry> {
  yield* entriesBelow(tables, root.table, bits);
}

function* entriesBelow(tables: PageTables, table: number, bits: SpteBits): Generator<TableEntry> {
  const level = tables.level[table] ?? 1;
  for (let index = 0; index < ENTRIES; index++) {
    const lo = tables.cells[table * WORDS + 2 * index] ?? 0;
    const hi = tables.cells[table * WORDS + 2 * index + 1] ?? 0;
    const known = !isUnknown(lo, hi);
    if (known && !isEmptyLike(lo, hi)) {
      const kind = entryKind(bits, lo, level);
      yield { level, gfn: tables.gfnOf(table, index), lo, hi, kind };
    }
    const child = level > 1 ? tables.child(table, index) : NONE;
    if (child !== NONE) yield* entriesBelow(tables, child, bits);
  }
}

function entryKind(bits: SpteBits, lo: number, level: number): EntryKind {
  if (!bits.isPresent(lo)) return 'nonpresent';
  return bits.isTable(lo, level) ? 'table' : 'leaf';
}

export function formatEntry({ gfn, hi, kind, level, lo }: TableEntry): string {
  return `L${level} gfn ${gfn.toString(16)} spte ${hexOf(lo, hi)} ${kind}`;
}

/** As the kernel prints %llx. */
export function hexOf(lo: number, hi: number): string {
  return hi === 0 ? lo.toString(16) : hi.toString(16) + lo.toString(16).padStart(8, '0');
}
