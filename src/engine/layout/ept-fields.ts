/**
 * The EPT formats: what Intel's CPU reads (SDM Vol. 3C, "EPT paging-structure entries") and what KVM
 * keeps in the bits the CPU ignores.
 */
import type { BitField } from './bit-field.ts';
import {
  adTypeAt,
  hostWritableAt,
  mmuWritableAt,
  savedExecutableAt,
  savedReadableAt,
  savedUserExecutableAt,
  specialAt,
  MMU_PRESENT,
  PFN,
} from './software-fields.ts';

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

const SUPPRESS_VE: BitField = {
  name: 'suppressVe',
  label: 'SVE',
  shift: 63,
  width: 1,
  kind: 'type',
  appliesTo: 'both',
  kernelName: 'VMX_EPT_SUPPRESS_VE_BIT',
  meaning: 'An EPT violation here exits to KVM and never becomes a #VE in the guest.',
};

const USER_EXECUTABLE: BitField = {
  name: 'userExecutable',
  label: 'XU',
  shift: 10,
  width: 1,
  kind: 'permission',
  appliesTo: 'both',
  kernelName: 'shadow_xu_mask',
  volatileBy: 'fast-page-fault',
  meaning: "The guest's user code may be fetched, under mode-based execute control; set with X.",
};

/** The "2017" format: nothing says present, and one bit is special. */
export const EPT_FIELDS_V4_15: readonly BitField[] = [
  ...EPT_HARDWARE_FIELDS,
  hostWritableAt(10),
  mmuWritableAt(11),
  PFN,
  savedReadableAt(52),
  savedExecutableAt(54),
  specialAt(62),
];

/** Host- and MMU-writable in bits 57 and 58: from the layout of 2021 up to v7.0. */
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

export const EPT_FIELDS_V6_12: readonly BitField[] = [...EPT_FIELDS_V5_19, SUPPRESS_VE];

export const EPT_FIELDS_V7_2: readonly BitField[] = [
  ...EPT_HARDWARE_FIELDS,
  USER_EXECUTABLE,
  MMU_PRESENT,
  PFN,
  savedReadableAt(52),
  hostWritableAt(53),
  savedExecutableAt(54),
  mmuWritableAt(55),
  adTypeAt(60),
  savedUserExecutableAt(62),
  SUPPRESS_VE,
];
