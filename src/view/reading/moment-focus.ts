/** The part of the machine that a moment speaks of, for a screen on which the whole does not fit. */
import type { LeafRow, LeafTable } from '../machine/leaf-table.ts';
import type { LockRow, LocksPicture } from '../machine/locks-picture.ts';
import type { PscRow, TlbRow, VcpuCard } from '../machine/vcpu-card.ts';
import type { TreePicture } from '../machine/tree-picture.ts';
import { ROOT_LEVEL } from '../spte/walk.ts';

export interface FocusInput {
  /** What is told of the moment. */
  readonly words: string;
  /** With all its rows. */
  readonly table: LeafTable | null;
  readonly cards: readonly VcpuCard[];
  readonly locks: LocksPicture;
  readonly tree: TreePicture;
}

/** A table on the way down to the selected entry. */
export interface WalkTable {
  readonly key: string;
  readonly name: string;
  /** `0x43[5]` */
  readonly text: string;
  readonly changed: boolean;
}

/** A table that is not, or no longer, reached by a walk. */
export interface LooseTable {
  readonly key: string;
  readonly name: string;
  readonly standing: string;
  readonly changed: boolean;
}

export interface MomentFocus {
  readonly walk: readonly WalkTable[];
  readonly loose: readonly LooseTable[];
  readonly table: string | null;
  readonly rows: readonly LeafRow[];
  readonly cards: readonly VcpuCard[];
  readonly locks: LocksPicture;
}

export function momentFocus(input: FocusInput): MomentFocus {
  const { cards, locks, table, tree, words } = input;
  const rows = (table?.rows ?? []).filter((row) => isSpokenOf(row, gfnsIn(words)));
  return {
    walk: walkTables(tree),
    loose: looseTables(tree),
    table: table?.title ?? null,
    rows,
    cards: cards.flatMap((card) => focusedCard(card, { rows, words })),
    locks: { ...locks, rows: locks.rows.filter(isBusy) },
  };
}

/** Numbers in a text, as gfns are written there; that some are pfns does no harm: no row has them. */
function gfnsIn(words: string): ReadonlySet<number> {
  return new Set((words.match(/\b0x[0-9a-f]+\b/gi) ?? []).map(Number));
}

function isSpokenOf(row: LeafRow, gfns: ReadonlySet<number>): boolean {
  return (
    row.selected ||
    row.changed ||
    row.lost.length > 0 ||
    row.snapshots.length > 0 ||
    gfns.has(row.gfn)
  );
}

const isBusy = ({ changed, idle }: LockRow): boolean => changed || !idle;

/** With what it remembers of the rows, and what is wrong with it; no card where there is none of either. */
function focusedCard(
  card: VcpuCard,
  { rows, words }: { rows: readonly LeafRow[]; words: string },
): VcpuCard[] {
  const tlb = card.tlb.filter(
    (entry) => isTelling(entry) || rows.some((row) => covers(entry, row)),
  );
  const psc = card.psc.filter(isTelling);
  const named = card.moved || words.includes(card.title);
  return named || tlb.length > 0 || psc.length > 0 ? [{ ...card, tlb, psc }] : [];
}

const isTelling = ({ change, stale }: TlbRow | PscRow): boolean => stale || change !== 'none';

function covers(entry: TlbRow, row: LeafRow): boolean {
  const gfns = 512 ** (entry.level - 1);
  return row.gfn >= entry.gfn && row.gfn < entry.gfn + gfns;
}

function walkTables({ gfn, nodes }: TreePicture): WalkTable[] {
  return nodes
    .filter(({ onPath }) => onPath)
    .sort((one, other) => other.level - one.level)
    .map(({ changed, key, level, name, pfnText }) => {
      const index = gfn?.groups[ROOT_LEVEL - level]?.index ?? 0;
      return { key, name, text: `${pfnText}[${index}]`, changed };
    });
}

function looseTables({ nodes }: TreePicture): LooseTable[] {
  return nodes
    .filter(({ onPath, standing }) => !onPath && standing !== 'linked')
    .map(({ changed, key, name, pfnText, standing }) => ({
      key,
      name: `${name} ${pfnText}`,
      standing,
      changed,
    }));
}
