/** What happened to one SPTE in a run, and what happened last to each. */
import type { Word64 } from '../../base/word64.ts';
import { readSpte, spteCell } from '../../engine/state/readers.ts';
import type { StepRecord } from '../../protocol/run.ts';
import { isAccessTo, placeKey, type SptePlace } from './changes.ts';
import type { SpteWrite } from './letters.ts';
import type { PictureInput } from './picture-input.ts';

export interface SpteChange extends SpteWrite {
  readonly record: StepRecord;
}

/**
 * All changes of an SPTE in the whole run, in order. Starts from what memory holds at the cursor and
 * follows the journal slices back and forth, so a step that changed one half of it counts too.
 */
export function spteHistory(
  { position, records, view }: Pick<PictureInput, 'view' | 'records' | 'position'>,
  place: SptePlace,
): readonly SpteChange[] {
  const cell = spteCell(view.map, place);
  const now = readSpte(view, place);
  const past: SpteChange[] = [];
  let value = now;
  for (const record of records.slice(0, position).reverse()) {
    const before = substitute(record, { cell, value, side: OLD });
    if (before === null) continue;
    past.push({ record, old: before, new: value, seen: seenBy(record, place) });
    value = before;
  }
  const future: SpteChange[] = [];
  value = now;
  for (const record of records.slice(position)) {
    const after = substitute(record, { cell, value, side: NEW });
    if (after === null) continue;
    future.push({ record, old: value, new: after, seen: seenBy(record, place) });
    value = after;
  }
  return [...past.reverse(), ...future];
}

const OLD = 1;
const NEW = 2;

/** The word with the halves that the step changed taken from its journal slice; null if it did not. */
function substitute(
  { diff }: StepRecord,
  { cell, side, value }: { cell: number; value: Word64; side: typeof OLD | typeof NEW },
): Word64 | null {
  let { hi, lo } = value;
  let found = false;
  for (let i = 0; i + 2 < diff.length; i += 3) {
    const changed = diff[i];
    if (changed !== cell && changed !== cell + 1) continue;
    found = true;
    if (changed === cell) lo = diff[i + side] ?? 0;
    else hi = diff[i + side] ?? 0;
  }
  return found ? { lo, hi } : null;
}

function seenBy(record: StepRecord, place: SptePlace): Word64 | null {
  return isAccessTo(record, place) ? (record.spte?.seen ?? null) : null;
}

export interface LastWrite extends SpteWrite {
  readonly record: StepRecord;
}

/** The last step at or before the cursor that changed the SPTE at a place. */
export function lastWrite(
  { position, records }: Pick<PictureInput, 'records' | 'position'>,
  place: SptePlace,
): LastWrite | null {
  const writes = visitsOf(records).get(placeKey(place)) ?? [];
  let low = 0;
  let high = writes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((writes[middle]?.record.n ?? Infinity) <= position) low = middle + 1;
    else high = middle;
  }
  return writes[low - 1] ?? null;
}

/** Every SPTE that some step of the run reads or writes: the picture keeps its place for it. */
export function touchedPlaces(records: readonly StepRecord[]): Iterable<string> {
  return visitsOf(records).keys();
}

/** By SPTE that some step reads or writes, its changes in order. */
type Visits = ReadonlyMap<string, readonly LastWrite[]>;

/** A run of thousands of steps is read once, not at every position it is looked at. */
const visitsOfRun = new WeakMap<readonly StepRecord[], Visits>();

function visitsOf(records: readonly StepRecord[]): Visits {
  const known = visitsOfRun.get(records) ?? readVisits(records);
  visitsOfRun.set(records, known);
  return known;
}

function readVisits(records: readonly StepRecord[]): Visits {
  const visits = new Map<string, LastWrite[]>();
  for (const record of records) {
    const { spte } = record;
    if (spte === null) continue;
    const key = placeKey(spte);
    const writes = visits.get(key) ?? [];
    visits.set(key, writes);
    if (spte.before.lo === spte.after.lo && spte.before.hi === spte.after.hi) continue;
    writes.push({ record, old: spte.before, new: spte.after, seen: spte.seen });
  }
  return visits;
}
