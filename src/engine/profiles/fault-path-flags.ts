/**
 * Flags about the way a page fault takes, where FAULT_FLAGS are about the SPTE that comes of it.
 */
export interface FaultPathFlags {
  /**
   * A slow fault holds mmu_lock, and so keeps other faults out and writes with plain stores; or holds it
   * for read only, among others, and writes with compare-exchanges (a2855afc7ee8, v5.12).
   */
  readonly faultLock: 'write' | 'read';
  /** There is a fast page fault for the page tables in use: in the TDP MMU since 6e8eb2060cc7 (v5.15). */
  readonly fastPf: 'no' | 'yes';
  /**
   * A failed compare-exchange leaves its caller with the value it read before, which then reads the
   * entry again in a step of its own; or with the one that it has found (v5.18).
   */
  readonly casFailed: 'rereads' | 'returns';
  /** A page mapped writable is marked in the dirty bitmap after the compare-exchange, or before (v5.16). */
  readonly mapMark: 'afterCas' | 'beforeCas';
  /** Under mmu_lock a fault asks whether its page was taken back meanwhile; not asking is a what-if. */
  readonly seqCheck: 'checked' | 'unchecked';
}

const V5_18: FaultPathFlags = {
  faultLock: 'read',
  fastPf: 'yes',
  casFailed: 'returns',
  mapMark: 'beforeCas',
  seqCheck: 'checked',
};

/** Flags by kernel; a kernel between two of these has those of the older one. */
export const FAULT_PATH_FLAGS = {
  // The shadow MMU, which handles TDP as well, has a fast page fault; nobody else compare-exchanges.
  'v4.11': { ...V5_18, faultLock: 'write', casFailed: 'rereads', mapMark: 'afterCas' },
  'v5.11': {
    faultLock: 'write',
    fastPf: 'no',
    casFailed: 'rereads',
    mapMark: 'afterCas',
    seqCheck: 'checked',
  },
  'v5.12': { ...V5_18, fastPf: 'no', casFailed: 'rereads', mapMark: 'afterCas' },
  'v5.15': { ...V5_18, casFailed: 'rereads', mapMark: 'afterCas' },
  'v5.16': { ...V5_18, casFailed: 'rereads' },
  'v5.18': V5_18,
} as const satisfies Record<string, FaultPathFlags>;
