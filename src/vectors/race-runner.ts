/**
 * The lost-update test: KVM read `snapshot`, memory holds `actual` by now, KVM writes `next`. Behind
 * an interface, so that the real step programs can be put to the same rows.
 */
import { equal64, type Word64 } from '../base/word64.ts';
import {
  SPTE_CHANGE_MARK_DIRTY,
  SPTE_CHANGE_PFN_ACCESSED,
  SPTE_CHANGE_PFN_DIRTY,
  spteChange,
} from '../engine/layout/spte-change.ts';
import type { SpteLayout, TdpWriteRule } from '../engine/layout/spte-layout.ts';
import { usesAtomicWrite } from '../engine/layout/volatile-bits.ts';

export interface RaceInput {
  readonly layout: SpteLayout;
  readonly tdpWriteRule: TdpWriteRule;
  readonly snapshot: Word64;
  readonly actual: Word64;
  readonly next: Word64;
  readonly level: number;
}

/** A write under mmu_lock held for write. */
export interface ExclusiveOutcome {
  readonly memAfter: Word64;
  /** What KVM goes on to reason about as the old value. */
  readonly oldSeen: Word64;
  readonly acc: number;
  readonly dirty: number;
  readonly markDirty: number;
  readonly xchg: boolean;
}

/** A write under mmu_lock held for read. */
export interface SharedOutcome {
  readonly succeeded: boolean;
  /** The iterator's old value afterwards: what memory held, if the exchange failed. */
  readonly oldAfter: Word64;
}

export interface RaceRunner {
  exclusive(input: RaceInput): ExclusiveOutcome;
  shared(input: RaceInput): SharedOutcome;
}

/** The rules alone, without memory, locks or steps. */
export const RACE_BY_LAYOUT: RaceRunner = {
  exclusive({ actual, layout, level, next, snapshot, tdpWriteRule }) {
    const xchg = usesAtomicWrite(layout, tdpWriteRule, snapshot, level);
    const oldSeen = xchg ? actual : snapshot;
    const change = spteChange(layout, { old: oldSeen, new: next, level });
    return {
      memAfter: next,
      oldSeen,
      acc: countOf(change, SPTE_CHANGE_PFN_ACCESSED),
      dirty: countOf(change, SPTE_CHANGE_PFN_DIRTY),
      markDirty: countOf(change, SPTE_CHANGE_MARK_DIRTY),
      xchg,
    };
  },
  shared({ actual, snapshot }) {
    return { succeeded: equal64(snapshot, actual), oldAfter: actual };
  },
};

function countOf(change: number, bit: number): number {
  return (change & bit) === 0 ? 0 : 1;
}
