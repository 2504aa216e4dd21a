/** Which fault each thread is in, by its events: what it wanted, and whether it got it. */
import type { SpteLayout } from '../engine/layout/spte-layout.ts';
import type { EventTable } from '../trace/events/event-table.ts';
import type { AccessKind } from './facts.ts';

export interface Fault {
  readonly event: number;
  readonly gfn: number;
  readonly access: AccessKind;
  /** It has been told as an access. */
  told: boolean;
  /** It has found or made what it wanted; until then, the same fault again is the same access. */
  settled: boolean;
}

/** Error codes: of AMD those of a page fault, of Intel the exit qualification of an EPT violation. */
const WRITE = 1 << 1;
const FETCH = { npt: 1 << 4, ept: 1 << 2 } as const;

export function accessOf(layout: SpteLayout, errorCode: number): AccessKind {
  if ((errorCode & WRITE) !== 0) return 'store';
  return (errorCode & FETCH[layout.vendor]) === 0 ? 'load' : 'fetch';
}

export class FaultTracker {
  private readonly faults = new Map<number, Fault>();
  private readonly layout: SpteLayout;
  private readonly events: EventTable;

  constructor(layout: SpteLayout, events: EventTable) {
    this.layout = layout;
    this.events = events;
  }

  of(task: number): Fault | undefined {
    return this.faults.get(task);
  }

  /** kvm_page_fault. A fault that was not settled and comes again is the same one. */
  begin(task: number, event: number): Fault {
    const gfn = this.events.gfn(event);
    const access = accessOf(this.layout, this.events.bLo[event] ?? 0);
    const before = this.faults.get(task);
    if (before?.settled === false && before.gfn === gfn && before.access === access) return before;
    const fault = { event, gfn, access, told: false, settled: false };
    this.faults.set(task, fault);
    return fault;
  }

  settle(task: number): void {
    const fault = this.faults.get(task);
    if (fault !== undefined) fault.settled = true;
  }

  /** The thread is back in user space, or somewhere else altogether. */
  leave(task: number): void {
    this.faults.delete(task);
  }
}
