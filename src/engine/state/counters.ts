/**
 * [P16] What is counted and never a violation. Counters are cells, so undo takes them back, but they
 * are not part of the hash.
 */
export const COUNTERS = {
  accLost: 'an Accessed bit was set in memory and overwritten by a writer that had not seen it',
  spuriousFaults: 'faults that found nothing to fix',
  fastPageFaults: 'faults fixed without mmu_lock',
  slowPageFaults: 'faults that took mmu_lock',
  flushesRequested: 'remote TLB flushes done',
  flushesNeeded: 'of those, flushes that dropped an entry which its SPTE no longer allowed',
  casFailures: 'compare-exchanges of an SPTE that found another value',
  vcpuMmuLocks: 'times that a vCPU took mmu_lock',
  updateFlushes: 'flushes that the update of an SPTE in the shadow MMU asked for',
  pfRetries: 'faults that gave up and were taken again',
} as const;

export type CounterName = keyof typeof COUNTERS;

export const COUNTER_NAMES = Object.keys(COUNTERS) as readonly CounterName[];
