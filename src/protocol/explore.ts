/**
 * What is asked and told of all interleavings of a column. A search is asked for by `explore`, and may
 * be put down by cancelling the request: asking again goes on with it. What a search has found stays
 * in the session, so that the others can ask about single states and steps.
 */
import type { CountedChange, CountedSpte } from '../explorer/count-changes.ts';
import type {
  ExplorationBound,
  ExplorationBounds,
  ExplorationProgress,
} from '../explorer/exploration.ts';
import type { ChangedRun, StepNeed } from '../explorer/needed-steps.ts';
import type { DepthRow, DepthTarget } from '../explorer/shortest-tree.ts';
import type { Verdict } from '../explorer/verdicts.ts';
import type { Choice } from './run.ts';

export type {
  ChangedRun,
  CountedChange,
  CountedSpte,
  DepthRow,
  DepthTarget,
  ExplorationBound,
  ExplorationBounds,
  ExplorationProgress,
  StepNeed,
};

export interface ExploreRequest {
  readonly type: 'explore';
  readonly column: string;
  readonly bounds: ExplorationBounds;
  /** A search that was put down: search no further, and judge what it has found. */
  readonly stop?: boolean;
}

/** How far a violation is from a state, by each way to go on. */
export interface HintsRequest {
  readonly type: 'hints';
  readonly column: string;
  /** Of the state. */
  readonly digest: string;
}

/** A shortest run to something at a depth of the state space. */
export interface ReachRequest {
  readonly type: 'reach';
  readonly column: string;
  readonly depth: number;
  readonly target: DepthTarget;
}

/** Why each step of a schedule that violates a property is needed for that. */
export interface NeedsRequest {
  readonly type: 'needs';
  readonly column: string;
  readonly schedule: readonly Choice[];
  readonly property: string;
}

/** How often an SPTE changes in what a search has found; `gfn` is any of those that the entry covers. */
export interface ChangesRequest extends CountedSpte {
  readonly type: 'changes';
  readonly column: string;
}

export interface WitnessInfo {
  readonly schedule: readonly Choice[];
  readonly steps: number;
  readonly switches: number;
}

export interface ExploredProperty {
  readonly property: string;
  readonly title: string;
  readonly sentence: string;
  /** unknown: the search reached a bound, and has found nothing so far. */
  readonly verdict: Verdict;
  readonly violatingEnds: number;
  readonly ends: number;
  readonly statesInReach: number;
  /** Fewest steps, and among those runs fewest switches. */
  readonly shortest: WitnessInfo | null;
  readonly fewestSwitches: WitnessInfo | null;
}

export interface ExploredOutcome {
  /** Equal for equal outcomes of different columns. */
  readonly key: string;
  readonly violated: readonly string[];
  readonly facts: readonly string[];
  readonly ends: number;
  /** Interleavings; Infinity if runs can go in circles on their way. */
  readonly runs: number;
  readonly witness: WitnessInfo;
}

export interface ExploredReply {
  readonly type: 'explored';
  readonly column: string;
  readonly states: number;
  readonly transitions: number;
  /** Steps of the longest path searched. */
  readonly depth: number;
  readonly bytes: number;
  /** Null if every interleaving was searched. */
  readonly bound: ExplorationBound | null;
  /** The chance that two states were taken for one. */
  readonly collisionProbability: number;
  readonly properties: readonly ExploredProperty[];
  readonly outcomes: readonly ExploredOutcome[];
  readonly runs: number;
  readonly shape: readonly DepthRow[];
}

/** far: out of reach, whatever follows. unknown: nobody has looked, or a bound was reached. */
export type HintDistance = number | 'far' | 'unknown';

export interface WayHint {
  readonly choice: Choice;
  /** Steps to a violation if this way is taken: 1 if the step itself violates. */
  readonly distance: HintDistance;
}

export interface HintsReply {
  readonly type: 'hints';
  readonly column: string;
  readonly digest: string;
  /** The properties that distances are to; none if nothing is ever violated. */
  readonly properties: readonly string[];
  /** Of the ways that are open; none if the state is not known. */
  readonly ways: readonly WayHint[];
}

export interface ReachedReply {
  readonly type: 'reached';
  /** Null if there is nothing of the kind at that depth. */
  readonly schedule: readonly Choice[] | null;
}

export interface NeedsReply {
  readonly type: 'needs';
  readonly needs: readonly StepNeed[];
}

export interface ChangesReply extends CountedSpte {
  readonly type: 'changes';
  readonly column: string;
  /** The most frequent first; null if the column has not been searched. */
  readonly changes: readonly CountedChange[] | null;
  /** Of the search they were counted in; null if every interleaving was searched. */
  readonly bound: ExplorationBound | null;
  readonly states: number;
}
