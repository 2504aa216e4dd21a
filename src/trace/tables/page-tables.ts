/**
 * Every page table the trace tells of, dead ones too: 512 entries of two words each, and where each
 * hangs. Tables are numbered in the order in which they appear.
 */
import { grown } from '../events/grow.ts';
import { UNKNOWN_HALF } from './spte-bits.ts';

export const ENTRIES = 512;
export const WORDS = 2 * ENTRIES;
/** No table, no event. */
export const NONE = 0xffff_ffff;

const TABLES_MIN = 64;
const TWO_32 = 0x1_0000_0000;
const PAGE_LO = 0xffff_f000;

/** What a new table holds. */
export type TableFill =
  /** It was linked before the trace began, or its link was lost. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'empty' }
  /** It took the place of a huge page: its first entry, and how far the page frames are apart. */
  | { readonly kind: 'split'; readonly lo: number; readonly hi: number; readonly stepLo: number };

export interface NewTable {
  readonly asId: number;
  readonly level: number;
  /** The first gfn it covers. */
  readonly base: number;
  readonly root: number;
  readonly event: number;
  readonly fill: TableFill;
}

export class PageTables {
  count = 0;
  cells = new Uint32Array(TABLES_MIN * WORDS);
  level = new Uint8Array(TABLES_MIN);
  asId = new Uint8Array(TABLES_MIN);
  /** The number of the root it belongs to. */
  root = new Uint32Array(TABLES_MIN);
  base = new Float64Array(TABLES_MIN);
  createdAt = new Uint32Array(TABLES_MIN);
  /** The event that unlinked it. */
  detachedAt = new Uint32Array(TABLES_MIN);
  /** Since the last keyframe. */
  changed = new Uint8Array(TABLES_MIN);
  readonly fills: TableFill[] = [];
  /** Of each table above level 1, the tables its entries lead to, plus one. */
  private readonly children: (Uint32Array | undefined)[] = [];
  emptyHi = 0;
  /** Of some table not all entries are known. */
  hasUnknown = false;

  get bytes(): number {
    const children = this.children.reduce((sum, child) => sum + (child?.byteLength ?? 0), 0);
    return this.level.length * (WORDS * 4 + 23) + children;
  }

  add({ asId, base, event, fill, level, root }: NewTable): number {
    const table = this.count;
    if (table === this.level.length) this.grow();
    this.level[table] = level;
    this.asId[table] = asId;
    this.root[table] = root;
    this.base[table] = base;
    this.createdAt[table] = event;
    this.detachedAt[table] = NONE;
    this.changed[table] = 1;
    this.fills.push(fill);
    if (fill.kind === 'unknown') this.hasUnknown = true;
    this.children.push(undefined);
    this.count = table + 1;
    this.refill(table);
    return table;
  }

  /** How many tables changed since the last keyframe. */
  changedCount(): number {
    let count = 0;
    for (let table = 0; table < this.count; table++) count += this.changed[table] ?? 0;
    return count;
  }

  /** Puts back what the table held when it was new. */
  refill(table: number): void {
    const { cells } = this;
    const fill = this.fills[table];
    const start = table * WORDS;
    if (fill?.kind === 'split') {
      for (let i = 0; i < ENTRIES; i++) {
        cells[start + 2 * i] = fill.lo + i * fill.stepLo;
        cells[start + 2 * i + 1] = fill.hi;
      }
      return;
    }
    const unknown = fill?.kind === 'unknown';
    if (unknown) cells.fill(UNKNOWN_HALF, start, start + WORDS);
    else if (this.emptyHi === 0) cells.fill(0, start, start + WORDS);
    else {
      for (let at = start; at < start + WORDS; at += 2) {
        cells[at] = 0;
        cells[at + 1] = this.emptyHi;
      }
    }
  }

  /** The table an entry leads to, or NONE. */
  child(table: number, index: number): number {
    return ((this.children[table]?.[index] ?? 0) - 1) >>> 0;
  }

  setChild(table: number, index: number, child: number): void {
    let children = this.children[table];
    if (children === undefined) {
      if (child === NONE) return;
      this.children[table] = children = new Uint32Array(ENTRIES);
    }
    children[index] = child === NONE ? 0 : child + 1;
  }

  /** Calls back for every table an entry of this one leads to. */
  forEachChild(table: number, found: (child: number, index: number) => void): void {
    this.children[table]?.forEach((child, index) => {
      if (child !== 0) found(child - 1, index);
    });
  }

  /** The gfn of an entry. */
  gfnOf(table: number, index: number): number {
    return (this.base[table] ?? 0) + index * pagesOf((this.level[table] ?? 1) - 1);
  }

  /** Cuts the room for cells to what is used. */
  trim(): void {
    this.cells = grown(this.cells, Math.max(this.count, 1) * WORDS);
    this.resize(Math.max(this.count, 1));
  }

  private grow(): void {
    const capacity = this.level.length * 2;
    this.cells = grown(this.cells, capacity * WORDS);
    this.resize(capacity);
  }

  private resize(capacity: number): void {
    this.level = grown(this.level, capacity);
    this.asId = grown(this.asId, capacity);
    this.root = grown(this.root, capacity);
    this.base = grown(this.base, capacity);
    this.createdAt = grown(this.createdAt, capacity);
    this.detachedAt = grown(this.detachedAt, capacity);
    this.changed = grown(this.changed, capacity);
  }
}

const PAGES = [0, 1, 2, 3, 4, 5].map((level) => ENTRIES ** level);

/** How many 4K pages a table of this level covers; of level 0: one entry of the last level. */
export function pagesOf(level: number): number {
  return PAGES[level] ?? ENTRIES ** level;
}

/** Which entry of a table of this level leads to the gfn. */
export function indexOf(level: number, gfnLo: number, gfnHi: number): number {
  const shift = 9 * (level - 1);
  if (shift >= 32) return (gfnHi >>> (shift - 32)) & 511;
  if (shift <= 23) return (gfnLo >>> shift) & 511;
  return ((gfnLo >>> shift) | (gfnHi << (32 - shift))) & 511;
}

/** The first gfn of the table of this level that covers the gfn. */
export function baseOf(level: number, gfnLo: number, gfnHi: number): number {
  const bits = 9 * level;
  if (bits < 32) return gfnHi * TWO_32 + (((gfnLo >>> bits) << bits) >>> 0);
  return ((gfnHi >>> (bits - 32)) << (bits - 32)) * TWO_32;
}

/** The page frame, in place, as one number. */
export function frameOf(lo: number, hi: number): number {
  return (hi & 0xf_ffff) * TWO_32 + ((lo & PAGE_LO) >>> 0);
}
