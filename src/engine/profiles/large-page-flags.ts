/**
 * Flags about large pages: how they are split and put together again, with their values per kernel: one
 * table, so that a profile takes a row of it. Values said to be what-ifs were in no kernel.
 */
export interface LargePageFlags {
  /**
   * Large pages are split before their dirty pages are logged (v5.18); no: earlier kernels, and later
   * ones with the module parameter eager_page_split=N.
   */
  readonly eagerSplit: 'no' | 'yes';
  /** The split table is linked by a compare-exchange; by a plain store as a what-if. */
  readonly splitLink: 'cas' | 'store';
  /** A fault that needs a small page where a large one is zaps it, or splits it (v6.2). */
  readonly largeInTheWay: 'zapped' | 'split';
  /**
   * tdp_mmu_zap_spte_atomic() tears a table down while the entry that linked it is frozen (up to v6.1),
   * or after it was flushed and emptied (v6.12).
   */
  readonly zapAtomicOrder: 'removeFirst' | 'flushFirst';
  /** It flushes while the entry is frozen; not at all as a what-if (08f07c800e9d left out). */
  readonly frozenFlush: 'yes' | 'no';
  /**
   * What maps a page that could be larger is zapped when logging ends, for faults to map it anew; or the
   * large page takes its place at once (v6.13).
   */
  readonly collapseBy: 'zap' | 'recover';
  /** The flush of the latter comes before RCU is left; after it as a what-if. */
  readonly recoverFlush: 'beforeRcu' | 'afterRcu';
  /** KVM_CLEAR_DIRTY_LOG flushes after it has let go of mmu_lock; before, or not, as what-ifs. */
  readonly clearFlush: 'unlocked' | 'locked' | 'none';
}

const V5_15: LargePageFlags = {
  eagerSplit: 'no',
  splitLink: 'cas',
  largeInTheWay: 'zapped',
  zapAtomicOrder: 'removeFirst',
  frozenFlush: 'yes',
  collapseBy: 'zap',
  recoverFlush: 'beforeRcu',
  clearFlush: 'unlocked',
};

const V6_2: LargePageFlags = { ...V5_15, eagerSplit: 'yes', largeInTheWay: 'split' };

/** Flags by kernel; a kernel between two of these has those of the older one. */
export const LARGE_PAGE_FLAGS = {
  'v5.15': V5_15,
  'v5.18': { ...V5_15, eagerSplit: 'yes' },
  'v6.2': V6_2,
  'v6.12': { ...V6_2, zapAtomicOrder: 'flushFirst' },
  'v6.13': { ...V6_2, zapAtomicOrder: 'flushFirst', collapseBy: 'recover' },
} as const satisfies Record<string, LargePageFlags>;
