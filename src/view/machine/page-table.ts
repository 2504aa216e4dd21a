/** One page-table frame as a node of the tree: what it is, what is in it, what the step did to it. */
import { ZERO64, type Word64 } from '../../base/word64.ts';
import { spteKind, type SpteKind } from '../../engine/layout/spte-kind.ts';
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import {
  gfnsPerEntry,
  readFrame,
  type FrameView,
  type StateView,
} from '../../engine/state/readers.ts';
import { readRcuQueued } from '../../engine/state/log-readers.ts';
import { framePfn } from '../../engine/state/shape.ts';
import { tableEntries, type TableEntry } from '../mirror/table-entries.ts';
import { kindWord } from '../spte/kind-words.ts';
import {
  AD_LETTERS,
  PERMISSION_LETTERS,
  letters,
  spokenLetters,
  type Letter,
  type SpteWrite,
} from '../spte/letters.ts';
import { childFrame } from '../spte/walk.ts';
import { counted, entrySpan, hexOf, tableName } from '../spte/text.ts';
import { slotMap, type SlotMap } from './slot-map.ts';

/** How a frame hangs together with the rest. */
export type FrameStanding =
  | 'linked'
  /** Being filled; nothing leads to it yet. */
  | 'private'
  /** Unlinked; its remover is at work. */
  | 'removed'
  /** Handed to call_rcu(): freed when nobody can be inside any more. */
  | 'limbo'
  /** Given back: whoever still walks it reads memory that is not KVM's. */
  | 'freed'
  /** Given back, and somebody else's by now. */
  | 'reused'
  /** Called linked, and yet no walk from a root reaches it. */
  | 'unreachable';

export interface NodeEntry {
  readonly key: string;
  readonly index: number;
  /** First gfn it covers. */
  readonly gfn: number;
  readonly kind: SpteKind;
  readonly word: string;
  readonly letters: readonly Letter[];
  /** Where it leads, or which page it maps. */
  readonly target: string;
  readonly onPath: boolean;
  readonly changed: boolean;
  /** What it is, or where it leads. */
  readonly note: string;
  readonly label: string;
}

export interface TableFrame {
  readonly key: string;
  readonly frame: number;
  readonly level: number;
  readonly name: string;
  readonly pfnText: string;
  readonly standing: FrameStanding;
  readonly onPath: boolean;
  readonly changed: boolean;
  readonly spanText: string;
  /** `gfn 0x200 – 0x3ff` */
  readonly rangeText: string;
  /** `14 leafs`, `1 table`, `empty`. */
  readonly summary: string;
  readonly slots: SlotMap;
  /** The entries worth naming, the one on the path among them. */
  readonly entries: readonly NodeEntry[];
  /** How many more are in use. */
  readonly more: number;
  readonly links: readonly { readonly index: number; readonly frame: number }[];
  readonly firstUsedGfn: number;
}

export interface TableFrameRequest {
  readonly view: StateView;
  readonly layout: SpteLayout;
  readonly frame: number;
  readonly reachable: boolean;
  /** Index of the entry on the path of the selected gfn; null off the path. */
  readonly pathIndex: number | null;
  /** What this step did to its entries, by index. */
  readonly writes: ReadonlyMap<number, SpteWrite>;
  /** At most so many entries are named. */
  readonly entriesMax: number;
}

interface Slot {
  readonly index: number;
  readonly spte: Word64;
  readonly kind: SpteKind;
  readonly write: SpteWrite | undefined;
}

/** What a table is besides its entries. */
interface FrameFacts {
  readonly info: FrameView;
  readonly standing: FrameStanding;
  /** Its entries in use. */
  readonly used: readonly TableEntry[];
}

export function tableFrame(request: TableFrameRequest): TableFrame {
  const { entriesMax, frame, layout, pathIndex, reachable, view, writes } = request;
  const info = readFrame(view, frame);
  const used = tableEntries(view, { ...info, layout });
  const standing = standingOf(view, info, reachable);
  if (writes.size > 0) return makeTableFrame(request, { info, standing, used });
  const given = [frame, info.gfn, standing, pathIndex, entriesMax].join();
  const known = madeBefore.get(used);
  if (known?.given === given) return known.made;
  const made = makeTableFrame(request, { info, standing, used });
  madeBefore.set(used, { given, made });
  return made;
}

/** By its entries, which are the same list for as long as no step writes one of them. */
const madeBefore = new WeakMap<
  readonly TableEntry[],
  { readonly given: string; readonly made: TableFrame }
>();

function makeTableFrame(
  request: TableFrameRequest,
  { info, standing, used }: FrameFacts,
): TableFrame {
  const { frame, layout, pathIndex, view, writes } = request;
  const slots = slotsOf(request, { info, used });
  const named = namedSlots(slots, info.level, request);
  const links = used.flatMap(({ index, kind, spte }) => {
    const child = kind === 'nonleaf' ? childFrame(view, layout, spte) : null;
    return child === null ? [] : [{ index, frame: child }];
  });
  const isUsed = ({ kind }: Slot): boolean => kind !== 'none';
  return {
    key: `frame-${frame}`,
    frame,
    level: info.level,
    name: tableName(info.level),
    pfnText: hexOf(framePfn(frame)),
    standing,
    onPath: pathIndex !== null,
    changed: writes.size > 0,
    spanText: entrySpan(info.level),
    rangeText: rangeText(info),
    summary: summaryOf(used),
    slots: slotMap({
      entries: used,
      selected: pathIndex,
      emptied: slots.filter((slot) => !isUsed(slot) && slot.write).map(({ index }) => index),
    }),
    entries: named.map((slot) => nodeEntry(request, { info, slot })),
    more: info.level === 1 ? 0 : used.length - named.filter(isUsed).length,
    links,
    firstUsedGfn: info.gfn + (used[0]?.index ?? 0) * gfnsPerEntry(info.level),
  };
}

function standingOf(
  view: StateView,
  { frame, life }: FrameView,
  reachable: boolean,
): FrameStanding {
  if (life === 'free') return 'freed';
  if (life === 'removed' && readRcuQueued(view, frame)) return 'limbo';
  if (life !== 'linked') return life;
  return reachable ? 'linked' : 'unreachable';
}

/** Entries in use, emptied by this step, or on the path: in order. */
function slotsOf(
  { layout, pathIndex, writes }: TableFrameRequest,
  { info, used }: Pick<FrameFacts, 'info' | 'used'>,
): Slot[] {
  const slots: Slot[] = used.map((entry) => ({ ...entry, write: writes.get(entry.index) }));
  const wanted = [...writes.keys(), ...(pathIndex === null ? [] : [pathIndex])];
  for (const index of new Set(wanted)) {
    if (slots.some((slot) => slot.index === index)) continue;
    const write = writes.get(index);
    const spte = write?.new ?? ZERO64;
    slots.push({ index, spte, kind: spteKind(layout, spte, info.level), write });
  }
  return slots.sort((one, other) => one.index - other.index);
}

/** The path first, then what changed, then the lowest ones; shown in order. A PT has its own table. */
function namedSlots(
  slots: readonly Slot[],
  level: number,
  { entriesMax, pathIndex }: TableFrameRequest,
): Slot[] {
  const rank = ({ index, write }: Slot): number =>
    index === pathIndex ? 0 : write === undefined ? 2 : 1;
  return slots
    .filter((slot) => level > 1 || rank(slot) < 2)
    .sort((one, other) => rank(one) - rank(other) || one.index - other.index)
    .slice(0, entriesMax)
    .sort((one, other) => one.index - other.index);
}

function nodeEntry(
  { frame, layout, pathIndex, view }: TableFrameRequest,
  { info, slot }: { info: FrameView; slot: Slot },
): NodeEntry {
  const { index, kind, spte, write } = slot;
  const names = [...PERMISSION_LETTERS, ...adOf(kind)];
  const target = targetText(view, layout, { spte, kind, level: info.level });
  const state = kind === 'nonleaf' ? `leads to ${target}` : kindWord(kind);
  return {
    key: `${frame}/${index}`,
    index,
    gfn: info.gfn + index * gfnsPerEntry(info.level),
    kind,
    word: kindWord(kind),
    letters: letters({ layout, spte, names, write }),
    target,
    onPath: index === pathIndex,
    changed: write !== undefined,
    note: state,
    label: `${tableName(info.level)}[${index}], ${spokenLetters(layout, spte, names)}, ${state}`,
  };
}

/** A non-leaf has no Dirty bit. */
function adOf(kind: SpteKind): readonly Letter['name'][] {
  return kind === 'nonleaf' ? AD_LETTERS.filter((name) => name === 'accessed') : AD_LETTERS;
}

function targetText(
  view: StateView,
  layout: SpteLayout,
  { kind, level, spte }: { spte: Word64; kind: SpteKind; level: number },
): string {
  if (kind !== 'nonleaf') return '';
  const child = childFrame(view, layout, spte);
  return child === null ? '' : `${tableName(level - 1)} ${hexOf(framePfn(child))}`;
}

function rangeText({ gfn, level }: FrameView): string {
  return `gfn ${hexOf(gfn)} – ${hexOf(gfn + 512 * gfnsPerEntry(level) - 1)}`;
}

function summaryOf(used: readonly TableEntry[]): string {
  if (used.length === 0) return 'empty';
  const tables = used.filter(({ kind }) => kind === 'nonleaf').length;
  const leafs = used.filter(({ kind }) => isLeafKind(kind)).length;
  const others = used.length - tables - leafs;
  const parts = [
    ...(tables > 0 ? [counted(tables, 'table')] : []),
    ...(leafs > 0 ? [counted(leafs, 'leaf', 'leafs')] : []),
    ...(others > 0 ? [counted(others, 'frozen or MMIO', 'frozen or MMIO')] : []),
  ];
  return parts.join(', ');
}

function isLeafKind(kind: SpteKind): boolean {
  return kind !== 'nonleaf' && kind !== 'frozen' && kind !== 'mmio';
}
