/**
 * What the pictures are computed from: the mirror of the cells at a position of a run, the run's
 * records, and what is selected. The panels' props hold these and the callbacks.
 */
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import type { StateView } from '../../engine/state/readers.ts';
import type {
  ActorInfo,
  NextInfo,
  ProgramInfo,
  StepRecord,
  ViolationInfo,
} from '../../protocol/run.ts';

/** One SPTE, by what it covers: it stays the same SPTE when tables come and go. */
export interface SpteSelection {
  readonly gfn: number;
  readonly level: number;
}

export interface PictureInput {
  readonly view: StateView;
  readonly layout: SpteLayout;
  readonly actors: readonly ActorInfo[];
  readonly programs: readonly ProgramInfo[];
  /** Of the whole run of this column, also the steps after `position`. */
  readonly records: readonly StepRecord[];
  /** Steps done: 0 is the initial state. */
  readonly position: number;
  readonly selection: SpteSelection | null;
  /** Who may move, when that is known for this position. */
  readonly next: readonly NextInfo[] | null;
  readonly violation: ViolationInfo | null;
}

/** The step that led to this position; none at the initial state. */
export function stepAt(input: Pick<PictureInput, 'records' | 'position'>): StepRecord | undefined {
  return input.records[input.position - 1];
}

export function actorTitle(actors: readonly ActorInfo[], actor: number): string {
  return actors[actor]?.title ?? `actor ${actor}`;
}
