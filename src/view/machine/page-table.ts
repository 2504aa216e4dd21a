/** One page-table frame as a node of the tree: what it is, what is in it, what the step did to it. */
import type { Word64 } from '../../base/word64.ts';
import { spteKind, type SpteKind } from '../../engine/layout/spte-kind.ts';
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import {
  gfnsPerEntry,
  readFrame,
  readFrameEntries,
  type FrameView,
  type StateView,
} from '../../engine/state/readers.ts';
import { readRcuQueued } from '../../engine/state/log-readers.ts';
import { framePfn } from '../../engine/state/shape.ts';
import { placeKey } from '../spte/changes.ts';
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
  readonly changed: ReadonlyMap<string, SpteWrite>;
  /** At most so many entries are named. */
  readonly entriesMax: number;
}

interface Slot {
  readonly index: number;
  readonly spte: Word64;
  readonly write: SpteWrite | undefined;
}

export function tableFrame(request: TableFrameRequest): TableFrame {
  const { frame, layout, pathIndex, reachable, view } = request;
  const info = readFrame(view, frame);
  const slots = slotsOf(request, info.level);
  const used = slots.filter(({ spte }) => spteKind(layout, spte, info.level) !== 'none');
  const named = namedSlots(slots, info.level, request);
  const links = used.flatMap(({ index, spte }) => {
    if (spteKind(layout, spte, info.level) !== 'nonleaf') return [];
    const child = childFrame(view, layout, spte);
    return child === null ? [] : [{ index, frame: child }];
  });
  return {
    key: `frame-${frame}`,
    frame,
    level: info.level,
    name: tableName(info.level),
    pfnText: hexOf(framePfn(frame)),
    standing: standingOf(view, info, reachable),
    onPath: pathIndex !== null,
    changed: slots.some(({ write }) => write !== undefined),
    spanText: entrySpan(info.level),
    rangeText: rangeText(info),
    summary: summaryOf(layout, info.level, used),
    slots: slotMap({
      layout,
      level: info.level,
      entries: used,
      selected: pathIndex,
      emptied: slots.filter((slot) => !used.includes(slot) && slot.write).map(({ index }) => index),
    }),
    entries: named.map((slot) => nodeEntry(request, { info, slot })),
    more: info.level === 1 ? 0 : used.filter((slot) => !named.includes(slot)).length,
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
  { changed, frame, layout, pathIndex, view }: TableFrameRequest,
  level: number,
): Slot[] {
  const slots = new Map<number, Slot>();
  for (const { index, spte } of readFrameEntries(view, frame)) {
    // Newer kernels fill a fresh table with a non-present value that is not zero.
    if (spteKind(layout, spte, level) === 'none') continue;
    slots.set(index, { index, spte, write: changed.get(placeKey({ frame, index })) });
  }
  for (const [key, write] of changed) {
    const [inFrame, index] = key.split('/').map(Number);
    if (inFrame !== frame || index === undefined || slots.has(index)) continue;
    slots.set(index, { index, spte: write.new, write });
  }
  if (pathIndex !== null && !slots.has(pathIndex)) {
    slots.set(pathIndex, { index: pathIndex, spte: { lo: 0, hi: 0 }, write: undefined });
  }
  return [...slots.values()].sort((one, other) => one.index - other.index);
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
  const { index, spte, write } = slot;
  const kind = spteKind(layout, spte, info.level);
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

function summaryOf(
  layout: SpteLayout,
  level: number,
  used: readonly { readonly spte: Word64 }[],
): string {
  if (used.length === 0) return 'empty';
  const kinds = used.map(({ spte }) => spteKind(layout, spte, level));
  const tables = kinds.filter((kind) => kind === 'nonleaf').length;
  const leafs = kinds.filter(isLeafKind).length;
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
