/** What all transitions by a fault under mmu_lock have in common. */

/** Up to v5.11 faults took mmu_lock for write; since then for read. */
export const MAP_PATH = {
  path: 'map',
  fn: 'kvm_tdp_mmu_map()',
  actor: 'vcpu',
  locks: ['read', 'write'],
} as const;
