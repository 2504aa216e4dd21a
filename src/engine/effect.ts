/**
 * What the step under way did to shared state. One object, reset before each step and filled by the
 * functions that access shared state; detectors, the code pane and the timeline read it. It is not
 * state: it can always be had again by doing the step again.
 */
import { MutableWord64 } from '../base/word64.ts';

/** What kind of access to shared state a step made. */
export type AccessKind =
  | 'none'
  | 'tlb'
  | 'guest-memory'
  | 'spte-load'
  | 'spte-store'
  | 'spte-xchg'
  | 'spte-cas'
  | 'spte-cas-failed'
  | 'spte-assist'
  | 'lock'
  | 'unlock'
  | 'rcu-lock'
  | 'rcu-unlock'
  | 'srcu-lock'
  | 'srcu-unlock'
  | 'mode'
  | 'seq'
  | 'host-pte'
  | 'page-flags'
  | 'frame'
  | 'flush';

/** What a detector can wait for: it is asked only after steps in which one of its events happened. */
export const EVENT = { SPTE_WRITE: 1, TLB_FILL: 2, PAGE_FLAGS: 4, UNLOCK: 8 } as const;

export class StepEffect {
  access: AccessKind = 'none';
  /** Accesses to shared state so far: a step makes at most one, which a test holds. */
  accesses = 0;
  /** EVENT bits. */
  events = 0;
  /** frame * 512 + index of the SPTE accessed, or -1. */
  sptep = -1;
  /** Level of the table that holds it. */
  level = 0;
  readonly before = new MutableWord64();
  readonly after = new MutableWord64();
  /** The old value the writer's bookkeeping goes on with; see `hasSeen`. */
  readonly seen = new MutableWord64();
  hasSeen = false;
  /** The SPTE from which a TLB was filled in this step, if EVENT.TLB_FILL. */
  readonly fill = new MutableWord64();
  /** Host page whose flags were accessed, or -1. */
  hostPage = -1;
  /** Flushes and TLB lookups: whether something was there. */
  hit = false;

  reset(): void {
    this.access = 'none';
    this.accesses = 0;
    this.events = 0;
    this.sptep = -1;
    this.level = 0;
    this.hasSeen = false;
    this.hostPage = -1;
    this.hit = false;
  }

  /** Notes the one access of the step. */
  note(access: AccessKind): void {
    this.access = access;
    this.accesses += 1;
  }

  get filled(): boolean {
    return (this.events & EVENT.TLB_FILL) !== 0;
  }

  get wrote(): boolean {
    return (this.events & EVENT.SPTE_WRITE) !== 0;
  }
}
