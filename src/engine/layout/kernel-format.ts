/**
 * What one kernel contributes to a layout, whatever the CPU. A new kernel is a new value of this type.
 */
import type { BitField } from './bit-field.ts';
import type { AccBits, KernelVersion, SpteRules, StrayGenBit, Vendor } from './spte-layout.ts';
import type { Word64 } from '../../base/word64.ts';

export interface KernelFormat {
  readonly kernel: KernelVersion;
  /** The kernel, as people call it. */
  readonly title: string;
  readonly fields: Readonly<Partial<Record<Vendor, readonly BitField[]>>>;
  /**
   * Value of the A/D type field in an SPTE without A/D bits, and in one that is write-protected to
   * log; 0 where the kernel has no such type.
   */
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
  readonly strayGenBit: StrayGenBit;
  /** What in a memslots generation says that an update is in progress; nothing, in old kernels. */
  readonly genInProgress: Word64;
  /**
   * Where the ACC_* bits are looked for: in those kept on purpose, or in whatever the MMIO mask
   * leaves of bits 2:0.
   */
  readonly accessIn: 'kept-bits' | 'low-three-bits';
}
