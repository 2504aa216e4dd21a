/** The page tables just after an event: the roots there are, and the tables on the way to a gfn. */
import { isAliveAt, type Root } from '../tables/roots.ts';
import { ENTRIES, NONE, WORDS, indexOf, pagesOf } from '../tables/page-tables.ts';
import type { Trace } from '../trace.ts';

const TWO_32 = 0x1_0000_0000;

export interface RootAt {
  readonly root: number;
  readonly asId: number;
  readonly level: number;
  /** Not valid: it is being torn down. */
  readonly valid: boolean;
  /** What a vCPU of the newest guest would load. */
  readonly current: boolean;
}

/** One table: its 512 entries, and which of them lead to tables the trace tells of. */
export interface TableStrip {
  readonly table: number;
  readonly level: number;
  /** The first gfn it covers, and how many each entry does. */
  readonly base: number;
  readonly pagesPerEntry: number;
  /** Two words an entry, the low one first; an unknown entry has all bits set. */
  readonly cells: Uint32Array;
  /** 1 where an entry leads to a table of the trace. */
  readonly leads: Uint8Array;
  /** The entry on the way to the gfn; null where it is outside of the table. */
  readonly index: number | null;
}

export interface TablesAt {
  readonly event: number;
  readonly roots: readonly RootAt[];
  /** The one whose tables these are; null if there is none yet. */
  readonly root: number | null;
  /** From the root's table down, as far as there are tables. */
  readonly strips: readonly TableStrip[];
}

export interface TablesRequest {
  /** -1: before the first one. */
  readonly event: number;
  /** Without one, or one that is not alive, the current one. */
  readonly root: number | null;
  /** Without one, the first table of each level. */
  readonly gfn: number | null;
}

export function tablesAt(trace: Trace, { event, gfn, root: wanted }: TablesRequest): TablesAt {
  trace.seek(event + 1);
  const alive = trace.roots.all.filter((root) => isAliveAt(root, event));
  const current = trace.roots.currentAt(0, event);
  const root = alive.find(({ id }) => id === wanted) ?? current ?? alive.at(-1);
  return {
    event,
    roots: alive.map((each) => ({
      root: each.id,
      asId: each.asId,
      level: each.level,
      valid: each.invalidAt > event,
      current: each === current,
    })),
    root: root?.id ?? null,
    strips: root === undefined ? [] : stripsBelow(trace, root, gfn),
  };
}

function stripsBelow(trace: Trace, root: Root, gfn: number | null): TableStrip[] {
  const strips: TableStrip[] = [];
  let { table } = root;
  while (table !== NONE) {
    const strip = stripOf(trace, table, gfn);
    strips.push(strip);
    table = strip.index === null ? NONE : trace.tables.child(table, strip.index);
  }
  return strips;
}

function stripOf({ tables }: Trace, table: number, gfn: number | null): TableStrip {
  const level = tables.level[table] ?? 1;
  const leads = new Uint8Array(ENTRIES);
  tables.forEachChild(table, (_child, index) => (leads[index] = 1));
  const first = leads.indexOf(1);
  return {
    table,
    level,
    base: tables.base[table] ?? 0,
    pagesPerEntry: pagesOf(level - 1),
    cells: tables.cells.slice(table * WORDS, (table + 1) * WORDS),
    leads,
    index:
      gfn === null
        ? first < 0
          ? null
          : first
        : indexOf(level, gfn >>> 0, Math.floor(gfn / TWO_32)),
  };
}
