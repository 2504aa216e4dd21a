/** A step that is to be explained: its record, the state on both sides of it, and who can't move after it. */
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import { readThread, type StateView } from '../../engine/state/readers.ts';
import { gfnOfGuestPage } from '../../engine/state/shape.ts';
import type { StateMap } from '../../engine/state/state-map.ts';
import type { ActorInfo, BlockedInfo, StepRecord } from '../../protocol/run.ts';
import { actorTitle } from '../spte/picture-input.ts';
import { counted, hexOf, listed } from '../spte/text.ts';

export interface ToldStep {
  readonly record: StepRecord;
  readonly layout: SpteLayout;
  readonly before: StateView;
  readonly after: StateView;
  readonly actors: readonly ActorInfo[];
  /** Who cannot move after the step, when that is known. */
  readonly blocked: readonly BlockedInfo[] | null;
}

export function actorOf({ record }: ToldStep): number {
  return record.choice.actor;
}

export function titleOf({ actors }: ToldStep, actor: number): string {
  return actorTitle(actors, actor);
}

export function titlesOf(told: ToldStep, actors: readonly number[]): string {
  return listed(actors.map((actor) => titleOf(told, actor)));
}

export interface CellChange {
  /** Which record of its region. */
  readonly record: number;
  readonly old: number;
  readonly now: number;
}

type RegionName = Exclude<keyof StateMap, 'shape' | 'memory'>;

/** What the step changed of one field of a region, in order of record. */
export function changesOf(
  { record, after }: ToldStep,
  at: { region: RegionName; field: string },
): CellChange[] {
  const changes: CellChange[] = [];
  for (let i = 0; i + 2 < record.diff.length; i += 3) {
    const place = after.map.memory.locate(record.diff[i] ?? 0);
    if (place.region.name !== at.region || place.field !== at.field) continue;
    changes.push({
      record: place.record,
      old: record.diff[i + 1] ?? 0,
      now: record.diff[i + 2] ?? 0,
    });
  }
  return changes.sort((one, other) => one.record - other.record);
}

/** The gfns of guest pages, by the place their slot has at first. */
export function gfnsOfPages({ after }: ToldStep, pages: readonly number[]): number[] {
  return pages.map((page) => gfnOfGuestPage(after.map.shape, page));
}

/** More gfns than this are counted, and not listed. */
const GFNS_LISTED_MAX = 4;

/** `gfn 0x205`, `gfns 0x205 and 0x206`, `64 gfns between 0x200 and 0x23f`. */
export function gfnWords(gfns: readonly number[]): string {
  if (gfns.length > GFNS_LISTED_MAX) {
    return `${counted(gfns.length, 'gfn')} between ${hexOf(Math.min(...gfns))} and ${hexOf(Math.max(...gfns))}`;
  }
  return `gfn${gfns.length === 1 ? '' : 's'} ${listed(gfns.map(hexOf))}`;
}

const VERBS: readonly (readonly [RegExp, string])[] = [
  [/^(td_)?store /, 'stores to '],
  [/^(td_)?load /, 'loads from '],
  [/^fetch /, 'fetches an instruction from '],
  [/^mmio /, 'loads from '],
  [/^td_fault /, 'touches '],
];

/** The operation under way, as the scenario lists it: `store gfn 0x205`. */
export function operationOf(told: ToldStep): string {
  const actor = actorOf(told);
  return told.actors[actor]?.ops[readThread(told.before, actor).op] ?? '';
}

/** What a vCPU is at, with a verb: `stores to gfn 0x205`. */
export function guestVerb(told: ToldStep): string {
  const operation = operationOf(told);
  const [pattern, verb] = VERBS.find(([start]) => start.test(operation)) ?? [/^/, 'does '];
  return operation.replace(pattern, verb);
}

/** The gfn that a vCPU's operation is about; -1 for an operation about a range. */
export function guestGfn(told: ToldStep): number {
  const digits = / gfn 0x([0-9a-f]+)$/.exec(operationOf(told))?.[1];
  return digits === undefined ? -1 : Number.parseInt(digits, 16);
}

/** Did the step end the operation of its actor? */
export function endsOperation(told: ToldStep): boolean {
  const actor = actorOf(told);
  return (
    readThread(told.before, actor).op !== readThread(told.after, actor).op ||
    readThread(told.after, actor).pc === 0
  );
}

/** ` vCPU 1 waits for mmu_lock, held for write by zap.`, for everybody who waits for it. */
export function waitersFor({ blocked }: ToldStep, what: string): string {
  return (blocked ?? [])
    .filter(({ reason, text }) => reason === 'waits' && text.includes(`waits for ${what}`))
    .map(({ text }) => ` ${text}.`)
    .join('');
}
