/**
 * The typed protocol of the worker. A request has an id; its reply carries the same id. `run` is the
 * only verb that moves a machine on screen, and it names the whole schedule: the session keeps the
 * longest common prefix, so that stepping costs a step and nothing depends on what was asked before.
 */
import type { Issue } from '../base/result.ts';
import type { SpteLayout } from '../engine/layout/spte-layout.ts';
import type { StateShape } from '../engine/state/shape.ts';
import type {
  ChangesReply,
  ChangesRequest,
  ExplorationProgress,
  ExploredReply,
  ExploreRequest,
  HintsReply,
  HintsRequest,
  NeedsReply,
  NeedsRequest,
  ReachedReply,
  ReachRequest,
} from './explore.ts';
import type { FollowedReply, FollowRequest } from './follow.ts';
import type {
  ActorInfo,
  BlockedInfo,
  Choice,
  NextInfo,
  ProgramInfo,
  StepRecord,
  ViolationInfo,
} from './run.ts';
import type { RanUntilReply, RunUntilRequest } from './run-until.ts';
import type { ScenarioInfo } from './scenario-info.ts';

export const PROTOCOL_VERSION = 1;

/** A shipped scenario by id, or the YAML text of one's own. */
export type ScenarioSource =
  | { readonly kind: 'shipped'; readonly id: string }
  | { readonly kind: 'text'; readonly text: string };

export interface OpenRequest {
  readonly type: 'open';
  readonly source: ScenarioSource;
}

export interface RunRequest {
  readonly type: 'run';
  readonly column: string;
  readonly schedule: readonly Choice[];
  /** Records of steps after this many are sent back; `schedule.length` asks for none. */
  readonly recordsFrom: number;
}

/** Test builds only use: makes the engine fail an assertion, to show what a crash looks like. */
export interface CrashRequest {
  readonly type: 'crash';
}

/** What the explorer answers. */
export type ExplorerRequest =
  ExploreRequest | HintsRequest | ReachRequest | NeedsRequest | ChangesRequest;

export type Request =
  OpenRequest | RunRequest | RunUntilRequest | FollowRequest | ExplorerRequest | CrashRequest;
export type RequestType = Request['type'];

export interface OpenedReply {
  readonly type: 'opened';
  readonly scenario: ScenarioInfo;
  readonly actors: readonly ActorInfo[];
  readonly programs: readonly ProgramInfo[];
  /** The story's schedule. */
  readonly script: readonly Choice[];
  readonly shape: StateShape;
  /** Initial cells and digest of each column. */
  readonly starts: Readonly<Record<string, ColumnStart>>;
}

export interface ColumnStart {
  readonly cells: Uint32Array;
  /** What its SPTEs look like: plain data, so that the page need not carry every kernel's layout. */
  readonly layout: SpteLayout;
  readonly digest: string;
}

/** Where a schedule could not be followed any further. */
export interface StoppedInfo {
  /** Step (1-based) that could not be done. */
  readonly step: number;
  readonly text: string;
}

export interface RanReply {
  readonly type: 'ran';
  readonly column: string;
  /** Steps of the schedule that were done. */
  readonly steps: number;
  readonly stopped: StoppedInfo | null;
  /** Records of steps recordsFrom+1 .. steps. */
  readonly records: readonly StepRecord[];
  /** All violations of the run, in order of steps. */
  readonly violations: readonly ViolationInfo[];
  readonly next: readonly NextInfo[];
  readonly blocked: readonly BlockedInfo[];
  readonly digest: string;
}

/** Bad input: what is wrong, where, how to mend it. */
export interface RefusedReply {
  readonly type: 'refused';
  readonly issues: readonly Issue[];
}

/** Our own bug. The repro string brings back scenario, column and schedule. */
export interface CrashedReply {
  readonly type: 'crashed';
  readonly message: string;
  readonly repro: string;
}

/** What a client says when there is no worker to ask: `engine`. */
export function notLoaded(name: string): string {
  return `The ${name} could not be loaded.`;
}

export interface CancelledReply {
  readonly type: 'cancelled';
}

export interface ReplyOf {
  readonly open: OpenedReply | RefusedReply;
  readonly run: RanReply | RefusedReply;
  readonly 'run-until': RanUntilReply | RefusedReply;
  readonly follow: FollowedReply | RefusedReply;
  readonly explore: ExploredReply | RefusedReply;
  readonly hints: HintsReply | RefusedReply;
  readonly reach: ReachedReply | RefusedReply;
  readonly needs: NeedsReply | RefusedReply;
  readonly changes: ChangesReply | RefusedReply;
  readonly crash: RefusedReply;
}

export type Reply = ReplyOf[RequestType] | CrashedReply | CancelledReply;

/** What the page posts; to which worker is told by what it may ask. */
export type ToWorker<Asked = Request> =
  | { readonly v: typeof PROTOCOL_VERSION; readonly id: number; readonly request: Asked }
  | { readonly v: typeof PROTOCOL_VERSION; readonly id: number; readonly cancel: true };

/** What a worker posts: progress any number of times, then one reply. */
export type FromWorker<Answer = Reply, Underway = Progress> =
  | { readonly v: typeof PROTOCOL_VERSION; readonly id: number; readonly reply: Answer }
  | { readonly v: typeof PROTOCOL_VERSION; readonly id: number; readonly progress: Underway };

export interface RunProgress {
  readonly done: number;
  readonly total: number;
}

export type Progress = RunProgress | ExplorationProgress;
