/**
 * The NPT format: AMD's nested tables are ordinary long-mode page tables (APM Vol. 2, "Nested
 * Paging"), with KVM's bits among the three the CPU leaves to software, and above the address.
 * ref: linux v5.19 arch/x86/kvm/mmu/spte.c kvm_mmu_reset_all_pte_masks()
 */
import type { BitField } from './bit-field.ts';
import {
  adTypeAt,
  hostWritableAt,
  mmuWritableAt,
  specialAt,
  MMU_PRESENT,
  PFN,
} from './software-fields.ts';

const NPT_HARDWARE_FIELDS: readonly BitField[] = [
  {
    name: 'readable',
    label: 'P',
    shift: 0,
    width: 1,
    kind: 'permission',
    appliesTo: 'both',
    kernelName: 'PT_PRESENT_MASK',
    meaning: 'Present to the CPU: the guest may read.',
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
    name: 'user',
    label: 'U',
    shift: 2,
    width: 1,
    kind: 'permission',
    appliesTo: 'both',
    kernelName: 'shadow_user_mask',
    meaning: 'User access: every access of a guest counts as one.',
  },
  {
    name: 'cacheControl',
    label: 'PC',
    shift: 3,
    width: 2,
    kind: 'type',
    appliesTo: 'both',
    meaning: 'Write-through and cache-disable; zero, the guest decides on its memory types.',
  },
  {
    name: 'accessed',
    label: 'A',
    shift: 5,
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
    shift: 6,
    width: 1,
    kind: 'ad',
    appliesTo: 'leaf',
    kernelName: 'shadow_dirty_mask',
    volatileBy: 'cpu',
    meaning: 'The CPU has written to the page; it sets the bit without any lock of KVM.',
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
    name: 'global',
    label: 'G',
    shift: 8,
    width: 1,
    kind: 'type',
    appliesTo: 'leaf',
    meaning: 'Global translation; KVM leaves it clear.',
  },
  {
    name: 'noExecute',
    label: 'NX',
    shift: 63,
    width: 1,
    kind: 'permission',
    appliesTo: 'both',
    kernelName: 'shadow_nx_mask',
    meaning: 'The guest may not fetch instructions.',
  },
];

/** Host- and MMU-writable in bits 10 and 11, and nothing that says present. */
export const NPT_FIELDS_V4_15: readonly BitField[] = [
  ...NPT_HARDWARE_FIELDS,
  hostWritableAt(10),
  mmuWritableAt(11),
  PFN,
  specialAt(62),
];

/** Host- and MMU-writable in bits 9 and 10: from the layout of 2021 on. */
export const NPT_FIELDS_V5_19: readonly BitField[] = [
  ...NPT_HARDWARE_FIELDS,
  hostWritableAt(9),
  mmuWritableAt(10),
  MMU_PRESENT,
  PFN,
  adTypeAt(52),
];

/** As before, but for the A/D type, which moved with EPT's. */
export const NPT_FIELDS_V7_2: readonly BitField[] = [
  ...NPT_HARDWARE_FIELDS,
  hostWritableAt(9),
  mmuWritableAt(10),
  MMU_PRESENT,
  PFN,
  adTypeAt(60),
];
