/**
 * What a window of a trace says was done to some gfns, and by whom. A trace has no operations in it:
 * each fact says what it was concluded from.
 */
import type { Word64 } from '../base/word64.ts';
import type { SpteKind } from '../engine/layout/spte-kind.ts';
import type { KnownDefect } from '../trace/conformance/known-defects.ts';

export type AccessKind = 'load' | 'store' | 'fetch';

/** What a host thread can do to a gfn; `log` is a pass of dirty logging, whichever it was. */
export type HostWork =
  'zap' | 'clear_young' | 'log' | 'track_page' | 'collapse' | 'recover_nx' | 'delete_slot';

/** A vCPU used a page. */
export interface AccessFact {
  readonly kind: 'access';
  readonly event: number;
  /** Who: a number for the thread; -1 if the trace does not say. */
  readonly task: number;
  /** Its number in the trace; -1 if it has not been named. */
  readonly vcpu: number;
  readonly gfn: number;
  readonly access: AccessKind;
  readonly reason: string;
}

/** A thread of the host changed SPTEs outside of a fault. */
export interface HostFact {
  readonly kind: 'host';
  readonly event: number;
  readonly task: number;
  readonly work: HostWork;
  /** The first gfn of the entry, and how many it covers. */
  readonly gfn: number;
  readonly pages: number;
  readonly reason: string;
}

/** An event changed a leaf, an empty entry or an MMIO one: how things truly went. */
export interface ChangeFact {
  readonly kind: 'change';
  readonly event: number;
  readonly task: number;
  /** The first gfn of the entry, and the level of the table that holds it. */
  readonly gfn: number;
  readonly level: number;
  readonly from: SpteKind;
  readonly to: SpteKind;
  readonly old: Word64;
  readonly new: Word64;
  /** It was made in a fault of a vCPU. */
  readonly inFault: boolean;
  readonly defect: KnownDefect | undefined;
}

export type Fact = AccessFact | HostFact | ChangeFact;

/** Some gfns, and the events from `firstEvent` up to `endEvent` (exclusive). */
export interface TraceWindow {
  readonly gfns: readonly number[];
  readonly firstEvent: number;
  readonly endEvent: number;
}

export function hexGfn(gfn: number): string {
  return `0x${gfn.toString(16)}`;
}
