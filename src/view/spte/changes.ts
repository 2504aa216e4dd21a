/** What a step changed, read off its journal slice: no guess from what kind of step it was. */
import { equal64, type Word64 } from '../../base/word64.ts';
import { readSpte, type StateView } from '../../engine/state/readers.ts';
import type { StateMap } from '../../engine/state/state-map.ts';
import type { StepRecord } from '../../protocol/run.ts';
import type { SpteWrite } from './letters.ts';

export interface SptePlace {
  readonly frame: number;
  readonly index: number;
}

/** A stable name of an SPTE's place. */
export function placeKey({ frame, index }: SptePlace): string {
  return `${frame}/${index}`;
}

/** Of the places named, the indices of those that are in a frame. */
export function indicesIn(frame: number, keys: Iterable<string>): number[] {
  const start = `${frame}/`;
  const indices: number[] = [];
  for (const key of keys) if (key.startsWith(start)) indices.push(Number(key.slice(start.length)));
  return indices;
}

/** Old values of the cells a step changed, by cell. */
export function oldCells(record: StepRecord): Map<number, number> {
  const old = new Map<number, number>();
  for (let i = 0; i + 2 < record.diff.length; i += 3) {
    old.set(record.diff[i] ?? 0, record.diff[i + 1] ?? 0);
  }
  return old;
}

/**
 * The SPTEs that the step at the cursor changed, by place. The view is the state just after it, so
 * that a half word the step left alone is still there to read.
 */
export function changedSptes(
  view: StateView,
  record: StepRecord | undefined,
): ReadonlyMap<string, SpteWrite> {
  const writes = new Map<string, SpteWrite>();
  if (record === undefined) return writes;
  const old = oldCells(record);
  for (const cell of old.keys()) {
    const place = placeOf(view.map, cell);
    if (place === null || writes.has(placeKey(place))) continue;
    const after = readSpte(view, place);
    const before = wordBefore(view.map, { place, old, after });
    const seen = isAccessTo(record, place) ? (record.spte?.seen ?? null) : null;
    if (!equal64(before, after)) writes.set(placeKey(place), { old: before, new: after, seen });
  }
  return writes;
}

/** The same, by frame and index. */
export function writesByFrame(
  changed: ReadonlyMap<string, SpteWrite>,
): ReadonlyMap<number, ReadonlyMap<number, SpteWrite>> {
  const frames = new Map<number, Map<number, SpteWrite>>();
  for (const [key, write] of changed) {
    const [frame = 0, index = 0] = key.split('/').map(Number);
    const writes = frames.get(frame) ?? new Map<number, SpteWrite>();
    frames.set(frame, writes.set(index, write));
  }
  return frames;
}

function wordBefore(
  map: StateMap,
  { after, old, place }: { place: SptePlace; old: ReadonlyMap<number, number>; after: Word64 },
): Word64 {
  const cell = map.pt.base + place.frame * map.pt.stride + place.index * 2;
  return { lo: old.get(cell) ?? after.lo, hi: old.get(cell + 1) ?? after.hi };
}

/** Which SPTE a cell is half of. */
export function placeOf(map: StateMap, cell: number): SptePlace | null {
  const { base, count, stride } = map.pt;
  const offset = cell - base;
  if (offset < 0 || offset >= count * stride) return null;
  return { frame: Math.floor(offset / stride), index: Math.floor((offset % stride) / 2) };
}

/** Was this the SPTE the step read or wrote? */
export function isAccessTo(record: StepRecord, place: SptePlace): boolean {
  return record.spte?.frame === place.frame && record.spte.index === place.index;
}

/** Did the step change what memory holds there? */
export function changesSpte(record: StepRecord, place: SptePlace): boolean {
  const { spte } = record;
  return spte !== null && isAccessTo(record, place) && !equal64(spte.before, spte.after);
}

/** The state just before the step at the cursor: the mirror, with the step's old values over it. */
export function viewBefore(view: StateView, record: StepRecord | undefined): StateView {
  if (record === undefined) return view;
  const old = oldCells(record);
  return {
    map: view.map,
    cells: { read: (cell) => old.get(cell) ?? view.cells.read(cell) },
  };
}
