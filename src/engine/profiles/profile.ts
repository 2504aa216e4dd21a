/**
 * A kernel's behaviour at a version, as data. A patch is a flag flipped with everything else at its
 * historic value; programs branch on a flag at the very step the patch changed.
 */
import type { TdpWriteRule } from '../layout/spte-layout.ts';

export interface KernelProfile {
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
  },
  {
    id: 'v5.18',
    title: 'Linux 5.18',
    tdpWrite: 'xchg',
  },
];

export function profileNamed(id: string): KernelProfile | undefined {
  return PROFILES.find((profile) => profile.id === id);
}
