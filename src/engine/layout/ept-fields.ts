/**
 * The EPT formats: what Intel's CPU reads (SDM Vol. 3C, "EPT paging-structure entries") and what KVM
 * keeps in the bits the CPU ignores.
 * ref: linux v5.19 arch/x86/kvm/mmu/spte.h SPTE_MMU_PRESENT_MASK, SPTE_TDP_AD_MASK
 */
import type { BitField } from './bit-field.ts';

const EPT_HARDWARE_FIELDS: readonly BitField[] = [
  {
    name: 'readable',
    label: 'R',
    shift: 0,
    width: 1,
    kind: 'permission',
    appliesTo: 'both',
    kernelName: 'VMX_EPT_READABLE_MASK',
    volatileBy: 'fast-page-fault',
    meaning: 'The guest may read; the fast page fault gives it back to an access-tracked SPTE.',
  },
  {
    name: 'writable',
    label: 'W',
    shift: 1,
    width: 1,
    kind: 'permission',
    appliesTo: 'both',
    kernelName: 'PT_WRITABLE_MASK',
    volatileBy: 'fast-page-fault',
    meaning: 'The guest may write; the fast page fault sets it again where MMU-writable allows.',
  },
  {
    name: 'executable',
    label: 'X',
    shift: 2,
    width: 1,
    kind: 'permission',
    appliesTo: 'both',
    kernelName: 'shadow_x_mask',
    volatileBy: 'fast-page-fault',
    meaning: 'The guest may fetch instructions; the fast page fault gives it back after tracking.',
  },
  {
    name: 'memtype',
    label: 'MT',
    shift: 3,
    width: 3,
    kind: 'type',
    appliesTo: 'leaf',
    kernelName: 'VMX_EPT_MT_MASK',
    meaning: 'The memory type of the page: 6 is write-back, 0 is uncached; zero in a non-leaf.',
  },
  {
    name: 'ignorePat',
    label: 'I',
    shift: 6,
    width: 1,
    kind: 'type',
    appliesTo: 'leaf',
    kernelName: 'VMX_EPT_IPAT_BIT',
    meaning: "The guest's own choice of memory type (PAT) is ignored.",
  },
  {
    name: 'pageSize',
    label: 'PS',
    shift: 7,
    width: 1,
    kind: 'type',
    appliesTo: 'both',
    kernelName: 'PT_PAGE_SIZE_MASK',
    meaning: 'Above level 1: this SPTE maps a large page instead of pointing to a table.',
  },
  {
    name: 'accessed',
    label: 'A',
    shift: 8,
    width: 1,
    kind: 'ad',
    appliesTo: 'both',
    kernelName: 'shadow_accessed_mask',
    volatileBy: 'cpu',
    meaning: 'The CPU has used this SPTE in a walk; it sets the bit without any lock of KVM.',
  },
  {
    name: 'dirty',
    label: 'D',
    shift: 9,
    width: 1,
    kind: 'ad',
    appliesTo: 'leaf',
    kernelName: 'shadow_dirty_mask',
    volatileBy: 'cpu',
    meaning: 'The CPU has written to the page; it sets the bit without any lock of KVM.',
  },
];

export const PFN: BitField = {
  name: 'pfn',
  label: 'PFN',
  shift: 12,
  width: 40,
  kind: 'pfn',
  appliesTo: 'both',
  kernelName: 'SPTE_BASE_ADDR_MASK',
  meaning: 'The page frame number: of the mapped page in a leaf, of the next table in a non-leaf.',
};

export const MMU_PRESENT: BitField = {
  name: 'mmuPresent',
  label: 'M',
  shift: 11,
  width: 1,
  kind: 'type',
  appliesTo: 'both',
  kernelName: 'SPTE_MMU_PRESENT_MASK',
  meaning:
    'KVM calls an SPTE present by this bit alone: an access-tracked one has R, W and X clear.',
};

export const SUPPRESS_VE: BitField = {
  name: 'suppressVe',
  label: 'SVE',
  shift: 63,
  width: 1,
  kind: 'type',
  appliesTo: 'both',
  kernelName: 'VMX_EPT_SUPPRESS_VE_BIT',
  meaning: 'An EPT violation here exits to KVM and never becomes a #VE in the guest.',
};

export function adTypeAt(shift: number): BitField {
  return {
    name: 'adType',
    label: 'AD',
    shift,
    width: 2,
    kind: 'type',
    appliesTo: 'both',
    kernelName: 'SPTE_TDP_AD_MASK',
    meaning: 'How accesses are seen: 0 by A and D bits, 1 without them, 2 A and D but writes by W.',
  };
}

export function savedReadableAt(shift: number): BitField {
  return {
    name: 'savedReadable',
    label: 'sR',
    shift,
    width: 1,
    kind: 'software',
    appliesTo: 'leaf',
    kernelName: 'SHADOW_ACC_TRACK_SAVED_BITS_MASK',
    volatileBy: 'fast-page-fault',
    meaning: 'R as it was before access tracking took it away.',
  };
}

export function savedExecutableAt(shift: number): BitField {
  return {
    name: 'savedExecutable',
    label: 'sX',
    shift,
    width: 1,
    kind: 'software',
    appliesTo: 'leaf',
    kernelName: 'SHADOW_ACC_TRACK_SAVED_BITS_MASK',
    volatileBy: 'fast-page-fault',
    meaning: 'X as it was before access tracking took it away.',
  };
}

export function hostWritableAt(shift: number): BitField {
  return {
    name: 'hostWritable',
    label: 'H',
    shift,
    width: 1,
    kind: 'software',
    appliesTo: 'leaf',
    kernelName: 'shadow_host_writable_mask',
    meaning: "The host's own mapping of the page allows writes.",
  };
}

export function mmuWritableAt(shift: number): BitField {
  return {
    name: 'mmuWritable',
    label: 'MW',
    shift,
    width: 1,
    kind: 'software',
    appliesTo: 'leaf',
    kernelName: 'shadow_mmu_writable_mask',
    meaning: 'KVM may set W without mmu_lock: only dirty logging or access tracking took it away.',
  };
}

/** Host- and MMU-writable in bits 57 and 58: from the layout of 2021 up to v6.9. */
export const EPT_FIELDS_V5_19: readonly BitField[] = [
  ...EPT_HARDWARE_FIELDS,
  MMU_PRESENT,
  PFN,
  adTypeAt(52),
  savedReadableAt(54),
  savedExecutableAt(56),
  hostWritableAt(57),
  mmuWritableAt(58),
];
