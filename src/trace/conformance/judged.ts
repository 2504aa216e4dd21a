/** What may come of judging a change. Few differ: each is kept once, and events hold its number. */
import type { SpteKind } from '../../engine/layout/spte-kind.ts';
import type { DeltaName } from '../../engine/spte-states/bit-delta.ts';
import type { IllegalReason } from '../../engine/spte-states/judge-change.ts';
import type { SpteTransition } from '../../engine/spte-states/transition.ts';
import type { KnownDefect } from './known-defects.ts';

export interface LegalVerdict {
  readonly verdict: 'legal';
  readonly from: SpteKind;
  readonly to: SpteKind;
  readonly transition: SpteTransition;
  /** Other transitions that it could be as well. */
  readonly others: readonly SpteTransition[];
  readonly defect: KnownDefect | undefined;
}

export interface IllegalVerdict {
  readonly verdict: 'illegal';
  readonly from: SpteKind;
  readonly to: SpteKind;
  readonly reason: IllegalReason;
  readonly bits: readonly DeltaName[];
}

/** Legal by a path only that nothing in the trace shows the task on. */
export interface UnknownVerdict {
  readonly verdict: 'unknown';
  readonly from: SpteKind;
  readonly to: SpteKind;
  readonly transition: SpteTransition;
}

export interface UnchangedVerdict {
  readonly verdict: 'unchanged';
}

export type ChangeVerdict = LegalVerdict | IllegalVerdict | UnknownVerdict | UnchangedVerdict;
