/**
 * Dirty logging of one leaf: the bit whose disappearance makes the next write show up again. With PML
 * that is D, unless writes through this SPTE must be caught by W.
 */
import { assertNever } from '../../base/assert.ts';
import { equal64, hasAny, type MutableWord64, type Word64 } from '../../base/word64.ts';
import { kvmAdEnabled, spteAdNeedWriteProtect } from './predicates.ts';
import type { SpteLayout } from './spte-layout.ts';

/**
 * Which SPTEs lose W instead of D:
 * spteType - those that say so themselves, by their A/D type;
 * globalAd - all, when KVM does not use A/D bits at all (5982a5392663, v6.4: forgets nested guests);
 * rootRole - these, and those in the tables of a nested guest while PML is on (2673dfb591a3, v6.9).
 */
export type NeedWrprotRule = 'spteType' | 'globalAd' | 'rootRole';

/**
 * How the bit is taken away under mmu_lock held for write, for one gfn after the other:
 * setSpte - as any TDP MMU write, with its bookkeeping;
 * and - LOCK AND if volatile, else a store; the page counts as dirty (89c313f20c1e, v6.4).
 */
export type ClearDirtyRule = 'setSpte' | 'and';

/** Filled by the caller, who makes one and reuses it. */
export interface ClearDirtyRequest {
  spte: Word64;
  /** The walk is asked to take W, from everything. */
  wrprot: boolean;
  /** The tables walked are a nested guest's. */
  guestMode: boolean;
}

/** The result is a sum of these. */
export const CLEAR_DIRTY_CHANGED = 1;
/** A kernel built to check itself warns: D is no use in an SPTE of the write-protect type. */
export const CLEAR_DIRTY_MMU_WARNING = 2;

/**
 * Writes the SPTE without its W or D to `out`, which may be the SPTE itself.
 * ref: linux v5.19 arch/x86/kvm/mmu/tdp_mmu.c clear_dirty_gfn_range() clear_dirty_pt_masked()
 * ref: linux v6.12 arch/x86/kvm/mmu/tdp_mmu.c tdp_mmu_need_write_protect()
 */
export function clearDirtySpte(
  layout: SpteLayout,
  rule: NeedWrprotRule,
  request: Readonly<ClearDirtyRequest>,
  out: MutableWord64,
): number {
  const { spte, wrprot } = request;
  const byW = wrprot || needsWrprot(layout, rule, request);
  const bit = byW ? layout.masks.writable : layout.masks.dirty;
  const changes = hasAny(spte, bit);
  const warns =
    rule !== 'spteType' && equal64(bit, layout.masks.dirty) && spteAdNeedWriteProtect(layout, spte);
  out.copy(spte).clear(bit);
  return (changes ? CLEAR_DIRTY_CHANGED : 0) + (warns ? CLEAR_DIRTY_MMU_WARNING : 0);
}

function needsWrprot(
  layout: SpteLayout,
  rule: NeedWrprotRule,
  { guestMode, spte }: Readonly<ClearDirtyRequest>,
): boolean {
  switch (rule) {
    case 'spteType':
      return spteAdNeedWriteProtect(layout, spte);
    case 'globalAd':
      return !kvmAdEnabled(layout);
    case 'rootRole':
      return !kvmAdEnabled(layout) || (guestMode && layout.config.pml);
    default:
      return assertNever(rule);
  }
}
