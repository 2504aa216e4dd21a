/**
 * What is known of all interleavings of the open scenario. The part of the page that finds it out is
 * loaded when the page is up; until then everything here is empty.
 */
import type { ExplorationEvent, ExplorationPhase } from '../machines/exploration-events.ts';
import type {
  ChangesReply,
  CountedSpte,
  DepthTarget,
  ExplorationBounds,
  ExplorationProgress,
  ExploredReply,
  HintsReply,
  StepNeed,
} from '../protocol/explore.ts';

/** The search under way, or put down. */
export interface SearchInfo {
  readonly column: string;
  readonly bounds: ExplorationBounds;
  readonly progress: ExplorationProgress | null;
  readonly statesPerSecond: number | null;
}

export interface ChangesOf extends CountedSpte {
  readonly column: string;
}

export interface StatesDone {
  readonly done: number;
  readonly total: number;
}

/** What can be asked of the explorer once it is loaded. */
export interface ExplorerPort {
  send(event: ExplorationEvent): void;
  /** Puts a shortest run to something at a depth of the selected column on screen. */
  showDepth(depth: number, target: DepthTarget): Promise<void>;
  /** Why the steps up to the violation on screen are needed; null if none is on screen. */
  explainNeeds(): Promise<readonly StepNeed[] | null>;
  /** How often an SPTE changes in all that was found of a column; null if that was given up. */
  countChanges(
    of: ChangesOf,
    how: { readonly signal: AbortSignal; readonly onStates: (progress: StatesDone) => void },
  ): Promise<ChangesReply | null>;
}

export interface ExplorationSlice {
  /** By column. */
  readonly explored: Readonly<Record<string, ExploredReply>>;
  readonly search: SearchInfo | null;
  readonly explorationPhase: ExplorationPhase;
  /** Null until it is loaded. */
  readonly explorer: ExplorerPort | null;
  readonly explorePanel: boolean;
  /** Do step buttons say how far a violation is? */
  readonly hintsOn: boolean;
  /** Of the state on screen when they were asked for. */
  readonly hints: HintsReply | null;
}

export const NOTHING_EXPLORED: ExplorationSlice = {
  explored: {},
  search: null,
  explorationPhase: 'idle',
  explorer: null,
  explorePanel: false,
  hintsOn: false,
  hints: null,
};
