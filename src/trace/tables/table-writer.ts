/**
 * Writes entries of the tables: first what an event says was there, then what it says is there now; and
 * the tables that come and go with it.
 */
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import { SILENT, emptySilentChange, type ChangeLog } from './change-log.ts';
import type { DetachedTables } from './detached-tables.ts';
import type { EntryChange } from './entry-change.ts';
import { NONE, WORDS, indexOf, pagesOf, type PageTables, type TableFill } from './page-tables.ts';
import type { Root } from './roots.ts';
import { splitFill } from './split-fill.ts';
import { MATCH, isUnknown, samePfnHalves, type SpteBits } from './spte-bits.ts';

const SILENT_OF_MATCH: Readonly<Record<number, number>> = {
  [MATCH.HARDWARE_AD]: SILENT.HARDWARE_AD,
  [MATCH.LOST_AD]: SILENT.LOST_AD,
  [MATCH.FAST_PAGE_FAULT]: SILENT.FAST_PAGE_FAULT,
  [MATCH.THAWED]: SILENT.THAWED,
  [MATCH.UNKNOWN]: SILENT.FIRST_SEEN,
  [MATCH.SAME_PFN]: SILENT.OTHER_BITS,
};

const EMPTY: TableFill = { kind: 'empty' };

export interface RebuiltParts {
  readonly tables: PageTables;
  readonly log: ChangeLog;
  readonly detached: DetachedTables;
  readonly bits: SpteBits;
  readonly layout: SpteLayout;
}

export class TableWriter {
  private readonly tables: PageTables;
  private readonly log: ChangeLog;
  private readonly detached: DetachedTables;
  private readonly bits: SpteBits;
  private readonly layout: SpteLayout;
  private readonly silent = emptySilentChange();

  constructor(parts: RebuiltParts) {
    this.tables = parts.tables;
    this.log = parts.log;
    this.detached = parts.detached;
    this.bits = parts.bits;
    this.layout = parts.layout;
  }

  /** The table of the place; those on the way that the trace has not shown are made. */
  tableIn(root: Root, level: number, change: Readonly<EntryChange>): number {
    const { tables } = this;
    let { table } = root;
    for (let at = root.level; at > level; at--) {
      const index = indexOf(at, change.gfnLo, change.gfnHi);
      let child = tables.child(table, index);
      if (child === NONE) {
        const fill = this.fillBelow(table, index, at);
        child = this.addTable({ parent: table, index, fill, change });
      }
      table = child;
    }
    return table;
  }

  /** A huge page that must have been split, or nothing that is known. */
  private fillBelow(table: number, index: number, level: number): TableFill {
    const word = table * WORDS + 2 * index;
    const lo = this.tables.cells[word] ?? 0;
    const hi = this.tables.cells[word + 1] ?? 0;
    if (isUnknown(lo, hi) || !this.bits.isHugeLeaf(lo, level)) return { kind: 'unknown' };
    return splitFill(this.layout, { lo, hi }, level);
  }

  private addTable(link: {
    readonly parent: number;
    readonly index: number;
    readonly fill: TableFill;
    readonly change: Readonly<EntryChange>;
  }): number {
    const { change, fill, index, parent } = link;
    const { tables } = this;
    const level = (tables.level[parent] ?? 1) - 1;
    const child = tables.add({
      asId: change.asId,
      level,
      base: (tables.base[parent] ?? 0) + index * pagesOf(level),
      root: tables.root[parent] ?? 0,
      event: change.event,
      fill,
    });
    this.link({ table: parent, index, to: child, event: change.event });
    return child;
  }

  private link(link: {
    readonly table: number;
    readonly index: number;
    readonly to: number;
    readonly event: number;
  }): void {
    const from = this.tables.child(link.table, link.index);
    if (from === link.to) return;
    this.tables.setChild(link.table, link.index, link.to);
    this.log.addLink({ ...link, from });
  }

  /** What the event says was there, then what it says is there now, and the tables that come and go. */
  write(table: number, change: Readonly<EntryChange>): void {
    const { bits, tables } = this;
    const { event, level, newHi, newLo, oldHi, oldLo } = change;
    const index = indexOf(level, change.gfnLo, change.gfnHi);
    const word = table * WORDS + 2 * index;
    tables.changed[table] = 1;
    this.settleWord(word, change);
    tables.cells[word] = newLo;
    tables.cells[word + 1] = newHi;
    if (level === 1) return;
    const has = bits.isTable(newLo, level);
    const same = has && bits.isTable(oldLo, level) && samePfnHalves(oldLo, oldHi, newLo, newHi);
    if (same) return;
    const child = tables.child(table, index);
    if (child !== NONE) {
      this.link({ table, index, to: NONE, event });
      this.detached.add(child, change.task, event);
    }
    if (!has) return;
    const split = bits.isHugeLeaf(oldLo, level);
    const fill = split ? splitFill(this.layout, { lo: oldLo, hi: oldHi }, level) : EMPTY;
    this.addTable({ parent: table, index, fill, change });
  }

  /** Makes the entry what the event says it was, and notes that it was otherwise. */
  private settleWord(word: number, change: Readonly<EntryChange>): void {
    const { cells } = this.tables;
    const { oldHi, oldLo } = change;
    const lo = cells[word] ?? 0;
    const hi = cells[word + 1] ?? 0;
    const match = this.bits.match(lo, hi, oldLo, oldHi);
    if (match === MATCH.EXACT) return;
    const { silent } = this;
    silent.event = change.event;
    silent.word = word;
    silent.cause = SILENT_OF_MATCH[match] ?? SILENT.CONTRADICTION;
    silent.fromLo = lo;
    silent.fromHi = hi;
    silent.toLo = oldLo;
    silent.toHi = oldHi;
    this.log.addSilent(silent);
    cells[word] = oldLo;
    cells[word + 1] = oldHi;
  }

  /** Makes an entry what an event says it is, though the event does not change it. */
  settle(table: number, change: Readonly<EntryChange>): void {
    this.tables.changed[table] = 1;
    this.settleWord(this.wordOf(table, change), change);
  }

  /** Place of the low half of the entry that leads to the gfn. */
  wordOf(table: number, change: Readonly<EntryChange>): number {
    const level = this.tables.level[table] ?? 1;
    return table * WORDS + 2 * indexOf(level, change.gfnLo, change.gfnHi);
  }
}
