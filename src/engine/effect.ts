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
  | 'spte-and'
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
  | 'flush'
  | 'slots-lock'
  | 'slots-unlock'
  | 'memslots'
  | 'srcu-sync'
  | 'request'
  | 'dirty-bitmap'
  | 'page-copy'
  | 'userspace'
  | 'track'
  | 'external'
  | 'vm-dead';

/** What a detector can wait for: it is asked only after steps in which one of its events happened. */
export const EVENT = {
  SPTE_WRITE: 1,
  TLB_FILL: 2,
  PAGE_FLAGS: 4,
  UNLOCK: 8,
  /** An SPTE was accessed in a page that is no page table any more. */
  DEAD_TABLE: 1 << 8,
  /** A page that was a linked table was given back: see `frame`. */
  FRAME_FREED: 1 << 9,
  /** The host took a page back: see `hostPage`. */
  HOST_PAGE_FREED: 1 << 10,
  /** Software accessed an SPTE with neither mmu_lock held for write nor a read-side section. */
  UNPROTECTED: 1 << 11,
  /** A walk of the tables let go of what protected it: RCU, or mmu_lock in order to yield. */
  WALK_LEFT: 1 << 12,
  /** A walk yields where it has yielded before. */
  YIELDED_IN_PLACE: 1 << 13,
  /** What dirty logging knows of a page has changed. */
  DIRTY_LOG: 1 << 16,
  /** The last round of a migration is over. */
  MIGRATION_END: 1 << 17,
  /** A vCPU has lost a cached translation. */
  TLB_DROP: 1 << 18,
  /** Write tracking of a gfn began or ended. */
  TRACK: 1 << 19,
  /** The external page table was changed, or KVM_BUG_ON() stopped the VM. */
  EXTERNAL: 1 << 20,
} as const;

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
  /** Frame that the step gave back, if EVENT.FRAME_FREED; else -1. */
  frame = -1;
  /** The access was the CPU's own, in a walk. */
  byCpu = false;
  /** The write freezes the entry of a removed table for good: nobody may change it again. */
  forGood = false;
  /** The TDX module has refused a call, or KVM_BUG_ON() has stopped the VM. */
  refused = false;
  /** Guest page whose write tracking the step changed, if EVENT.TRACK; else -1. */
  trackedPage = -1;
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
    this.trackedPage = -1;
    this.refused = false;
    this.frame = -1;
    this.byCpu = false;
    this.forGood = false;
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
