/**
 * What a run is, as it travels between the worker and the page: who may move, what a step did, what
 * it violated. Plain data only (it must survive structuredClone).
 */
import type { Word64 } from '../base/word64.ts';
import type { AccessKind } from '../engine/effect.ts';
import type { SpteWriter } from '../engine/spte-writer.ts';

export type { AccessKind, SpteWriter };

/** One entry of a schedule: who moves, and which of its declared alternatives it takes (mostly 0). */
export interface Choice {
  /** Index of the actor: vCPUs first, then host threads. */
  readonly actor: number;
  /** 0 is the ordinary way; others are the step's declared nondeterministic alternatives. */
  readonly variant: number;
}

export interface ActorInfo {
  /** Short name used in schedules, links and text: `vcpu0`, `zap`. */
  readonly id: string;
  readonly title: string;
  readonly kind: 'vcpu' | 'host';
  /** Its operations in words: `store gfn 0x205`. */
  readonly ops: readonly string[];
}

/** A labelled step of a program, as the code pane shows it. */
export interface StepInfo {
  readonly pc: number;
  readonly label: string;
  /** Kernel function modelled (or what the CPU does). */
  readonly fn: string;
  /** One line of pseudo-code in our own words. */
  readonly code: string;
  /** Done together with the step before it: touches no shared state. */
  readonly local: boolean;
}

export interface ProgramInfo {
  readonly id: string;
  /** Kernel function or hardware unit that it models. */
  readonly models: string;
  readonly version: string;
  readonly steps: readonly StepInfo[];
}

/** The one SPTE a step read or wrote. */
export interface SpteAccess {
  readonly frame: number;
  /** Entry of the frame, 0..511. */
  readonly index: number;
  /** Level of the table that holds the entry. */
  readonly level: number;
  /** First gfn the entry covers. */
  readonly gfn: number;
  /** What memory held just before. */
  readonly before: Word64;
  /** What it held just after; equals `before` for a load. */
  readonly after: Word64;
  /**
   * For a write by the kernel: the old value its bookkeeping goes on with. A plain store keeps the
   * snapshot of an earlier load here, XCHG and a successful CAS what memory really held.
   */
  readonly seen: Word64 | null;
}

export interface ViolationInfo {
  /** `P8`. */
  readonly property: string;
  readonly title: string;
  /** The property, as one sentence for people. */
  readonly sentence: string;
  /** Step (1-based) at which it is violated. */
  readonly step: number;
  /** Who did that step. */
  readonly actor: number;
  /** What happened, as one sentence with the actor, the SPTE and the bits. */
  readonly text: string;
  /** The SPTE in question, with memory, snapshot and written value, when there is one. */
  readonly spte: SpteAccess | null;
  /** Labels of the bits that were lost: `D`. */
  readonly lostBits: readonly string[];
  /** Step that put the lost bits into memory, and the step that read the stale snapshot; null if none. */
  readonly setAt: number | null;
  readonly readAt: number | null;
}

export interface StepRecord {
  /** 1-based. */
  readonly n: number;
  readonly choice: Choice;
  readonly program: string;
  /** Program counter of the step that made the access. */
  readonly pc: number;
  readonly label: string;
  readonly fn: string;
  readonly code: string;
  readonly access: AccessKind;
  /** What it did, as one sentence. */
  readonly text: string;
  /** [cell, old, new] per changed cell; each cell once. */
  readonly diff: Uint32Array;
  readonly spte: SpteAccess | null;
  /** Who wrote that SPTE, and how; null if nobody did. */
  readonly writer: SpteWriter | null;
  readonly violations: readonly ViolationInfo[];
  /** 64-bit hash of the state after the step, 16 hexadecimal digits. */
  readonly digest: string;
}

/** A way to go on from the end of a run. */
export interface NextInfo {
  readonly choice: Choice;
  readonly pc: number;
  readonly fn: string;
  readonly code: string;
  /** Name of the alternative when the step has more than one: `from the root`. */
  readonly variant: string | null;
}

/** Why an actor cannot move. */
export interface BlockedInfo {
  readonly actor: number;
  readonly reason: 'finished' | 'waits';
  /** `waits for mmu_lock, held for write by zap`. */
  readonly text: string;
}
