/**
 * A kernel's behaviour at a version, as data. A patch is a flag flipped with everything else at its
 * historic value; programs branch on a flag at the very step the patch changed.
 */
import type { TdpWriteRule } from '../layout/spte-layout.ts';
import { DIRTY_LOGGING_FLAGS, type DirtyLoggingFlags } from './dirty-logging-flags.ts';
import { TABLE_FLAGS, type TableFlags } from './table-flags.ts';
import { TRACKING_FLAGS, type TrackingFlags } from './tracking-flags.ts';

export interface KernelProfile extends TrackingFlags, TableFlags, DirtyLoggingFlags {
  readonly id: string;
  readonly title: string;
  /**
   * How a writer that holds mmu_lock for write stores an SPTE: a plain store, or XCHG when the
   * snapshot is a present leaf with volatile bits (ba3a6120a4e7).
   */
  readonly tdpWrite: TdpWriteRule;
}

export const PROFILES: readonly KernelProfile[] = [
  {
    id: 'v5.18pre',
    title: 'Linux 5.18-rc, before the XCHG series of April 2022',
    tdpWrite: 'plain',
    ...TABLE_FLAGS['v5.18'],
    ...TRACKING_FLAGS['v5.17'],
    ...DIRTY_LOGGING_FLAGS['v5.13'],
  },
  {
    id: 'v5.18',
    title: 'Linux 5.18',
    tdpWrite: 'xchg',
    ...TABLE_FLAGS['v5.18'],
    ...TRACKING_FLAGS['v5.18'],
    ...DIRTY_LOGGING_FLAGS['v5.13'],
  },
  {
    id: 'v6.12',
    title: 'Linux 6.12',
    tdpWrite: 'xchg',
    ...TABLE_FLAGS['v5.18'],
    // f5d16bb9be68 (v6.2)
    frozenTarget: 'refused',
    ...TRACKING_FLAGS['v6.4'],
    ...DIRTY_LOGGING_FLAGS['v6.9'],
  },
  {
    id: 'v6.15',
    title: 'Linux 6.15',
    tdpWrite: 'xchg',
    ...TABLE_FLAGS['v5.18'],
    // f5d16bb9be68 (v6.2)
    frozenTarget: 'refused',
    ...TRACKING_FLAGS['v6.15'],
    ...DIRTY_LOGGING_FLAGS['v6.15'],
  },
];

export function profileNamed(id: string): KernelProfile | undefined {
  return PROFILES.find((profile) => profile.id === id);
}
