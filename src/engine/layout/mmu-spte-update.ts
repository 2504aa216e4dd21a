/**
 * The update of a present SPTE in the shadow MMU, and with it the question the TDP MMU asks too:
 * must the TLBs be flushed because of this change?
 */
import type { Word64 } from '../../base/word64.ts';
import { updateNeedsFlush, type FlushQuestion } from './flush-rule.ts';
import {
  checkSpteWritableInvariants,
  isAccessedSpte,
  isDirtySpte,
  isShadowPresentPte,
  samePfn,
} from './predicates.ts';
import type { SpteLayout } from './spte-layout.ts';
import { spteHasVolatileBits } from './volatile-bits.ts';

export { mayHaveBeenWritten } from './predicates.ts';

/** Filled by the caller, who makes one and reuses it. */
export interface MmuSpteUpdateRequest {
  /** What memory holds: the shadow MMU reads and writes under one lock section. */
  old: Word64;
  new: Word64;
}

/** The result is a sum of these and of the number of kernel warnings: see `mmuSpteUpdateWarnings`. */
export const MMU_SPTE_UPDATE_FLUSH = 1;
export const MMU_SPTE_UPDATE_PFN_ACCESSED = 2;
export const MMU_SPTE_UPDATE_PFN_DIRTY = 4;
export const MMU_SPTE_UPDATE_XCHG = 8;
const MMU_SPTE_UPDATE_WARNING = 16;

export function mmuSpteUpdateWarnings(result: number): number {
  return Math.floor(result / MMU_SPTE_UPDATE_WARNING);
}

/** ref: linux v5.19 arch/x86/kvm/mmu/mmu.c mmu_spte_update() */
export function mmuSpteUpdate(layout: SpteLayout, request: Readonly<MmuSpteUpdateRequest>): number {
  const { new: newSpte, old: oldSpte } = request;
  let warnings = checkSpteWritableInvariants(layout, newSpte);
  if (!isShadowPresentPte(layout, newSpte)) warnings += 1;
  if (!isShadowPresentPte(layout, oldSpte)) return warnings * MMU_SPTE_UPDATE_WARNING;
  if (!samePfn(layout, oldSpte, newSpte)) warnings += 1;
  let result = warnings * MMU_SPTE_UPDATE_WARNING;
  if (spteHasVolatileBits(layout, oldSpte)) result += MMU_SPTE_UPDATE_XCHG;
  if (layout.rules.pfnNotifications) {
    if (losesAccessed(layout, oldSpte, newSpte)) result += MMU_SPTE_UPDATE_PFN_ACCESSED;
    if (losesDirty(layout, oldSpte, newSpte)) result += MMU_SPTE_UPDATE_PFN_DIRTY;
  }
  if (leafSpteChangeNeedsTlbFlush(layout, request)) result += MMU_SPTE_UPDATE_FLUSH;
  return result;
}

/**
 * Must a present leaf that becomes another present leaf be flushed from the TLBs?
 * ref: linux v6.17 arch/x86/kvm/mmu/spte.h leaf_spte_change_needs_tlb_flush()
 * ref: linux v5.19 arch/x86/kvm/mmu/mmu.c mmu_spte_update(), where the older rule is written out
 */
export function leafSpteChangeNeedsTlbFlush(
  layout: SpteLayout,
  change: Readonly<FlushQuestion>,
): boolean {
  return updateNeedsFlush(layout, layout.rules.flush, change);
}

function losesAccessed(layout: SpteLayout, oldSpte: Word64, newSpte: Word64): boolean {
  return isAccessedSpte(layout, oldSpte) && !isAccessedSpte(layout, newSpte);
}

function losesDirty(layout: SpteLayout, oldSpte: Word64, newSpte: Word64): boolean {
  return isDirtySpte(layout, oldSpte) && !isDirtySpte(layout, newSpte);
}

/**
 * What the shadow MMU tells of a present SPTE that it removes: MMU_SPTE_UPDATE_PFN_* bits.
 * ref: linux v4.15 arch/x86/kvm/mmu.c mmu_spte_clear_track_bits()
 */
export function mmuSpteClearTrackBits(layout: SpteLayout, oldSpte: Word64): number {
  if (!layout.rules.pfnNotifications || !isShadowPresentPte(layout, oldSpte)) return 0;
  const accessed = isAccessedSpte(layout, oldSpte) ? MMU_SPTE_UPDATE_PFN_ACCESSED : 0;
  const dirty = isDirtySpte(layout, oldSpte) ? MMU_SPTE_UPDATE_PFN_DIRTY : 0;
  return accessed + dirty;
}
