/** Letting one actor go on by itself: what it would do is told as choices, and moves nothing yet. */
import type { Choice } from './run.ts';

/** From the end of the schedule on; always the actor's ordinary way. */
export interface RunUntilRequest {
  readonly type: 'run-until';
  readonly column: string;
  readonly schedule: readonly Choice[];
  readonly actor: number;
  readonly until: RunUntil;
}

/**
 * waits: for a lock, say, or all of its operations are done. operation: the one it is at is done.
 * touches: reads or writes the leaf SPTE that maps the gfn.
 */
export type RunUntil =
  | { readonly kind: 'waits' }
  | { readonly kind: 'operation' }
  | { readonly kind: 'touches'; readonly gfn: number };

/** Why it went no further. A violation stops it whatever was asked for: that is worth a look. */
export type UntilEnd = 'waits' | 'finished' | 'done' | 'touched' | 'violated' | 'limit';

export interface RanUntilReply {
  readonly type: 'ran-until';
  /** What to add to the schedule. */
  readonly choices: readonly Choice[];
  readonly end: UntilEnd;
  /** `vCPU 0 waits for mmu_lock` */
  readonly text: string;
}
