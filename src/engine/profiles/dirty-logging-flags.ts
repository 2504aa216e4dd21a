/**
 * Flags about dirty logging and aging with A/D bits, with their values per kernel: one table, so that a
 * profile takes a row of it. Values said to be what-ifs were in no kernel.
 */
import type { AgingRule } from '../layout/age-spte.ts';
import type { ClearDirtyRule, NeedWrprotRule } from '../layout/clear-dirty.ts';

export interface DirtyLoggingFlags {
  readonly aging: AgingRule;
  /** Aging clears Dirty along with Accessed: v5.10 to v5.12, until 6d9aafb96d5f. */
  readonly agingDirty: 'kept' | 'cleared';
  readonly clearDirty: ClearDirtyRule;
  readonly needWrprot: NeedWrprotRule;
  /** Enabling waits for those who use the old memslots; not waiting is a what-if. */
  readonly enableSync: 'srcu' | 'none';
  /** It waits until no vCPU runs without PML; posting the request only is a what-if. */
  readonly pmlRequest: 'waits' | 'posted';
  /** Enabling flushes after each pass that changed an SPTE, or always, once (b64d740ea7dd, v6.0). */
  readonly enableFlush: 'conditional' | 'always';
  /** Its passes hold mmu_lock for write and store (up to v5.12), or for read and compare-exchange. */
  readonly enableLock: 'write' | 'read';
  /**
   * make_spte() sets Dirty whenever it makes an SPTE writable (cc7ed3358e41, v6.13), or as the kernel of
   * the layout does: up to v6.12 not over an SPTE that was writable already.
   */
  readonly makeSpteDirty: 'kernel' | 'always';
  /** A fast page fault marks the page before its compare-exchange: a what-if. */
  readonly fpfMark: 'afterCas' | 'beforeCas';
  /** KVM_GET_DIRTY_LOG clears the SPTEs before it reaps the bitmap: a what-if. */
  readonly getOrder: 'bitmapFirst' | 'spteFirst';
  /** It flushes iff a word of the bitmap was not empty; the others are what-ifs. */
  readonly getFlush: 'bitmap' | 'modified' | 'none';
}

const V5_18: DirtyLoggingFlags = {
  aging: 'setSpte',
  agingDirty: 'kept',
  clearDirty: 'setSpte',
  needWrprot: 'spteType',
  enableSync: 'srcu',
  pmlRequest: 'waits',
  enableFlush: 'conditional',
  enableLock: 'read',
  makeSpteDirty: 'kernel',
  fpfMark: 'afterCas',
  getOrder: 'bitmapFirst',
  getFlush: 'bitmap',
};

const V6_4: DirtyLoggingFlags = {
  ...V5_18,
  enableFlush: 'always',
  aging: 'and',
  clearDirty: 'and',
  needWrprot: 'globalAd',
};

const V6_9: DirtyLoggingFlags = { ...V6_4, needWrprot: 'rootRole' };

/** Flags by kernel; a kernel between two of these has those of the older one. */
export const DIRTY_LOGGING_FLAGS = {
  // The shadow MMU, which handles TDP as well; there is no SPTE type for nested guests yet.
  'v4.11': { ...V5_18, aging: 'clearBit', enableLock: 'write' },
  'v5.11': { ...V5_18, agingDirty: 'cleared', enableLock: 'write' },
  'v5.13': V5_18,
  'v6.0': { ...V5_18, enableFlush: 'always' },
  'v6.4': V6_4,
  'v6.9': V6_9,
  'v6.15': { ...V6_9, aging: 'locklessAnd' },
  'v7.2': { ...V6_9, aging: 'locklessCas' },
} as const satisfies Record<string, DirtyLoggingFlags>;
