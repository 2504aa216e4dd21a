/**
 * The update of a present SPTE in the shadow MMU, and with it the question the TDP MMU asks too:
 * must the TLBs be flushed because of this change?
 */
import type { Word64 } from '../../base/word64.ts';
import {
  checkSpteWritableInvariants,
  isAccessedSpte,
  isDirtySpte,
  isMmuWritableSpte,
  isShadowPresentPte,
  isWritablePte,
  samePfn,
} from './predicates.ts';
import type { SpteLayout } from './spte-layout.ts';
import { spteHasVolatileBits } from './volatile-bits.ts';

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
export function mmuSpteUpdate(
  layout: SpteLayout,
  { new: newSpte, old: oldSpte }: Readonly<MmuSpteUpdateRequest>,
): number {
  let warnings = checkSpteWritableInvariants(layout, newSpte);
  if (!isShadowPresentPte(layout, newSpte)) warnings += 1;
  if (!isShadowPresentPte(layout, oldSpte)) return warnings * MMU_SPTE_UPDATE_WARNING;
  if (!samePfn(layout, oldSpte, newSpte)) warnings += 1;
  let result = warnings * MMU_SPTE_UPDATE_WARNING;
  if (spteHasVolatileBits(layout, oldSpte)) result += MMU_SPTE_UPDATE_XCHG;
  const losesAccessed = isAccessedSpte(layout, oldSpte) && !isAccessedSpte(layout, newSpte);
  const losesDirty = isDirtySpte(layout, oldSpte) && !isDirtySpte(layout, newSpte);
  if (losesAccessed) result += MMU_SPTE_UPDATE_PFN_ACCESSED;
  if (losesDirty) result += MMU_SPTE_UPDATE_PFN_DIRTY;
  if (losesAccessed || losesDirty || mayHaveBeenWritten(layout, oldSpte, newSpte)) {
    result += MMU_SPTE_UPDATE_FLUSH;
  }
  return result;
}

/**
 * W is not there afterwards, and may have been there before: by the time of the write, or earlier
 * and cached in a TLB since.
 */
export function mayHaveBeenWritten(layout: SpteLayout, oldSpte: Word64, newSpte: Word64): boolean {
  return isMmuWritableSpte(layout, oldSpte) && !isWritablePte(layout, newSpte);
}
