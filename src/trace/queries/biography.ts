/** The life of one gfn: every SPTE on its way from the root, and everything else that names it. */
import { KIND } from '../events/event-kinds.ts';
import { SILENT, emptySilentChange } from '../tables/change-log.ts';
import { NONE, WORDS, pagesOf, type PageTables } from '../tables/page-tables.ts';
import type { Trace } from '../trace.ts';

export interface Halves {
  readonly lo: number;
  readonly hi: number;
}

/** An entry of a table: level is that of the table. */
interface Place {
  readonly event: number;
  readonly level: number;
  readonly table: number;
}

export type LifeEvent =
  /** An event changed an SPTE. */
  | (Place & { readonly kind: 'changed' | 'fast-page-fault' })
  /** Found at an event: the entry was not what was left in it. */
  | (Place & {
      readonly kind: 'silent';
      readonly cause: number;
      readonly from: Halves;
      readonly to: Halves;
    })
  /** A huge page was split, and the gfn's SPTE came to be without an event. */
  | (Place & { readonly kind: 'split'; readonly to: Halves })
  /** Another event names the gfn. */
  | { readonly kind: 'named'; readonly event: number };

const ORDER: Readonly<Record<LifeEvent['kind'], number>> = {
  silent: 0,
  changed: 1,
  'fast-page-fault': 1,
  named: 1,
  split: 2,
};

/** In the order of the trace; what was found at an event comes before it. */
export function biography(trace: Trace, gfn: number): readonly LifeEvent[] {
  const life = [...silentChanges(trace, gfn), ...splits(trace, gfn), ...namedEvents(trace, gfn)];
  return life.sort((a, b) => a.event - b.event || ORDER[a.kind] - ORDER[b.kind]);
}

const NAMES_GFN: ReadonlySet<number> = new Set([
  KIND.PAGE_FAULT,
  KIND.FAST_PAGE_FAULT,
  KIND.SET_SPTE,
  KIND.SPTE_REQUESTED,
  KIND.SPLIT_HUGE_PAGE,
  KIND.MARK_MMIO_SPTE,
]);

function* namedEvents({ events, tables }: Trace, gfn: number): Generator<LifeEvent> {
  for (let event = 0; event < events.count; event++) {
    const table = events.table[event] ?? NONE;
    const kind = events.kind(event);
    if (table === NONE) {
      if (events.gfn(event) === gfn && NAMES_GFN.has(kind)) yield { kind: 'named', event };
      continue;
    }
    const level = tables.level[table] ?? 1;
    const pages = pagesOf(level - 1);
    if (Math.floor(events.gfn(event) / pages) !== Math.floor(gfn / pages)) continue;
    yield {
      kind: kind === KIND.SPTE_CHANGED ? 'changed' : 'fast-page-fault',
      event,
      level,
      table,
    };
  }
}

function* silentChanges({ log, tables }: Trace, gfn: number): Generator<LifeEvent> {
  const change = emptySilentChange();
  for (let i = 0; i < log.silentCount; i++) {
    log.readSilent(i, change);
    const table = Math.floor(change.word / WORDS);
    const level = tables.level[table] ?? 1;
    const first = tables.gfnOf(table, (change.word % WORDS) / 2);
    if (gfn < first || gfn >= first + pagesOf(level - 1)) continue;
    const from = { lo: change.fromLo, hi: change.fromHi };
    const to = { lo: change.toLo, hi: change.toHi };
    yield { kind: 'silent', event: change.event, level, table, cause: change.cause, from, to };
  }
}

function* splits({ tables }: Trace, gfn: number): Generator<LifeEvent> {
  for (let table = 0; table < tables.count; table++) {
    const fill = tables.fills[table];
    if (fill?.kind !== 'split' || !covers(tables, table, gfn)) continue;
    const level = tables.level[table] ?? 1;
    const index = Math.floor((gfn - (tables.base[table] ?? 0)) / pagesOf(level - 1));
    const to = { lo: (fill.lo + index * fill.stepLo) >>> 0, hi: fill.hi };
    yield { kind: 'split', event: tables.createdAt[table] ?? 0, level, table, to };
  }
}

function covers(tables: PageTables, table: number, gfn: number): boolean {
  const base = tables.base[table] ?? 0;
  return gfn >= base && gfn < base + pagesOf(tables.level[table] ?? 1);
}

/** What is said of each cause of a silent change. */
export const SILENT_TEXT: Readonly<Record<number, string>> = {
  [SILENT.HARDWARE_AD]: 'the CPU set Accessed or Dirty in between',
  [SILENT.LOST_AD]: 'Accessed or Dirty was lost in between, and no event says how',
  [SILENT.FAST_PAGE_FAULT]: 'a fast page fault changed it in between, which the trace lacks',
  [SILENT.THAWED]: 'frozen, then emptied: the second store is never traced',
  [SILENT.FIRST_SEEN]: 'seen for the first time: it is older than the trace',
  [SILENT.OTHER_BITS]: 'other bits of it changed in between, and no event says how',
  [SILENT.CONTRADICTION]: 'the events before left something else here: events are missing',
};
