/** The faults of each vCPU, and what became of them. */
import { KIND } from '../events/event-kinds.ts';
import type { EventTable } from '../events/event-table.ts';

export interface FaultCounts {
  /** -1: kernels before v6.1 do not say which. */
  readonly vcpu: number;
  /** Exits to kvm_page_fault. */
  faults: number;
  /** Settled without mmu_lock. */
  fast: number;
  /** Found nothing to do. */
  spurious: number;
}

/** In the order of the vCPUs' numbers. */
export function faultCounts(events: EventTable): readonly FaultCounts[] {
  const counts = new Map<number, FaultCounts>();
  for (let event = 0; event < events.count; event++) {
    const kind = events.kind(event);
    if (kind !== KIND.PAGE_FAULT && kind !== KIND.FAST_PAGE_FAULT) continue;
    const vcpu = events.vcpu(event);
    let count = counts.get(vcpu);
    if (count === undefined) counts.set(vcpu, (count = { vcpu, faults: 0, fast: 0, spurious: 0 }));
    if (kind === KIND.PAGE_FAULT) count.faults += 1;
    else if (events.flag1(event)) count.fast += 1;
    else if (events.flag0(event)) count.spurious += 1;
  }
  return [...counts.values()].sort((a, b) => a.vcpu - b.vcpu);
}
