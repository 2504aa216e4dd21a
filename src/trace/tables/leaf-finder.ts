/** Which leaf a fast page fault was about: it names the gfn, neither root nor level. */
import type { EntryChange } from './entry-change.ts';
import { NONE, WORDS, indexOf, type PageTables } from './page-tables.ts';
import type { Root, Roots } from './roots.ts';
import { MATCH, isUnknown, type SpteBits } from './spte-bits.ts';

/** Address spaces of x86: the second one is that of system management mode. */
const ADDRESS_SPACES = 2;

export class LeafFinder {
  private readonly tables: PageTables;
  private readonly roots: Roots;
  private readonly bits: SpteBits;
  private best = NONE;
  private bestMatch: number = MATCH.NONE;

  constructor(parts: {
    readonly tables: PageTables;
    readonly roots: Roots;
    readonly bits: SpteBits;
  }) {
    this.tables = parts.tables;
    this.roots = parts.roots;
    this.bits = parts.bits;
  }

  /** The table whose leaf maps the gfn and could be what the fault saw, or NONE. */
  find(change: Readonly<EntryChange>): number {
    const { roots } = this;
    const mine = this.rootOf(change.task);
    this.best = NONE;
    this.bestMatch = MATCH.NO_TABLE;
    if (mine !== undefined) this.consider(mine, change);
    for (let asId = 0; asId < ADDRESS_SPACES && this.bestMatch < MATCH.EXACT; asId++) {
      const alive = roots.aliveOf(asId);
      for (let i = alive.length - 1; i >= 0; i--) {
        const root = alive[i];
        if (root !== undefined && root !== mine) this.consider(root, change);
      }
    }
    return this.best;
  }

  /** The root a task has used last, in either address space. */
  rootOf(task: number): Root | undefined {
    return this.roots.rootOf(task, 0) ?? this.roots.rootOf(task, 1);
  }

  private consider(root: Root, change: Readonly<EntryChange>): void {
    const table = this.leafIn(root, change);
    if (table === NONE) return;
    const { cells, level } = this.tables;
    const word = table * WORDS + 2 * indexOf(level[table] ?? 1, change.gfnLo, change.gfnHi);
    const lo = cells[word] ?? 0;
    const hi = cells[word + 1] ?? 0;
    const match = this.bits.match(lo, hi, change.oldLo, change.oldHi);
    if (match <= this.bestMatch) return;
    this.best = table;
    this.bestMatch = match;
  }

  private leafIn(root: Root, change: Readonly<EntryChange>): number {
    const { bits, tables } = this;
    let { table } = root;
    for (let level = root.level; level > 1; level--) {
      const index = indexOf(level, change.gfnLo, change.gfnHi);
      const lo = tables.cells[table * WORDS + 2 * index] ?? 0;
      const hi = tables.cells[table * WORDS + 2 * index + 1] ?? 0;
      if (!isUnknown(lo, hi) && bits.isHugeLeaf(lo, level)) return table;
      const child = tables.child(table, index);
      if (child === NONE) return NONE;
      table = child;
    }
    return table;
  }
}
