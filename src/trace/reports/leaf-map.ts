/** What maps each gfn of a root at a moment, a byte a page: for a map of millions of them. */
import { spteKind } from '../../engine/layout/spte-kind.ts';
import { SPTE_STATES } from '../../engine/spte-states/moves.ts';
import { MutableWord64 } from '../../base/word64.ts';
import { SILENT, emptySilentChange } from '../tables/change-log.ts';
import { ENTRIES, NONE, WORDS, indexOf, pagesOf } from '../tables/page-tables.ts';
import { isUnknown } from '../tables/spte-bits.ts';
import type { Trace } from '../trace.ts';
import { MAP_PAGES_MAX, PAGE, RECENT_EVENTS } from './page-code.ts';

export interface LeafMapRequest {
  readonly event: number;
  readonly root: number;
  readonly gfnFirst: number;
  readonly pages: number;
}

/** Where there are tables, or huge pages: the gfns from `first` up to `end`. */
export interface GfnRange {
  readonly first: number;
  readonly end: number;
}

export interface LeafMap {
  readonly event: number;
  readonly root: number;
  readonly gfnFirst: number;
  readonly codes: Uint8Array;
  readonly populated: readonly GfnRange[];
}

export function leafMap(trace: Trace, request: LeafMapRequest): LeafMap {
  const { event, gfnFirst } = request;
  const pages = Math.min(request.pages, MAP_PAGES_MAX);
  trace.seek(event + 1);
  const codes = new Uint8Array(pages);
  const root = trace.roots.all[request.root];
  if (root === undefined) return { event, root: request.root, gfnFirst, codes, populated: [] };
  const painter = new LeafPainter(trace, { codes, gfnFirst });
  painter.paint(root.table);
  for (const [gfn, level] of findingsUpTo(trace, event, root.id))
    painter.mark(gfn, { pages: pagesOf(level - 1), mark: PAGE.FINDING });
  for (const [gfn, level] of changesBefore(trace, event, root.id))
    painter.mark(gfn, { pages: pagesOf(level - 1), mark: PAGE.CHANGED });
  return { event, root: root.id, gfnFirst, codes, populated: painter.populated };
}

class LeafPainter {
  readonly populated: { first: number; end: number }[] = [];
  private readonly trace: Trace;
  private readonly codes: Uint8Array;
  private readonly gfnFirst: number;
  private readonly spte = new MutableWord64();

  constructor(
    trace: Trace,
    { codes, gfnFirst }: { readonly codes: Uint8Array; readonly gfnFirst: number },
  ) {
    this.trace = trace;
    this.codes = codes;
    this.gfnFirst = gfnFirst;
  }

  paint(table: number): void {
    const { tables } = this.trace;
    const level = tables.level[table] ?? 1;
    const pages = pagesOf(level - 1);
    if (level === 1) this.addRange(tables.base[table] ?? 0, ENTRIES);
    for (let index = 0; index < ENTRIES; index++) {
      const child = level > 1 ? tables.child(table, index) : NONE;
      if (child === NONE) this.paintEntry(table, index, pages);
      else this.paint(child);
    }
  }

  mark(gfn: number, { mark, pages }: { readonly pages: number; readonly mark: number }): void {
    const { codes, gfnFirst } = this;
    const end = Math.min(gfn + pages - gfnFirst, codes.length);
    for (let at = Math.max(gfn - gfnFirst, 0); at < end; at++) {
      codes[at] = (codes[at] ?? 0) | mark;
    }
  }

  private paintEntry(table: number, index: number, pages: number): void {
    const { codes, gfnFirst } = this;
    const { level, cells } = this.trace.tables;
    const gfn = this.trace.tables.gfnOf(table, index);
    const lo = cells[table * WORDS + 2 * index] ?? 0;
    const hi = cells[table * WORDS + 2 * index + 1] ?? 0;
    const code = this.codeOf(lo, hi, level[table] ?? 1);
    if (code === 0) return;
    if (pages > 1 && code !== PAGE.UNKNOWN) this.addRange(gfn, pages);
    const start = Math.max(gfn - gfnFirst, 0);
    const end = Math.min(gfn + pages - gfnFirst, codes.length);
    if (start < end) codes.fill(pages > 1 ? code | PAGE.HUGE : code, start, end);
  }

  private codeOf(lo: number, hi: number, level: number): number {
    if (isUnknown(lo, hi)) return PAGE.UNKNOWN;
    this.spte.lo = lo;
    this.spte.hi = hi;
    const { layout } = this.trace.detected;
    const state = SPTE_STATES.indexOf(spteKind(layout, this.spte, level));
    if (state < FIRST_LEAF) return state;
    return (lo & layout.masks.accessed.lo) === 0 ? state : state | PAGE.ACCESSED;
  }

  /** Tables are walked in the order of their gfns. */
  private addRange(first: number, pages: number): void {
    const last = this.populated.at(-1);
    if (last?.end === first) last.end = first + pages;
    else this.populated.push({ first, end: first + pages });
  }
}

/** Before it stand the states without a page. */
const FIRST_LEAF = SPTE_STATES.indexOf('nonleaf') + 1;

/** gfn and level of each leaf of the root that changed lately. */
function* changesBefore(trace: Trace, event: number, root: number): Generator<[number, number]> {
  const { bits, events, tables } = trace;
  for (let other = Math.max(0, event - RECENT_EVENTS + 1); other <= event; other++) {
    const table = events.table[other] ?? NONE;
    if (table === NONE || tables.root[table] !== root) continue;
    const level = tables.level[table] ?? 1;
    const isTable = bits.isTable(events.bLo[other] ?? 0, level);
    if (!isTable && !bits.isTable(events.aLo[other] ?? 0, level)) yield [events.gfn(other), level];
  }
}

const FOUND_CAUSES: ReadonlySet<number> = new Set([
  SILENT.LOST_AD,
  SILENT.OTHER_BITS,
  SILENT.CONTRADICTION,
]);

/** gfn and level of each SPTE of the root about which something was found up to the event. */
function* findingsUpTo(trace: Trace, event: number, root: number): Generator<[number, number]> {
  const { conformance, events, log, tables } = trace;
  const { findings } = conformance;
  for (let i = 0; i < findings.length && findings.at(i) <= event; i++) {
    const table = events.table[findings.at(i)] ?? NONE;
    if (tables.root[table] !== root) continue;
    const level = tables.level[table] ?? 1;
    const gfn = events.gfn(findings.at(i));
    const index = indexOf(level, gfn >>> 0, Math.floor(gfn / 0x1_0000_0000));
    yield [tables.gfnOf(table, index), level];
  }
  const change = emptySilentChange();
  for (let i = 0; i < log.silentCount && log.silentEvent(i) <= event; i++) {
    log.readSilent(i, change);
    const table = Math.floor(change.word / WORDS);
    if (!FOUND_CAUSES.has(change.cause) || tables.root[table] !== root) continue;
    yield [tables.gfnOf(table, (change.word % WORDS) / 2), tables.level[table] ?? 1];
  }
}
