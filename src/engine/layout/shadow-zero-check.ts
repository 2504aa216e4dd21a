/**
 * Which bits of a TDP SPTE the CPU refuses: KVM's guard against its own mistakes.
 * ref: linux v5.19 arch/x86/kvm/mmu/mmu.c reset_tdp_shadow_zero_bits_mask()
 */
import { present } from '../../base/assert.ts';
import { ZERO64, hasAny, type Word64 } from '../../base/word64.ts';
import { bits, unionOf } from './bit-field.ts';
import type { RsvdBitsValidate, SpteLayout, Vendor } from './spte-layout.ts';

export interface ShadowZeroCheckInput {
  readonly vendor: Vendor;
  readonly maxphyaddr: number;
}

export function shadowZeroCheck({ vendor, maxphyaddr }: ShadowZeroCheckInput): RsvdBitsValidate {
  const high = bits(maxphyaddr, 51);
  return vendor === 'ept' ? eptZeroCheck(high) : nptZeroCheck(high);
}

/**
 * Refused whatever the CPU can do: memory types 2, 3 and 7, W without R, and X without R, although
 * a CPU may well allow the last; KVM never makes one for itself.
 * ref: linux v5.19 arch/x86/kvm/mmu/mmu.c __reset_rsvds_bits_mask_ept()
 */
const EPT_BAD_MT_XWR: Word64 = { lo: 0xffff5454, hi: 0xff545454 };

function eptZeroCheck(high: Word64): RsvdBitsValidate {
  const tableBits = unionOf(high, bits(3, 6));
  const rootBits = unionOf(high, bits(3, 7));
  return {
    rsvdBitsMask: [
      [high, tableBits, tableBits, rootBits],
      [high, unionOf(high, bits(12, 20)), unionOf(high, bits(12, 29)), rootBits],
    ],
    badMtXwr: EPT_BAD_MT_XWR,
  };
}

/** ref: linux v5.19 arch/x86/kvm/mmu/mmu.c __reset_rsvds_bits_mask() with AMD's root rule */
function nptZeroCheck(high: Word64): RsvdBitsValidate {
  const rootBits = unionOf(high, bits(7, 8));
  return {
    rsvdBitsMask: [
      [high, high, high, rootBits],
      [high, unionOf(high, bits(13, 20)), unionOf(high, bits(13, 29)), rootBits],
    ],
    badMtXwr: ZERO64,
  };
}

/** ref: linux v5.19 arch/x86/kvm/mmu/spte.h is_rsvd_spte() */
export function isRsvdSpte(layout: SpteLayout, spte: Word64, level: number): boolean {
  const check = layout.shadowZeroCheck;
  const byLevel = (spte.lo & 0x80) === 0 ? check.rsvdBitsMask[0] : check.rsvdBitsMask[1];
  const mask = present(byLevel[level - 1], 'an SPTE is at level 1 to 4');
  if ((spte.lo & mask.lo) !== 0 || (spte.hi & mask.hi) !== 0) return true;
  // The table has one bit for X: execution by user code counts as well.
  const userExecutable = hasAny(spte, layout.masks.executableByUser) ? 4 : 0;
  const combination = (spte.lo & 0x3f) | userExecutable;
  const half = combination < 32 ? check.badMtXwr.lo : check.badMtXwr.hi;
  return ((half >>> (combination & 31)) & 1) !== 0;
}
