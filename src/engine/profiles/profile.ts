/**
 * A kernel's behaviour at a version, as data. A patch is a flag flipped with everything else at its
 * historic value; programs branch on a flag at the very step the patch changed.
 *
 * Every profile has every flag. Where a kernel has nothing that a flag is about, the flag has the value
 * of the first kernel that has, and `features.ts` keeps away the actors that would ask for it: v4.11 has
 * no TDP MMU, and its table flags mean nothing; up to v6.4 there is no mirror, and extRule and extRetry
 * mean nothing; type-2 SPTEs came with v5.x, and needWrprot means nothing before.
 */
import type { TdpWriteRule } from '../layout/spte-layout.ts';
import { DIRTY_LOGGING_FLAGS, type DirtyLoggingFlags } from './dirty-logging-flags.ts';
import { FAULT_FLAGS, type FaultFlags } from './fault-flags.ts';
import { FAULT_PATH_FLAGS, type FaultPathFlags } from './fault-path-flags.ts';
import { LARGE_PAGE_FLAGS, type LargePageFlags } from './large-page-flags.ts';
import { TABLE_FLAGS, type TableFlags } from './table-flags.ts';
import { TRACKING_FLAGS, type TrackingFlags } from './tracking-flags.ts';

export interface KernelProfile
  extends TrackingFlags, TableFlags, DirtyLoggingFlags, FaultFlags, FaultPathFlags, LargePageFlags {
  readonly id: string;
  readonly title: string;
  /**
   * How a writer that holds mmu_lock for write stores an SPTE: a plain store, or XCHG when the
   * snapshot is a present leaf with volatile bits (ba3a6120a4e7; the shadow MMU always did so).
   */
  readonly tdpWrite: TdpWriteRule;
}

/** Oldest first. */
export const PROFILES: readonly KernelProfile[] = [
  {
    id: 'v4.11',
    title: 'Linux 4.11, with the shadow MMU only',
    tdpWrite: 'xchg',
    ...TABLE_FLAGS['v5.11'],
    ...TRACKING_FLAGS['v4.11'],
    ...DIRTY_LOGGING_FLAGS['v4.11'],
    ...FAULT_FLAGS['v4.11'],
    ...FAULT_PATH_FLAGS['v4.11'],
    ...LARGE_PAGE_FLAGS['v5.15'],
  },
  {
    id: 'v5.11',
    title: 'Linux 5.11, where the TDP MMU is new and mmu_lock a spinlock',
    tdpWrite: 'plain',
    ...TABLE_FLAGS['v5.11'],
    ...TRACKING_FLAGS['v5.11'],
    ...DIRTY_LOGGING_FLAGS['v5.11'],
    ...FAULT_FLAGS['v4.15'],
    ...FAULT_PATH_FLAGS['v5.11'],
    ...LARGE_PAGE_FLAGS['v5.15'],
  },
  {
    id: 'v5.12',
    title: 'Linux 5.12, with parallel faults and RCU',
    tdpWrite: 'plain',
    ...TABLE_FLAGS['v5.12'],
    ...TRACKING_FLAGS['v5.11'],
    ...DIRTY_LOGGING_FLAGS['v5.11'],
    ...FAULT_FLAGS['v4.15'],
    ...FAULT_PATH_FLAGS['v5.12'],
    ...LARGE_PAGE_FLAGS['v5.15'],
  },
  {
    id: 'v5.17',
    title: 'Linux 5.17',
    tdpWrite: 'plain',
    ...TABLE_FLAGS['v5.16'],
    ...TRACKING_FLAGS['v5.17'],
    ...DIRTY_LOGGING_FLAGS['v5.13'],
    ...FAULT_FLAGS['v4.15'],
    ...FAULT_PATH_FLAGS['v5.16'],
    ...LARGE_PAGE_FLAGS['v5.15'],
  },
  {
    id: 'v5.18pre',
    title: 'Linux 5.18-rc, before the XCHG series of April 2022',
    tdpWrite: 'plain',
    ...TABLE_FLAGS['v5.18'],
    ...TRACKING_FLAGS['v5.17'],
    ...DIRTY_LOGGING_FLAGS['v5.13'],
    ...FAULT_FLAGS['v5.18'],
    ...FAULT_PATH_FLAGS['v5.18'],
    ...LARGE_PAGE_FLAGS['v5.18'],
  },
  {
    id: 'v5.18',
    title: 'Linux 5.18',
    tdpWrite: 'xchg',
    ...TABLE_FLAGS['v5.18'],
    ...TRACKING_FLAGS['v5.18'],
    ...DIRTY_LOGGING_FLAGS['v5.13'],
    ...FAULT_FLAGS['v5.18'],
    ...FAULT_PATH_FLAGS['v5.18'],
    ...LARGE_PAGE_FLAGS['v5.18'],
  },
  {
    id: 'v6.0',
    title: 'Linux 6.0, which always flushes when dirty logging is enabled',
    tdpWrite: 'xchg',
    ...TABLE_FLAGS['v5.18'],
    ...TRACKING_FLAGS['v5.18'],
    ...DIRTY_LOGGING_FLAGS['v6.0'],
    ...FAULT_FLAGS['v5.18'],
    ...FAULT_PATH_FLAGS['v5.18'],
    ...LARGE_PAGE_FLAGS['v5.18'],
  },
  {
    id: 'v6.4',
    title: 'Linux 6.4, which clears Accessed and Dirty by a locked AND',
    tdpWrite: 'xchg',
    ...TABLE_FLAGS['v6.2'],
    ...TRACKING_FLAGS['v6.4'],
    ...DIRTY_LOGGING_FLAGS['v6.4'],
    ...FAULT_FLAGS['v5.18'],
    ...FAULT_PATH_FLAGS['v5.18'],
    ...LARGE_PAGE_FLAGS['v6.2'],
  },
  {
    id: 'v6.12',
    title: 'Linux 6.12',
    tdpWrite: 'xchg',
    ...TABLE_FLAGS['v6.2'],
    ...TRACKING_FLAGS['v6.4'],
    ...DIRTY_LOGGING_FLAGS['v6.9'],
    ...FAULT_FLAGS['v6.12'],
    ...FAULT_PATH_FLAGS['v5.18'],
    ...LARGE_PAGE_FLAGS['v6.12'],
  },
  {
    id: 'v6.13',
    title: 'Linux 6.13, with the new flush rule',
    tdpWrite: 'xchg',
    ...TABLE_FLAGS['v6.2'],
    ...TRACKING_FLAGS['v6.13'],
    ...DIRTY_LOGGING_FLAGS['v6.9'],
    ...FAULT_FLAGS['v6.13'],
    ...FAULT_PATH_FLAGS['v5.18'],
    ...LARGE_PAGE_FLAGS['v6.13'],
  },
  {
    id: 'v6.15',
    title: 'Linux 6.15, with lockless aging',
    tdpWrite: 'xchg',
    ...TABLE_FLAGS['v6.2'],
    ...TRACKING_FLAGS['v6.15'],
    ...DIRTY_LOGGING_FLAGS['v6.15'],
    ...FAULT_FLAGS['v6.13'],
    ...FAULT_PATH_FLAGS['v5.18'],
    ...LARGE_PAGE_FLAGS['v6.13'],
  },
  {
    id: 'v7.2',
    title: 'Linux 7.2',
    tdpWrite: 'xchg',
    ...TABLE_FLAGS['v6.18'],
    // The check at entry for a present mirror entry is gone, but no fault gets there any more.
    ...TRACKING_FLAGS['v6.15'],
    ...DIRTY_LOGGING_FLAGS['v7.2'],
    ...FAULT_FLAGS['v6.13'],
    ...FAULT_PATH_FLAGS['v5.18'],
    ...LARGE_PAGE_FLAGS['v6.13'],
  },
];

export function profileNamed(id: string): KernelProfile | undefined {
  return PROFILES.find((profile) => profile.id === id);
}
