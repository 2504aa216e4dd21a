/**
 * What KVM keeps in the bits that CPUs leave to software, wherever a kernel and a vendor put it, and
 * the address, which all formats have in the same place.
 * ref: linux v5.19 arch/x86/kvm/mmu/spte.h SPTE_MMU_PRESENT_MASK, SPTE_TDP_AD_MASK
 */
import type { BitField } from './bit-field.ts';

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

/** One bit for two things: an SPTE whose table has no A/D bits, or an MMIO SPTE. */
export function specialAt(shift: number): BitField {
  return {
    name: 'special',
    label: 'SP',
    shift,
    width: 1,
    kind: 'type',
    appliesTo: 'both',
    kernelName: 'SPTE_SPECIAL_MASK',
    meaning:
      'Accesses are seen without A and D bits; together with the MMIO value: no memory here.',
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

export function savedUserExecutableAt(shift: number): BitField {
  return {
    name: 'savedUserExecutable',
    label: 'sXU',
    shift,
    width: 1,
    kind: 'software',
    appliesTo: 'leaf',
    kernelName: 'SHADOW_ACC_TRACK_SAVED_BITS_MASK',
    volatileBy: 'fast-page-fault',
    meaning: 'XU as it was before access tracking took it away.',
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
