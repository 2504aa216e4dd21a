/**
 * MMIO SPTEs: never present; they remember that a gfn has no memory behind it, and since which
 * generation of the memslots.
 */
import { hasAny, type MutableWord64, type Word64 } from '../../base/word64.ts';
import { fieldValue, orFieldValue } from './bit-field.ts';
import type { SpteLayout } from './spte-layout.ts';

const PAGE_SIZE = 0x1000;
const TWO_32 = 0x1_0000_0000;

/** The stored part of a memslots generation; ref: linux v5.19 arch/x86/kvm/mmu/spte.h get_mmio_spte_generation() */
export function getMmioSpteGeneration(layout: SpteLayout, spte: Word64): number {
  const { stray } = layout.mmioGen;
  let generation = hasAny(spte, stray.mask) ? stray.value : 0;
  let scale = 2 ** layout.mmioGen.firstBit;
  for (const field of layout.mmioGen.fields) {
    generation += fieldValue(spte, field) * scale;
    scale *= 2 ** field.width;
  }
  return generation;
}

/** ref: linux v5.19 arch/x86/kvm/mmu/mmu.c get_mmio_spte_gfn() */
export function getMmioSpteGfn(layout: SpteLayout, spte: Word64): number {
  const { nonpresentOrRsvd: forced, nonpresentOrRsvdLowerGfn: inPlace } = layout.masks;
  const length = layout.constants.SHADOW_NONPRESENT_OR_RSVD_MASK_LEN;
  const movedLo = ((spte.lo >>> length) | (spte.hi << (32 - length))) & forced.lo;
  const movedHi = (spte.hi >>> length) & forced.hi;
  const lo = ((spte.lo & inPlace.lo) | movedLo) >>> 0;
  const hi = ((spte.hi & inPlace.hi) | movedHi) >>> 0;
  return hi * (TWO_32 / PAGE_SIZE) + (lo >>> 12);
}

/** ACC_* bits; ref: linux v5.19 arch/x86/kvm/mmu/mmu.c get_mmio_spte_access() */
export function getMmioSpteAccess(layout: SpteLayout, spte: Word64): number {
  return (spte.lo & layout.masks.mmioAccess.lo) >>> 0;
}

/** Filled by the caller, who makes one and reuses it. */
export interface MakeMmioSpteRequest {
  gfn: number;
  access: number;
  /** Of the memslots; only its low bits are kept. */
  generation: number;
}

/** ref: linux v5.19 arch/x86/kvm/mmu/spte.c make_mmio_spte() */
export function makeMmioSpte(
  layout: SpteLayout,
  { access, generation, gfn }: Readonly<MakeMmioSpteRequest>,
  out: MutableWord64,
): void {
  const { acc, masks } = layout;
  const length = layout.constants.SHADOW_NONPRESENT_OR_RSVD_MASK_LEN;
  const kept = access & (acc.ACC_WRITE_MASK | acc.ACC_USER_MASK) & masks.mmioAccess.lo;
  const gpaLo = (gfn % (TWO_32 / PAGE_SIZE)) * PAGE_SIZE;
  const gpaHi = Math.floor(gfn / (TWO_32 / PAGE_SIZE));
  const forcedLo = gpaLo & masks.nonpresentOrRsvd.lo;
  const forcedHi = gpaHi & masks.nonpresentOrRsvd.hi;
  out.copy(masks.mmioValue).or(masks.nonpresentOrRsvd);
  out.lo = (out.lo | gpaLo | kept | (forcedLo << length)) >>> 0;
  out.hi = (out.hi | gpaHi | (forcedHi << length) | (forcedLo >>> (32 - length))) >>> 0;
  orGeneration(layout, generation, out);
}

function orGeneration(layout: SpteLayout, generation: number, out: MutableWord64): void {
  let rest = Math.floor(generation / 2 ** layout.mmioGen.firstBit);
  for (const field of layout.mmioGen.fields) {
    orFieldValue(out, field, rest % 2 ** field.width);
    rest = Math.floor(rest / 2 ** field.width);
  }
}

/**
 * Is an MMIO SPTE still to be believed under this memslots generation?
 * ref: linux v5.19 arch/x86/kvm/mmu/mmu.c check_mmio_spte()
 */
export function checkMmioSpte(layout: SpteLayout, spte: Word64, generation: Word64): boolean {
  if (hasAny(generation, layout.mmioGen.inProgress)) return false;
  const compared = fieldValue(generation, { shift: 0, width: layout.mmioGen.genBits });
  return getMmioSpteGeneration(layout, spte) === compared;
}
