/**
 * Access tracking: without A/D bits, KVM learns of an access by taking the permissions away and
 * saving them in bits the CPU ignores. Constructors write into `out`, which may be the SPTE itself,
 * and return the number of kernel warnings they set off.
 */
import { assert } from '../../base/assert.ts';
import { hasAny, type MutableWord64, type Word64 } from '../../base/word64.ts';
import {
  checkSpteWritableInvariants,
  isAccessTrackSpte,
  isMmuWritableSpte,
  isWritablePte,
  spteAdEnabled,
} from './predicates.ts';
import type { SpteLayout } from './spte-layout.ts';

/** ref: linux v5.19 arch/x86/kvm/mmu/spte.c mark_spte_for_access_track() */
export function markSpteForAccessTrack(
  layout: SpteLayout,
  spte: Word64,
  out: MutableWord64,
): number {
  const { masks } = layout;
  const tracked = isAccessTrackSpte(layout, spte);
  out.copy(spte);
  if (spteAdEnabled(layout, spte)) {
    out.clear(masks.accessed);
    return 0;
  }
  if (tracked) return 0;
  const warnings = lostWriteWarnings(layout, spte) + (hasAny(spte, masks.savedBits) ? 1 : 0);
  const { SHADOW_ACC_TRACK_SAVED_BITS_MASK: saved, SHADOW_ACC_TRACK_SAVED_BITS_SHIFT: shift } =
    layout.constants;
  out.hi = (out.hi | ((out.lo & saved.lo) << (shift - 32))) >>> 0;
  out.clear(masks.accTrack);
  if (layout.rules.softwareAd) out.clear(masks.accessed);
  return warnings;
}

/** W goes; only an MMU-writable SPTE can have it back. */
function lostWriteWarnings(layout: SpteLayout, spte: Word64): number {
  if (!layout.rules.checksTracking) return checkSpteWritableInvariants(layout, spte);
  return isWritablePte(layout, spte) && !isMmuWritableSpte(layout, spte) ? 1 : 0;
}

/** ref: linux v5.19 arch/x86/kvm/mmu/spte.h restore_acc_track_spte() */
export function restoreAccTrackSpte(layout: SpteLayout, spte: Word64, out: MutableWord64): void {
  const { SHADOW_ACC_TRACK_SAVED_BITS_MASK: saved, SHADOW_ACC_TRACK_SAVED_BITS_SHIFT: shift } =
    layout.constants;
  const restored = (spte.hi >>> (shift - 32)) & saved.lo;
  out.copy(spte).clear(layout.masks.accTrack).clear(layout.masks.savedBits);
  out.lo = (out.lo | restored) >>> 0;
}

/** How many warnings restoring sets off; ref: linux v4.15 arch/x86/kvm/mmu.c restore_acc_track_spte() */
export function restoreAccTrackWarnings(layout: SpteLayout, spte: Word64): number {
  if (!layout.rules.checksTracking) return 0;
  return (spteAdEnabled(layout, spte) ? 1 : 0) + (isAccessTrackSpte(layout, spte) ? 0 : 1);
}

/**
 * The SPTE for a page whose host mapping changed and is read-only now.
 * ref: linux v5.19 arch/x86/kvm/mmu/spte.c kvm_mmu_changed_pte_notifier_make_spte()
 */
export function kvmMmuChangedPteNotifierMakeSpte(
  layout: SpteLayout,
  oldSpte: Word64,
  newPfn: number,
  out: MutableWord64,
): number {
  const { masks } = layout;
  out.copy(oldSpte).clear(masks.baseAddr);
  orPfn(out, newPfn);
  out.clear(masks.writable).clear(masks.hostWritable).clear(masks.mmuWritable);
  return markSpteForAccessTrack(layout, out, out);
}

const PFN_LIMIT = 2 ** 40;

/** Places a page frame number, which may exceed 32 bits, in an SPTE. */
export function orPfn(out: MutableWord64, pfn: number): void {
  assert(pfn >= 0 && pfn < PFN_LIMIT, 'a page frame number has at most 40 bits');
  out.lo = (out.lo | ((pfn % 0x10_0000) * 0x1000)) >>> 0;
  out.hi = (out.hi | Math.floor(pfn / 0x10_0000)) >>> 0;
}
