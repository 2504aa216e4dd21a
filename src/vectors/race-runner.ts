/**
 * The lost-update test: KVM read `snapshot`, memory holds `actual` by now, KVM writes `next`. Behind
 * an interface, so that a test can put a wrong one in the place of the engine's.
 */
import type { Word64 } from '../base/word64.ts';
import type { SpteLayout, TdpWriteRule } from '../engine/layout/spte-layout.ts';

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
