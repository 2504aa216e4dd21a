/** The entries of one table as rows: what the SPTE says, and what is known of the page behind it. */
import type { Word64 } from '../../base/word64.ts';
import { spteToPfn } from '../../engine/layout/predicates.ts';
import { spteKind, type SpteKind } from '../../engine/layout/spte-kind.ts';
import {
  gfnsPerEntry,
  readFrame,
  readGuestPage,
  readHostPage,
  readSpte,
  readTlb,
  type FrameView,
  type StateView,
} from '../../engine/state/readers.ts';
import { framePfn } from '../../engine/state/shape.ts';
import { tableEntries } from '../mirror/table-entries.ts';
import { changedSptes, indicesIn, placeKey, viewBefore } from '../spte/changes.ts';
import { lastWrite, touchedPlaces, type LastWrite } from '../spte/history.ts';
import { kindWord } from '../spte/kind-words.ts';
import {
  AD_LETTERS,
  ALL_LETTERS,
  PERMISSION_LETTERS,
  WRITABLE_LETTERS,
  letterOf,
  letters,
  lostLetters,
  spokenLetters,
  type Letter,
  type LetterName,
  type SpteWrite,
} from '../spte/letters.ts';
import { actorTitle, stepAt, type PictureInput } from '../spte/picture-input.ts';
import { staleSnapshots, type HeldSnapshot } from '../spte/snapshots.ts';
import { counted, hexOf, listed, tableName } from '../spte/text.ts';
import { childFrame, findSelected, walkTo } from '../spte/walk.ts';
import { pageCells, type PageCells } from './page-cells.ts';

/** Somebody read this SPTE, has not written it back yet, and memory has moved on. */
export interface SnapshotNote {
  readonly key: string;
  readonly actor: number;
  readonly title: string;
  readonly readAt: number;
  /** `saw no D` */
  readonly text: string;
}

export interface LeafRow {
  readonly key: string;
  readonly gfn: number;
  readonly level: number;
  readonly index: number;
  readonly gfnText: string;
  readonly permissions: readonly Letter[];
  readonly accessedDirty: readonly Letter[];
  readonly writable: readonly Letter[];
  readonly target: string;
  readonly kind: SpteKind;
  /** The state in a word or two. */
  readonly word: string;
  /** Letters of bits that the last write of this SPTE destroyed. */
  readonly lost: readonly string[];
  readonly changed: boolean;
  readonly selected: boolean;
  readonly snapshots: readonly SnapshotNote[];
  readonly page: PageCells | null;
  readonly label: string;
}

export interface LeafTable {
  readonly frame: number;
  /** `PT 0x55` */
  readonly title: string;
  readonly range: string;
  readonly count: string;
  readonly level: number;
  readonly rows: readonly LeafRow[];
  /** Rows not shown unless asked for. */
  readonly more: number;
  /** Said when the walk ends before the level that is selected. */
  readonly note: string | null;
}

export const LEAF_ROWS_MAX = 12;

export interface LeafRowsWanted {
  readonly all: boolean;
  /** Keys of what differs from another machine. */
  readonly marked?: ReadonlySet<string> | undefined;
  /** Rows that are as they would be made now, by key. */
  readonly kept?: ReadonlyMap<string, LeafRow>;
}

/** The table that holds the selected SPTE, or the one where the walk towards it ends. */
export function leafTable(input: PictureInput, wanted: LeafRowsWanted): LeafTable | null {
  const { all, kept, marked } = wanted;
  const { layout, selection, view } = input;
  if (selection === null) return null;
  const { found, path } = findSelected(view, layout, selection);
  const holder = path.at(-1);
  if (holder === undefined) return null;
  const frame = readFrame(view, holder.frame);
  const context = rowContext(input, frame);
  const used = tableEntries(view, { ...frame, layout }).map(({ index }) => index);
  const indices = rowIndices(context, { used, selected: holder.index });
  const shown = all ? indices : mostTelling(context, { indices, selected: holder.index, marked });
  return {
    frame: holder.frame,
    title: `${tableName(frame.level)} ${hexOf(framePfn(holder.frame))}`,
    range: `gfn ${hexOf(frame.gfn)} – ${hexOf(frame.gfn + 512 * gfnsPerEntry(frame.level) - 1)}`,
    count: counted(used.length, 'entry in use', 'entries in use'),
    level: frame.level,
    rows: shown.map(
      (index) =>
        kept?.get(keyAt(context, index)) ??
        leafRow(context, { index, selected: index === holder.index }),
    ),
    more: indices.length - shown.length,
    note: found === null ? endNote(input, holder) : null,
  };
}

function endNote({ selection }: PictureInput, end: { level: number; index: number }): string {
  return `No table of level ${end.level - 1} for gfn ${hexOf(selection?.gfn ?? 0)}: the walk ends at ${tableName(end.level)}[${end.index}].`;
}

interface RowContext {
  readonly input: PictureInput;
  readonly before: StateView;
  readonly frame: FrameView;
  readonly changed: ReadonlyMap<string, SpteWrite>;
  /** Entries that some step of the run reads or writes. */
  readonly touched: ReadonlySet<number>;
  readonly stale: ReadonlyMap<string, readonly HeldSnapshot[]>;
  /** Entries that some TLB has a translation of. */
  readonly cached: ReadonlySet<number>;
}

function rowContext(input: PictureInput, frame: FrameView): RowContext {
  const { records, view } = input;
  const record = stepAt(input);
  return {
    input,
    before: viewBefore(view, record),
    frame,
    changed: changedSptes(view, record),
    touched: new Set(indicesIn(frame.frame, touchedPlaces(records))),
    stale: staleSnapshots(view, input),
    cached: cachedEntries(input, frame),
  };
}

function cachedEntries({ layout, view }: PictureInput, frame: FrameView): ReadonlySet<number> {
  const indices = new Set<number>();
  for (let vcpu = 0; vcpu < view.map.shape.vcpus; vcpu++) {
    for (const { gfn, level } of readTlb(view, vcpu)) {
      const step = walkTo(view, layout, gfn).find((one) => one.level === level);
      if (step?.frame === frame.frame) indices.add(step.index);
    }
  }
  return indices;
}

const keyAt = ({ frame }: RowContext, index: number): string =>
  placeKey({ frame: frame.frame, index });

/** Entries in use, and those some step of the run touches: a row does not jump when it is zapped. */
function rowIndices(
  context: RowContext,
  { selected, used }: { readonly selected: number; readonly used: readonly number[] },
): number[] {
  const { cached, changed, frame, touched } = context;
  const changedNow = indicesIn(frame.frame, changed.keys());
  const indices = new Set([selected, ...cached, ...used, ...touched, ...changedNow]);
  return [...indices].sort((one, other) => one - other);
}

function mostTelling(
  context: RowContext,
  {
    indices,
    marked,
    selected,
  }: Pick<LeafRowsWanted, 'marked'> & { indices: readonly number[]; selected: number },
): number[] {
  const { cached, changed, frame, touched } = context;
  const first = new Set([selected, ...indicesIn(frame.frame, changed.keys())]);
  const isAnyMarked = marked !== undefined && marked.size > 0;
  const keyOf = (index: number): string =>
    `spte/${frame.level}/${hexOf(frame.gfn + index * gfnsPerEntry(frame.level))}`;
  const ranks: readonly ((index: number) => boolean)[] = [
    (index) => first.has(index) || (isAnyMarked && marked.has(keyOf(index))),
    (index) => cached.has(index),
    (index) => touched.has(index),
    () => true,
  ];
  const telling = new Set<number>();
  for (const isOfRank of ranks) {
    for (const index of indices) {
      if (telling.size < LEAF_ROWS_MAX && isOfRank(index)) telling.add(index);
    }
  }
  return indices.filter((index) => telling.has(index));
}

function leafRow(
  context: RowContext,
  { index, selected }: { index: number; selected: boolean },
): LeafRow {
  const { frame, input } = context;
  const { layout, view } = input;
  const spte = readSpte(view, { frame: frame.frame, index });
  const gfn = frame.gfn + index * gfnsPerEntry(frame.level);
  const kind = spteKind(layout, spte, frame.level);
  const write = context.changed.get(keyAt(context, index));
  const last = lastWrite(input, { frame: frame.frame, index });
  const held = context.stale.get(keyAt(context, index)) ?? [];
  const lost = last === null ? [] : lostLetters(layout, last);
  const word = stateWord(context, { kind, last });
  const cells = (names: readonly LetterName[]): Letter[] =>
    letters({ layout, spte, names, write, snapshot: held[0]?.value });
  const page = frame.level === 1 ? pageOf(context, { gfn, spte, kind, last }) : null;
  const lostLabels = lost.map((name) => letterOf(layout, name));
  return {
    key: keyAt(context, index),
    gfn,
    level: frame.level,
    index,
    gfnText: hexOf(gfn),
    permissions: cells(PERMISSION_LETTERS),
    accessedDirty: cells(AD_LETTERS),
    writable: cells(WRITABLE_LETTERS),
    target: targetOf(context, { spte, kind }),
    kind,
    word,
    lost: lostLabels,
    changed: write !== undefined,
    selected,
    snapshots: held.map((one) => snapshotNote(context, { held: one, spte })),
    page,
    label: `gfn ${hexOf(gfn)}, ${word}${lostLabels.length > 0 ? `, ${listed(lostLabels)} lost` : ''}, ${spokenLetters(layout, spte, ALL_LETTERS)}`,
  };
}

/** Empty after having been mapped in this run is zapped. */
function stateWord(
  { frame, input }: RowContext,
  { kind, last }: { kind: SpteKind; last: LastWrite | null },
): string {
  if (kind !== 'none' || last === null) return kindWord(kind);
  return spteKind(input.layout, last.old, frame.level) === 'none' ? kindWord(kind) : 'zapped';
}

function targetOf(
  { frame, input }: RowContext,
  { kind, spte }: { kind: SpteKind; spte: Word64 },
): string {
  if (kind === 'none' || kind === 'frozen' || kind === 'mmio') return '–';
  const child = kind === 'nonleaf' ? childFrame(input.view, input.layout, spte) : null;
  if (child !== null) return `${tableName(frame.level - 1)} ${hexOf(framePfn(child))}`;
  return hexOf(spteToPfn(input.layout, spte));
}

function snapshotNote(
  { input }: RowContext,
  { held, spte }: { held: HeldSnapshot; spte: Word64 },
): SnapshotNote {
  const { layout } = input;
  const differing = letters({ layout, spte, names: ALL_LETTERS, snapshot: held.value }).filter(
    ({ atStake }) => atStake,
  );
  const missed = differing.filter(({ set }) => set).map(({ letter }) => letter);
  const parts = [
    ...(missed.length > 0 ? [`saw no ${listed(missed)}`] : []),
    ...(differing.length > missed.length
      ? [`saw ${listed(differing.filter(({ set }) => !set).map(({ letter }) => letter))}`]
      : []),
  ];
  return {
    key: `snapshot-${held.actor}-${held.readAt}`,
    actor: held.actor,
    title: actorTitle(input.actors, held.actor),
    readAt: held.readAt,
    text: parts.length > 0 ? parts.join(', ') : 'saw another value',
  };
}

/** The page behind a row: of a mapped SPTE the one it maps, of a zapped one the one it mapped. */
function pageOf(
  { before, input }: RowContext,
  { gfn, kind, last, spte }: { gfn: number; kind: SpteKind; spte: Word64; last: LastWrite | null },
): PageCells | null {
  const { layout, view } = input;
  const guest = readGuestPage(view, gfn);
  if (guest === null) return null;
  const mapped = kind !== 'none' && kind !== 'frozen' && kind !== 'mmio';
  const wasMapped = last !== null && spteKind(layout, last.old, 1) !== 'none';
  const pfn = mapped
    ? spteToPfn(layout, spte)
    : wasMapped
      ? spteToPfn(layout, last.old)
      : (guest.pfn ?? -1);
  return pageCells({
    guest,
    guestBefore: readGuestPage(before, gfn),
    mapped: mapped ? pfn : null,
    host: readHostPage(view, pfn),
    hostBefore: readHostPage(before, pfn),
    actors: input.actors,
  });
}
