/** What lies between two moments: time, events, and what became of the tables. */
import { timeText } from '../events/event-text.ts';
import { NONE, WORDS } from '../tables/page-tables.ts';
import type { Trace } from '../trace.ts';

export interface Span {
  readonly from: number;
  readonly to: number;
  /** In the trace's own unit, without a sign. */
  readonly time: string;
  /** After the first moment, up to the second one. */
  readonly events: number;
  /** Entries that hold something else at the second moment than at the first. */
  readonly entriesChanged: number;
  readonly tablesMade: number;
  readonly tablesRemoved: number;
}

/** Moments are those just after an event, in either order. */
export function spanBetween(
  trace: Trace,
  { from, to }: { readonly from: number; readonly to: number },
): Span {
  const first = Math.min(from, to);
  const last = Math.max(from, to);
  const { events, reader, tables } = trace;
  trace.seek(first + 1);
  const before = tables.cells.slice(0, tables.count * WORDS);
  trace.seek(last + 1);
  const elapsed = Math.abs(events.time.at(last) - events.time.at(first));
  let entriesChanged = 0;
  let tablesMade = 0;
  let tablesRemoved = 0;
  for (let table = 0; table < tables.count; table++) {
    const made = isBetween(tables.createdAt[table], first, last);
    const removed = isBetween(tables.detachedAt[table], first, last);
    if (made) tablesMade += 1;
    if (removed) tablesRemoved += 1;
    const is = isBetween(tables.createdAt[table], -1, first);
    if (is) entriesChanged += changedEntries(tables.cells, before, table);
  }
  const time = timeText(elapsed, reader.timeDigits ?? 0);
  return { from, to, time, events: last - first, entriesChanged, tablesMade, tablesRemoved };
}

function isBetween(event: number | undefined, first: number, last: number): boolean {
  return event !== undefined && event !== NONE && event > first && event <= last;
}

function changedEntries(cells: Uint32Array, before: Uint32Array, table: number): number {
  let count = 0;
  for (let at = table * WORDS; at < (table + 1) * WORDS; at += 2) {
    if (cells[at] !== before[at] || cells[at + 1] !== before[at + 1]) count += 1;
  }
  return count;
}
