/**
 * What one kernel contributes to a layout, whatever the CPU. A new kernel is a new value of this type.
 */
import type { BitField } from './bit-field.ts';
import { EPT_FIELDS_V5_19 } from './ept-fields.ts';
import { NPT_FIELDS_V5_19 } from './npt-fields.ts';
import type { AccBits, KernelVersion, SpteRules, Vendor } from './spte-layout.ts';
import type { Word64 } from '../../base/word64.ts';

export interface KernelFormat {
  readonly kernel: KernelVersion;
  /** The kernel, as people call it. */
  readonly title: string;
  readonly fields: Readonly<Partial<Record<Vendor, readonly BitField[]>>>;
  /** Value of the A/D type field in an SPTE without A/D bits, and in one that is write-protected to log. */
  readonly adTypes: { readonly disabled: number; readonly wrprotOnly: number };
  readonly savedBits: { readonly mask: Word64; readonly shift: number };
  readonly frozen: Word64;
  readonly nonpresentValue: Word64;
  readonly mmio: MmioFormat;
  readonly acc: AccBits;
  readonly rules: SpteRules;
}

export interface MmioFormat {
  readonly genFields: readonly BitField[];
  /** Generation bits below this one are not stored. */
  readonly firstGenBit: number;
  readonly genBits: number;
}

const ACC_V5_19: AccBits = {
  ACC_READ_MASK: 0,
  ACC_EXEC_MASK: 1,
  ACC_WRITE_MASK: 2,
  ACC_USER_MASK: 4,
  ACC_ALL: 7,
};

/** Bit 11 must stay clear: it would make an MMIO SPTE present. */
const MMIO_GEN_FIELDS_19: readonly BitField[] = [
  {
    name: 'mmioGenLow',
    label: 'GL',
    shift: 3,
    width: 8,
    kind: 'software',
    appliesTo: 'leaf',
    kernelName: 'MMIO_SPTE_GEN_LOW_MASK',
    meaning: 'The low bits of the memslots generation this MMIO SPTE was made in.',
  },
  {
    name: 'mmioGenHigh',
    label: 'GH',
    shift: 52,
    width: 11,
    kind: 'software',
    appliesTo: 'leaf',
    kernelName: 'MMIO_SPTE_GEN_HIGH_MASK',
    meaning: 'The high bits of the memslots generation this MMIO SPTE was made in.',
  },
];

const V5_19_RULES: SpteRules = {
  volatile: 'v5.18',
  present: 'mmu-present-bit',
  makeSpteShortcut: 'any-old-value',
  softwareAd: false,
  synchronizingKeepsAccessed: false,
  pfnNotifications: true,
  marksDirtyOnWritable: true,
  checksWritableInvariants: true,
};

export const V5_19: KernelFormat = {
  kernel: 'v5.19',
  title: 'v5.19, after the XCHG series',
  fields: { ept: EPT_FIELDS_V5_19, npt: NPT_FIELDS_V5_19 },
  adTypes: { disabled: 1, wrprotOnly: 2 },
  savedBits: { mask: { lo: 0x5, hi: 0 }, shift: 54 },
  frozen: { lo: 0x5a0, hi: 0 },
  nonpresentValue: { lo: 0, hi: 0 },
  mmio: { genFields: MMIO_GEN_FIELDS_19, firstGenBit: 0, genBits: 19 },
  acc: ACC_V5_19,
  rules: V5_19_RULES,
};

export const V5_18_PRE: KernelFormat = {
  ...V5_19,
  kernel: 'v5.18pre',
  title: 'v5.18-rc, before the XCHG series',
  rules: { ...V5_19_RULES, volatile: 'v5.17' },
};

export const KERNEL_FORMATS: readonly KernelFormat[] = [V5_18_PRE, V5_19];
