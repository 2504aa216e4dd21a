/** What a row of the SPTE state machine says. */
import type { SpteKind } from '../layout/spte-kind.ts';
import type { KernelVersion } from '../layout/spte-layout.ts';
import type { DeltaName } from './bit-delta.ts';

/** Kernel paths (and the CPU) that change SPTEs: who may do what is told by them. */
export type SptePath =
  /** The CPU's own walk. */
  | 'cpu'
  /** A page fault under mmu_lock: kvm_tdp_mmu_map(), or the shadow MMU's set_spte(). */
  | 'map'
  | 'fastPageFault'
  | 'age'
  /** Enabling dirty logging. */
  | 'logEnable'
  /** KVM_GET_DIRTY_LOG and KVM_CLEAR_DIRTY_LOG. */
  | 'logReap'
  | 'writeTrack'
  /** Leafs, for a notifier or a memslot. */
  | 'zap'
  /** A link to a table, which is removed with what is below. */
  | 'unlink'
  /** Entries of a table that has been unlinked. */
  | 'removeTable'
  /** All of an invalid root. */
  | 'zapRoot'
  | 'split'
  | 'collapse'
  /** A mirror of an external page table (TDX). */
  | 'mirror';

/** How mmu_lock is held by who makes a change; `cpu` holds nothing and is no thread. */
export type LockHeld = 'cpu' | 'none' | 'read' | 'write';

/** How an entry is written. */
export type WriteOp = 'or' | 'and' | 'cas' | 'xchg' | 'store';

/**
 * What the change makes somebody owe. none: nothing can be cached that it forbids. policy: something
 * can, and no flush is made, since nothing is lost. deferred: a flush after mmu_lock, by the caller.
 * unlock: before mmu_lock is dropped. rcu: before the RCU section is left, for a table is freed.
 * frozen: while the entry is frozen.
 */
export type FlushDuty = 'none' | 'policy' | 'deferred' | 'unlock' | 'rcu' | 'frozen';

/** Kernels for whose layouts a row holds; both ends belong to it. */
export interface KernelRange {
  readonly since?: KernelVersion;
  readonly until?: KernelVersion;
}

export type Moves = Readonly<Partial<Record<SpteKind, readonly SpteKind[]>>>;

export interface SpteTransition {
  readonly id: string;
  /** What happens, in a few words: the event. */
  readonly title: string;
  /** Which states it leads to, by the state it begins in. A state may lead to itself: bits change. */
  readonly moves: Moves;
  /** Kinds of change to a leaf that there may be, and those of which there must be one. */
  readonly may: readonly DeltaName[];
  readonly must: readonly DeltaName[];
  readonly path: SptePath;
  /** Kernel function that does it, or what the CPU does. */
  readonly fn: string;
  readonly actor: 'vcpu' | 'cpu' | 'host';
  readonly locks: readonly LockHeld[];
  readonly ops: readonly WriteOp[];
  readonly flush: FlushDuty;
  /** Why that flush and no other. */
  readonly why: string;
  readonly kernels?: KernelRange;
  /** Only in entries that map more than 4 KiB. */
  readonly large?: true;
  /** Only in SPTEs with A/D bits, or only in those without. */
  readonly ad?: 'with' | 'without';
}

/** A way from one state to another, as the state machine has it. */
export interface SpteEdge {
  readonly from: SpteKind;
  readonly to: SpteKind;
  readonly transition: SpteTransition;
}

/** The edges of each kernel's state machine: from, to, and the number of the row in the table. */
export type SpteGraph = Readonly<
  Partial<Record<KernelVersion, readonly (readonly [SpteKind, SpteKind, number])[]>>
>;
