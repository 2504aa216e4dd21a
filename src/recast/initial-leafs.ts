/** What maps the gfns of a window when it begins: read from the rebuilt tables. */
import type { Word64 } from '../base/word64.ts';
import { spteKind, type SpteKind } from '../engine/layout/spte-kind.ts';
import { NONE, WORDS, indexOf, pagesOf } from '../trace/tables/page-tables.ts';
import type { Root } from '../trace/tables/roots.ts';
import { isUnknown } from '../trace/tables/spte-bits.ts';
import type { Trace } from '../trace/trace.ts';
import type { ChangeFact, Fact, TraceWindow } from './facts.ts';

export interface StartingLeaf {
  readonly gfn: number;
  /** The first gfn of the entry, and the level of the table that holds it. */
  readonly first: number;
  readonly level: number;
  readonly spte: Word64;
  readonly kind: SpteKind;
}

const TWO_32 = 0x1_0000_0000;

/** Leaves the trace where the window begins. An entry that is empty, or frozen, is none. */
export function startingLeafs(
  trace: Trace,
  { firstEvent, gfns }: TraceWindow,
  facts: readonly Fact[],
): readonly StartingLeaf[] {
  const root = rootOf(trace, firstEvent, facts);
  trace.seek(firstEvent);
  const found = new Map<number, StartingLeaf>();
  for (const gfn of gfns) {
    const leaf = (root === undefined ? undefined : walk(trace, root, gfn)) ?? oldestOf(facts, gfn);
    if (leaf === undefined || leaf.kind === 'none' || leaf.kind === 'frozen') continue;
    if (!found.has(leaf.first)) found.set(leaf.first, leaf);
  }
  return [...found.values()];
}

/** The root that the window's first change is about, if it is there by then; else the newest valid one. */
function rootOf(trace: Trace, firstEvent: number, facts: readonly Fact[]): Root | undefined {
  const { events, roots, tables } = trace;
  const change = facts.find((fact) => fact.kind === 'change');
  const table = change === undefined ? NONE : (events.table[change.event] ?? NONE);
  const root = table === NONE ? undefined : roots.all[tables.root[table] ?? 0];
  if (root !== undefined) return root.createdAt < firstEvent ? root : undefined;
  return firstEvent > 0 ? roots.currentAt(0, firstEvent - 1) : undefined;
}

/** Undefined where the trace has not shown the entry by then. */
function walk(
  { bits, detected, tables }: Trace,
  root: Root,
  gfn: number,
): StartingLeaf | undefined {
  const gfnLo = gfn % TWO_32;
  const gfnHi = Math.floor(gfn / TWO_32);
  let { table } = root;
  for (let level = root.level; level >= 1; level--) {
    const index = indexOf(level, gfnLo, gfnHi);
    const lo = tables.cells[table * WORDS + 2 * index] ?? 0;
    const hi = tables.cells[table * WORDS + 2 * index + 1] ?? 0;
    if (isUnknown(lo, hi)) return undefined;
    if (level === 1 || !bits.isTable(lo, level)) {
      const spte = { lo, hi };
      const first = gfn - (gfn % pagesOf(level - 1));
      return { gfn, first, level, spte, kind: spteKind(detected.layout, spte, level) };
    }
    table = tables.child(table, index);
    if (table === NONE) return undefined;
  }
  return undefined;
}

/** What the first change of the window says was there before it. */
function oldestOf(facts: readonly Fact[], gfn: number): StartingLeaf | undefined {
  const change = facts.find(
    (fact): fact is ChangeFact =>
      fact.kind === 'change' && gfn >= fact.gfn && gfn < fact.gfn + pagesOf(fact.level - 1),
  );
  if (change === undefined) return undefined;
  return {
    gfn,
    first: change.gfn,
    level: change.level,
    spte: change.old,
    kind: change.from,
  };
}
