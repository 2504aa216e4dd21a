/**
 * Which table an event is about. It names address space, level and gfn only; several roots may have a
 * table there, and tables that were unlinked too. What the event says was there before decides; where
 * that leaves several, who did it and what it does.
 */
import type { DetachedTables } from './detached-tables.ts';
import type { EntryChange } from './entry-change.ts';
import { NONE, WORDS, baseOf, indexOf, type PageTables } from './page-tables.ts';
import type { Root, Roots } from './roots.ts';
import { MATCH, isEmptyLike, isFrozen, type SpteBits } from './spte-bits.ts';

/** The table it is about, or the root to make one in; neither: nothing fits. */
export interface Choice {
  table: number;
  root: Root | undefined;
  match: number;
}

const PREFERENCES = 16;

export class TableChooser {
  private readonly tables: PageTables;
  private readonly roots: Roots;
  private readonly detached: DetachedTables;
  private readonly bits: SpteBits;
  readonly choice: Choice = { table: NONE, root: undefined, match: MATCH.NONE };
  private best = -1;

  constructor(parts: {
    readonly tables: PageTables;
    readonly roots: Roots;
    readonly detached: DetachedTables;
    readonly bits: SpteBits;
  }) {
    this.tables = parts.tables;
    this.roots = parts.roots;
    this.detached = parts.detached;
    this.bits = parts.bits;
  }

  choose(change: Readonly<EntryChange>): Choice {
    if (isFrozen(change.newLo, change.newHi) && this.chooseRemoved(change)) return this.choice;
    const adds = !isEmptyLike(change.newLo, change.newHi);
    const mine = this.roots.rootOf(change.task, change.asId);
    const alive = this.roots.aliveOf(change.asId);
    const usual = mine ?? alive.at(-1);
    if (usual !== undefined && this.chooseUsual(usual, change, adds || alive.length === 1)) {
      return this.choice;
    }
    this.best = -1;
    this.choice.table = NONE;
    this.choice.root = undefined;
    this.choice.match = MATCH.NONE;
    for (let i = alive.length - 1; i >= 0; i--) {
      const root = alive[i];
      if (root === undefined) break;
      const newest = i === alive.length - 1;
      this.considerRoot(root, change, rootPreference(root, { adds, mine: root === mine, newest }));
    }
    this.considerDetached(change, adds);
    return this.choice;
  }

  /** Nearly always it is the root the task has used, and the entry is what it should be. */
  private chooseUsual(root: Root, change: Readonly<EntryChange>, isClear: boolean): boolean {
    if (!isClear || root.invalidAt !== NONE || change.level > root.level) return false;
    const { choice, tables } = this;
    const { gfnHi, gfnLo, level, newHi, newLo, oldHi, oldLo } = change;
    const freezes = isFrozen(newLo, newHi);
    if (freezes || (isEmptyLike(newLo, newHi) && this.isAnywhereDetached(change))) return false;
    const table = this.locate(root, level, gfnLo, gfnHi);
    if (table === NONE) return false;
    const word = table * WORDS + 2 * indexOf(level, gfnLo, gfnHi);
    if (tables.cells[word] !== oldLo || tables.cells[word + 1] !== oldHi) return false;
    choice.table = table;
    choice.root = root;
    choice.match = MATCH.EXACT;
    return true;
  }

  /** Who unlinked a table goes over its entries: nothing could fit better. */
  private chooseRemoved(change: Readonly<EntryChange>): boolean {
    const { choice, tables } = this;
    const { gfnHi, gfnLo, level, oldHi, oldLo, task } = change;
    const here = this.detached.at(change.asId, level, baseOf(level, gfnLo, gfnHi));
    const first = here?.find((detached) => detached.task === task);
    if (first === undefined) return false;
    const word = first.table * WORDS + 2 * indexOf(level, gfnLo, gfnHi);
    if (tables.cells[word] !== oldLo || tables.cells[word + 1] !== oldHi) return false;
    choice.table = first.table;
    choice.root = undefined;
    choice.match = MATCH.EXACT;
    return true;
  }

  private isAnywhereDetached({ asId, gfnHi, gfnLo, level }: Readonly<EntryChange>): boolean {
    return this.detached.at(asId, level, baseOf(level, gfnLo, gfnHi)) !== undefined;
  }

  /** The table of the place in a root, or NONE. */
  locate(root: Root, level: number, gfnLo: number, gfnHi: number): number {
    let { table } = root;
    for (let at = root.level; at > level; at--) {
      if (table === NONE) return NONE;
      table = this.tables.child(table, indexOf(at, gfnLo, gfnHi));
    }
    return table;
  }

  private considerRoot(root: Root, change: Readonly<EntryChange>, preference: number): void {
    if (change.level > root.level) return;
    const table = this.locate(root, change.level, change.gfnLo, change.gfnHi);
    if (table === NONE)
      this.consider(NONE, root, this.matchOfAbsent(root, change) * PREFERENCES + preference);
    else this.considerTable(table, root, { change, preference });
  }

  private considerTable(
    table: number,
    root: Root | undefined,
    { change, preference }: { readonly change: Readonly<EntryChange>; readonly preference: number },
  ): void {
    const { cells } = this.tables;
    const word = table * WORDS + 2 * indexOf(change.level, change.gfnLo, change.gfnHi);
    const lo = cells[word] ?? 0;
    const hi = cells[word + 1] ?? 0;
    const match = this.bits.match(lo, hi, change.oldLo, change.oldHi);
    // What was frozen is as empty as any entry to who adds something; to who freezes it is taken.
    const isAsGood = match === MATCH.THAWED && !isEmptyLike(change.newLo, change.newHi);
    const score = isAsGood ? MATCH.EXACT : match;
    this.consider(table, root, score * PREFERENCES + preference);
  }

  /** There is no table: because there was none, or because the trace has not shown it. */
  private matchOfAbsent(root: Root, { gfnHi, gfnLo, level }: Readonly<EntryChange>): number {
    let { table } = root;
    for (let at = root.level; at > level; at--) {
      const index = indexOf(at, gfnLo, gfnHi);
      const child = this.tables.child(table, index);
      if (child !== NONE) {
        table = child;
        continue;
      }
      const lo = this.tables.cells[table * WORDS + 2 * index] ?? 0;
      const hi = this.tables.cells[table * WORDS + 2 * index + 1] ?? 0;
      return isEmptyLike(lo, hi) ? MATCH.NO_TABLE_EMPTY : MATCH.NO_TABLE;
    }
    return MATCH.NO_TABLE;
  }

  private considerDetached(change: Readonly<EntryChange>, adds: boolean): void {
    // Nobody adds to a table that was unlinked.
    if (adds && isEmptyLike(change.oldLo, change.oldHi)) return;
    const base = baseOf(change.level, change.gfnLo, change.gfnHi);
    const here = this.detached.at(change.asId, change.level, base);
    if (here === undefined) return;
    const freezes = isFrozen(change.newLo, change.newHi);
    for (const { table, task } of here) {
      const preference = adds ? 0 : freezes ? (task === change.task ? 12 : 10) : 7;
      this.considerTable(table, undefined, { change, preference });
    }
  }

  private consider(table: number, root: Root | undefined, score: number): void {
    if (score <= this.best) return;
    this.best = score;
    this.choice.table = table;
    this.choice.root = root;
    this.choice.match = Math.floor(score / PREFERENCES);
  }
}

/**
 * Additions go to valid roots, first to the one the task has used. Removals come to old roots first:
 * a notifier comes to all of them, a teardown to the old ones alone.
 */
function rootPreference(
  root: Root,
  {
    adds,
    mine,
    newest,
  }: { readonly adds: boolean; readonly mine: boolean; readonly newest: boolean },
): number {
  const valid = root.invalidAt === NONE;
  if (!adds) return valid ? (mine ? 6 : 5) : 8;
  if (!valid) return 0;
  return mine ? 8 : newest ? 7 : 6;
}
