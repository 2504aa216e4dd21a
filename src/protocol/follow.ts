/**
 * One schedule, done by two columns for comparison: where the follower cannot do what the leader does,
 * what it does instead, and why.
 */
import type { Choice } from './run.ts';

export interface FollowRequest {
  readonly type: 'follow';
  /** The column that leads. */
  readonly column: string;
  readonly follower: string;
  readonly schedule: readonly Choice[];
}

/**
 * waits, finished: a turn is skipped. variant: the ordinary way is taken. branches: the two paths go
 * through different steps. catches-up: it does what it has not done yet.
 */
export type DepartureReason = 'waits' | 'finished' | 'variant' | 'branches' | 'catches-up';

/** A place where a column does something else than the schedule says, or than the leader does. */
export interface Departure {
  readonly side: 'leader' | 'follower';
  readonly actor: number;
  readonly reason: DepartureReason;
  /** Moments done before it. */
  readonly after: number;
  /** How many turns, or steps, it is about. */
  readonly count: number;
  /** Why: `vCPU 0 waits for mmu_lock`. */
  readonly text: string;
}

export interface FollowedReply {
  readonly type: 'followed';
  /** What each of them did: both can be run as they are. */
  readonly leader: readonly Choice[];
  readonly follower: readonly Choice[];
  /** [step of the leader, step of the follower] of each moment, 1-based; 0 where one does nothing. */
  readonly moments: Uint32Array;
  readonly departures: readonly Departure[];
}
