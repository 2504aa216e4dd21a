/**
 * Rebuilds the page tables from the events, one event after the other, by the rules of how the TDP MMU
 * traces itself: what an event says was there before tells which of several tables it is about, and
 * what happened that no event reports.
 * ref: linux v6.12 arch/x86/kvm/mmu/tdp_mmu.c handle_changed_spte()
 */
import { MutableWord64 } from '../../base/word64.ts';
import { makeNonleafSpte } from '../../engine/layout/make-nonleaf-spte.ts';
import { kvmAdEnabled } from '../../engine/layout/predicates.ts';
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import type { Contexts } from '../events/contexts.ts';
import { KIND } from '../events/event-kinds.ts';
import type { EventTable } from '../events/event-table.ts';
import { ChangeLog } from './change-log.ts';
import { TableChooser } from './choose-table.ts';
import { DetachedTables } from './detached-tables.ts';
import { emptyEntryChange, loadEntryChange, type EntryChange } from './entry-change.ts';
import { Keyframes } from './keyframes.ts';
import { LeafFinder } from './leaf-finder.ts';
import { ENTRIES, NONE, PageTables, WORDS, baseOf } from './page-tables.ts';
import { Roots, type Root } from './roots.ts';
import { MATCH, SpteBits, isEmptyLike, isPlainEmpty, isUnknown } from './spte-bits.ts';
import { TableWriter } from './table-writer.ts';

const PAGE_SIZE = 0x1000;
const TWO_32 = 0x1_0000_0000;

export interface RebuildSource {
  readonly events: EventTable;
  readonly contexts: Contexts;
  readonly layout: SpteLayout;
  readonly rootLevel: number;
  readonly keyframes?: { readonly interval: number; readonly bytesPerEvent: number };
}

export class TableRebuilder {
  readonly tables = new PageTables();
  readonly roots = new Roots();
  readonly log = new ChangeLog();
  readonly keyframes: Keyframes;
  /** Events before this one are in the tables. */
  position = 0;
  private readonly events: EventTable;
  private readonly contexts: Contexts;
  private readonly rootLevel: number;
  private readonly bits: SpteBits;
  private readonly chooser: TableChooser;
  private readonly leafs: LeafFinder;
  private readonly writer: TableWriter;
  private readonly change = emptyEntryChange();
  private readonly layout: SpteLayout;
  private readonly link = new MutableWord64();

  constructor(source: RebuildSource) {
    const { tables } = this;
    const { bytesPerEvent, interval } = source.keyframes ?? {};
    this.keyframes = new Keyframes(tables, interval, bytesPerEvent);
    this.events = source.events;
    this.contexts = source.contexts;
    this.rootLevel = source.rootLevel;
    this.layout = source.layout;
    this.bits = new SpteBits(source.layout);
    tables.emptyHi = this.bits.emptyHi;
    const parts = {
      tables,
      roots: this.roots,
      log: this.log,
      detached: new DetachedTables(tables),
      bits: this.bits,
      layout: source.layout,
    };
    this.chooser = new TableChooser(parts);
    this.leafs = new LeafFinder(parts);
    this.writer = new TableWriter(parts);
  }

  /** Takes in all events before `end`. */
  advance(end: number): void {
    for (; this.position < end; this.position++) {
      this.keyframes.takeIfDue(this.position);
      this.apply(this.position);
    }
  }

  private apply(event: number): void {
    const { events } = this;
    events.table[event] = NONE;
    switch (events.kind(event)) {
      case KIND.SPTE_CHANGED:
        this.applyChange(event);
        break;
      case KIND.FAST_PAGE_FAULT:
        this.applyFastPageFault(event);
        break;
      case KIND.SET_SPTE:
        this.observeSetSpte(event);
        break;
      case KIND.ZAP_ALL_FAST:
        this.roots.invalidateAll(event);
        break;
      default:
    }
  }

  private load(event: number): EntryChange {
    return loadEntryChange(this.events, this.contexts, event, this.change);
  }

  private applyChange(event: number): void {
    const change = this.load(event);
    if (change.level < 1 || change.level > this.rootLevel) return;
    const choice = this.chooser.choose(change);
    const adds = !isEmptyLike(change.newLo, change.newHi);
    let { match, root, table } = choice;
    const nothing = !adds && isEmptyLike(change.oldLo, change.oldHi);
    if (nothing && match < MATCH.UNKNOWN) return;
    if (this.needsNewRoot(change, { adds, match, root })) {
      root = this.newRoot(change);
      table = NONE;
      match = MATCH.UNKNOWN;
    }
    if (table === NONE && root !== undefined)
      table = this.writer.tableIn(root, change.level, change);
    this.write(table, change);
    if (root === undefined) return;
    if (adds) {
      if (root.invalidAt !== NONE && isPlainEmpty(change.oldLo, change.oldHi))
        root.invalidAt = NONE;
      this.roots.setRootOf(change.task, root, event);
    } else if (change.level === root.level) this.endIfEmpty(root, event);
  }

  /**
   * Nothing is alive; or an entry of the highest level appears where the roots there are have one; or
   * something appears, and all the roots there are became invalid and have something else there.
   */
  private needsNewRoot(
    change: Readonly<EntryChange>,
    found: { readonly adds: boolean; readonly match: number; readonly root: Root | undefined },
  ): boolean {
    const { match, root } = found;
    if (root === undefined) return match === MATCH.NONE;
    if (!found.adds || !isPlainEmpty(change.oldLo, change.oldHi)) return false;
    const highest = change.level === this.rootLevel;
    if (root.invalidAt === NONE) return highest && match === MATCH.NONE;
    return highest || match < MATCH.UNKNOWN;
  }

  private newRoot(change: Readonly<EntryChange>): Root {
    const { event, asId } = change;
    const fromStart = change.level === this.rootLevel && isPlainEmpty(change.oldLo, change.oldHi);
    const level = this.rootLevel;
    const table = this.tables.add({
      asId,
      level,
      base: baseOf(level, change.gfnLo, change.gfnHi),
      root: this.roots.all.length,
      event,
      fill: { kind: fromStart ? 'empty' : 'unknown' },
    });
    return this.roots.add({ asId, level, table, createdAt: event, fromStart });
  }

  private endIfEmpty(root: Root, event: number): void {
    const { cells } = this.tables;
    const start = root.table * WORDS;
    for (let i = 0; i < ENTRIES; i++) {
      const lo = cells[start + 2 * i] ?? 0;
      const hi = cells[start + 2 * i + 1] ?? 0;
      if (!isEmptyLike(lo, hi) && !isUnknown(lo, hi)) return;
    }
    this.roots.end(root, event);
  }

  private write(table: number, change: Readonly<EntryChange>): void {
    if (table === NONE) return;
    this.events.table[change.event] = table;
    this.writer.write(table, change);
  }

  /** Fixed: the SPTE changed, and this event alone says so. Otherwise it still says what it was. */
  private applyFastPageFault(event: number): void {
    const change = this.load(event);
    if (!this.bits.isPresent(change.oldLo)) return;
    const fixed = this.events.flag1(event);
    let table = this.leafs.find(change);
    if (table === NONE && fixed) table = this.makeLeafTable(change);
    if (table === NONE) return;
    change.asId = this.tables.asId[table] ?? 0;
    change.level = this.tables.level[table] ?? 1;
    if (fixed) this.write(table, change);
    else this.writer.settle(table, change);
  }

  /** The fault changed a leaf the trace has not shown yet. */
  private makeLeafTable(change: EntryChange): number {
    change.asId = 0;
    change.level = this.bits.isHugeLeaf(change.oldLo, 2) ? 2 : 1;
    const mine = this.leafs.rootOf(change.task) ?? this.roots.aliveOf(0).at(-1);
    const root = mine ?? this.newRoot(change);
    change.asId = root.asId;
    return this.writer.tableIn(root, change.level, change);
  }

  /**
   * A fault that found nothing to change tells what is there, and in which page of memory: the only
   * signs of what is older than the trace. The page is the table's, so its link is known as well.
   */
  private observeSetSpte(event: number): void {
    if (!this.tables.hasUnknown) return;
    const change = this.load(event);
    if (!this.bits.isPresent(change.oldLo)) return;
    const root = this.roots.rootOf(change.task, 0) ?? this.roots.aliveOf(0).at(-1);
    if (root === undefined || change.level < 1 || change.level > root.level) return;
    this.observe(root, change);
    if (change.level === root.level || change.newLo === 0) return;
    const childPfn = Math.floor((change.newHi * TWO_32 + change.newLo) / PAGE_SIZE);
    makeNonleafSpte(this.layout, { childPfn, adDisabled: !kvmAdEnabled(this.layout) }, this.link);
    change.level += 1;
    change.oldLo = this.link.lo;
    change.oldHi = this.link.hi;
    this.observe(root, change);
  }

  private observe(root: Root, change: Readonly<EntryChange>): void {
    const table = this.chooser.locate(root, change.level, change.gfnLo, change.gfnHi);
    if (table === NONE) return;
    const word = this.writer.wordOf(table, change);
    const { cells } = this.tables;
    if (isUnknown(cells[word] ?? 0, cells[word + 1] ?? 0)) this.writer.settle(table, change);
  }
}
