/**
 * Where MMIO SPTEs keep the memslots generation they were made in. Bit 11 must stay clear once it
 * makes an SPTE present, and bit 10 in v7.2 once the CPU reads it.
 * ref: linux v5.19 arch/x86/kvm/mmu/spte.h MMIO_SPTE_GEN_LOW_MASK
 */
import type { BitField } from './bit-field.ts';

interface GenBits {
  /** Width of the low part, which begins at bit 3. */
  readonly low: number;
  /** Width of the high part, which begins at bit 52. */
  readonly high: number;
}

export function mmioGenFields({ high, low }: GenBits): readonly BitField[] {
  return [
    {
      name: 'mmioGenLow',
      label: 'GL',
      shift: 3,
      width: low,
      kind: 'software',
      appliesTo: 'leaf',
      kernelName: 'MMIO_SPTE_GEN_LOW_MASK',
      meaning: 'The low bits of the memslots generation this MMIO SPTE was made in.',
    },
    {
      name: 'mmioGenHigh',
      label: 'GH',
      shift: 52,
      width: high,
      kind: 'software',
      appliesTo: 'leaf',
      kernelName: 'MMIO_SPTE_GEN_HIGH_MASK',
      meaning: 'The high bits of the memslots generation this MMIO SPTE was made in.',
    },
  ];
}
