/**
 * The kernels there are, oldest first. Each says only what it does otherwise than the one before it.
 * Numbers of v5.18 and later: arch/x86/kvm/mmu/spte.h; before: arch/x86/kvm/mmu.c.
 */
import { ZERO64 } from '../../base/word64.ts';
import { bit } from './bit-field.ts';
import {
  EPT_FIELDS_V4_15,
  EPT_FIELDS_V5_19,
  EPT_FIELDS_V6_12,
  EPT_FIELDS_V7_2,
} from './ept-fields.ts';
import type { KernelFormat } from './kernel-format.ts';
import { mmioGenFields } from './mmio-gen-fields.ts';
import { NPT_FIELDS_V4_15, NPT_FIELDS_V5_19, NPT_FIELDS_V7_2 } from './npt-fields.ts';
import type { AccBits } from './spte-layout.ts';

/** USER means "may read" where the CPU knows no users (EPT). */
const ACC_BITS: AccBits = {
  ACC_READ_MASK: 0,
  ACC_EXEC_MASK: 1,
  ACC_WRITE_MASK: 2,
  ACC_USER_MASK: 4,
  ACC_ALL: 7,
};

/** Since MBEC, reading is a permission of its own, and USER means "a user may execute" to EPT. */
const ACC_BITS_V7_2: AccBits = {
  ACC_READ_MASK: 1,
  ACC_WRITE_MASK: 2,
  ACC_USER_MASK: 4,
  ACC_EXEC_MASK: 8,
  ACC_ALL: 15,
};

/** KVM_MEMSLOT_GEN_UPDATE_IN_PROGRESS */
const GEN_UPDATE_IN_PROGRESS = bit(63);

/** R and X, which access tracking takes away and gives back; W it never gives back. */
const SAVED_RX = { lo: 0x5, hi: 0 };

export const V4_15: KernelFormat = {
  kernel: 'v4.15',
  title: 'v4.15, the shadow MMU only',
  fields: { ept: EPT_FIELDS_V4_15, npt: NPT_FIELDS_V4_15 },
  adTypes: { disabled: 1, wrprotOnly: 0 },
  savedBits: { mask: SAVED_RX, shift: 52 },
  frozen: ZERO64,
  nonpresentValue: ZERO64,
  mmio: {
    genFields: mmioGenFields({ low: 9, high: 10 }),
    firstGenBit: 1,
    genBits: 20,
    strayGenBit: { mask: bit(63), value: 2 ** 21 },
    genInProgress: ZERO64,
    accessIn: 'low-three-bits',
  },
  acc: ACC_BITS,
  rules: {
    volatile: 'v5.17',
    present: 'nonzero-not-mmio',
    freezes: false,
    locklesslyWritable: 'host-and-mmu-writable',
    makeSpteShortcut: 'never',
    dirtyWithWrite: false,
    softwareAd: false,
    synchronizingKeepsAccessed: false,
    pfnNotifications: true,
    marksDirtyOnWritable: false,
    checksWritableInvariants: false,
    checksTracking: true,
    flush: 'old',
    splitExecutable: 'always',
  },
};

export const V5_19: KernelFormat = {
  ...V4_15,
  kernel: 'v5.19',
  title: 'v5.19, after the XCHG series',
  fields: { ept: EPT_FIELDS_V5_19, npt: NPT_FIELDS_V5_19 },
  adTypes: { disabled: 1, wrprotOnly: 2 },
  savedBits: { mask: SAVED_RX, shift: 54 },
  frozen: { lo: 0x5a0, hi: 0 },
  mmio: {
    genFields: mmioGenFields({ low: 8, high: 11 }),
    firstGenBit: 0,
    genBits: 19,
    strayGenBit: { mask: ZERO64, value: 0 },
    genInProgress: GEN_UPDATE_IN_PROGRESS,
    accessIn: 'kept-bits',
  },
  rules: {
    ...V4_15.rules,
    volatile: 'v5.18',
    present: 'mmu-present-bit',
    freezes: true,
    locklesslyWritable: 'mmu-writable',
    makeSpteShortcut: 'any-old-value',
    marksDirtyOnWritable: true,
    checksWritableInvariants: true,
    checksTracking: false,
  },
};

export const V5_18_PRE: KernelFormat = {
  ...V5_19,
  kernel: 'v5.18pre',
  title: 'v5.18-rc, before the XCHG series',
  rules: { ...V5_19.rules, volatile: 'v5.17' },
};

/** Empty and frozen SPTEs have bit 63, so that EPT raises no #VE over them. */
export const V6_12: KernelFormat = {
  ...V5_19,
  kernel: 'v6.12',
  title: 'v6.12',
  fields: { ept: EPT_FIELDS_V6_12, npt: NPT_FIELDS_V5_19 },
  frozen: { lo: 0x5a0, hi: 0x8000_0000 },
  nonpresentValue: bit(63),
  rules: {
    ...V5_19.rules,
    makeSpteShortcut: 'last-level-old-value',
    marksDirtyOnWritable: false,
    splitExecutable: 'if-role-allows',
  },
};

/** After the series of v6.13, and lockless aging of v6.15. */
export const V6_17: KernelFormat = {
  ...V6_12,
  kernel: 'v6.17',
  title: 'v6.17',
  rules: {
    ...V6_12.rules,
    volatile: 'v6.15',
    dirtyWithWrite: true,
    softwareAd: true,
    synchronizingKeepsAccessed: true,
    pfnNotifications: false,
    flush: 'new',
  },
};

/** Bit 10 became the CPU's: nearly every software bit moved. */
export const V7_2: KernelFormat = {
  ...V6_17,
  kernel: 'v7.2',
  title: 'v7.2, with bits for mode-based execute control',
  fields: { ept: EPT_FIELDS_V7_2, npt: NPT_FIELDS_V7_2 },
  savedBits: { mask: { lo: 0x405, hi: 0 }, shift: 52 },
  frozen: { lo: 0x1a0, hi: 0x8000_0000 },
  mmio: { ...V6_17.mmio, genFields: mmioGenFields({ low: 7, high: 11 }), genBits: 18 },
  acc: ACC_BITS_V7_2,
  rules: { ...V6_17.rules, splitExecutable: 'as-role-says' },
};

export const KERNEL_FORMATS: readonly KernelFormat[] = [
  V4_15,
  V5_18_PRE,
  V5_19,
  V6_12,
  V6_17,
  V7_2,
];
