/** What is compared, and where the one cursor stands. Lives as long as the view of it is open. */
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import type { CompareLook, ComparePart } from '../../link/compare-link.ts';
import type { LinkSelection } from '../../link/link.ts';
import type { Departure } from '../../protocol/follow.ts';
import type { StepRecord, ViolationInfo } from '../../protocol/run.ts';
import type { Moment } from '../../view/compare/compare-runs.ts';
import type { Schedule } from '../run-model.ts';
import type { OpenedScenario } from '../workbench-state.ts';

export type SideName = 'left' | 'right';

/** What the reader wants to see beside each other. */
export interface ComparePlan {
  readonly left: string;
  readonly right: string;
  readonly run: Schedule;
  /** Null: the right column follows the left one. */
  readonly otherRun: Schedule | null;
}

export interface ComparedSide {
  readonly column: string;
  /** What it is called everywhere; never the same for both. */
  readonly name: string;
  /** What it really did. */
  readonly schedule: Schedule;
  readonly records: readonly StepRecord[];
  readonly violations: readonly ViolationInfo[];
  readonly layout: SpteLayout;
  readonly cells: Uint32Array;
  /** Digest before the first step. */
  readonly startDigest: string;
}

export interface Comparison {
  readonly opened: OpenedScenario;
  readonly plan: ComparePlan;
  readonly left: ComparedSide;
  readonly right: ComparedSide;
  readonly moments: readonly Moment[];
  readonly departures: readonly Departure[];
}

export interface CompareState {
  /** What was asked for last; it is on screen once `comparison.plan` is the same. */
  readonly plan: ComparePlan | null;
  readonly comparison: Comparison | null;
  /** Why there is nothing to see. */
  readonly problem: string | null;
  /** Moments done. */
  readonly position: number;
  readonly look: CompareLook;
  /** Null: the list of differences. */
  readonly part: ComparePart | null;
  readonly selection: LinkSelection | null;
}

export const NOTHING_COMPARED: CompareState = {
  plan: null,
  comparison: null,
  problem: null,
  position: 0,
  look: 'side',
  part: null,
  selection: null,
};
