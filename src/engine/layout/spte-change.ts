/**
 * The bookkeeping of one SPTE change: whom the kernel tells. The answer is a sum of bits, so that
 * asking allocates nothing.
 */
import { equal64, type Word64 } from '../../base/word64.ts';
import {
  checkSpteWritableInvariants,
  isAccessedSpte,
  isDirtySpte,
  isFrozenSpte,
  isLastSpte,
  isMmioSpte,
  isShadowPresentLeaf,
  isShadowPresentPte,
  isWritablePte,
  samePfn,
} from './predicates.ts';
import type { SpteLayout } from './spte-layout.ts';

/** Filled by the caller, who makes one and reuses it. */
export interface SpteChangeRequest {
  old: Word64;
  new: Word64;
  level: number;
}

/** The page the old SPTE mapped was accessed (kvm_set_pfn_accessed). */
export const SPTE_CHANGE_PFN_ACCESSED = 1;
/** The page the old SPTE mapped was written to (kvm_set_pfn_dirty). */
export const SPTE_CHANGE_PFN_DIRTY = 2;
/** The gfn becomes writable: its bit in the dirty bitmap is set (mark_page_dirty_in_slot). */
export const SPTE_CHANGE_MARK_DIRTY = 4;
/** One mapped page more, or less, at this level (kvm_update_page_stats). */
export const SPTE_CHANGE_LEAF_ADDED = 8;
export const SPTE_CHANGE_LEAF_REMOVED = 16;
/** A table is unlinked and must be torn down (handle_removed_pt). */
export const SPTE_CHANGE_TABLE_REMOVED = 32;
/** A leaf changed its page without being zapped and flushed in between: the kernel stops (BUG). */
export const SPTE_CHANGE_BUG = 64;
const SPTE_CHANGE_WARNING = 128;

export function spteChangeWarnings(change: number): number {
  return Math.floor(change / SPTE_CHANGE_WARNING);
}

/**
 * Everything a TDP MMU write that records all of it sets off.
 * ref: linux v5.19 arch/x86/kvm/mmu/tdp_mmu.c handle_changed_spte()
 */
export function spteChange(layout: SpteLayout, request: Readonly<SpteChangeRequest>): number {
  const structure = structureChange(layout, request);
  if ((structure & SPTE_CHANGE_BUG) !== 0) return structure;
  return structure | accTrackChange(layout, request) | dirtyLogChange(layout, request);
}

/**
 * What every TDP MMU write sets off, whatever it is for.
 * ref: linux v5.19 arch/x86/kvm/mmu/tdp_mmu.c __handle_changed_spte()
 */
export function structureChange(layout: SpteLayout, request: Readonly<SpteChangeRequest>): number {
  const { level, new: newSpte, old: oldSpte } = request;
  const wasPresent = isShadowPresentPte(layout, oldSpte);
  const isPresent = isShadowPresentPte(layout, newSpte);
  const wasLeaf = wasPresent && isLastSpte(layout, oldSpte, level);
  const isLeaf = isPresent && isLastSpte(layout, newSpte, level);
  if (wasLeaf && isLeaf && !samePfn(layout, oldSpte, newSpte)) return SPTE_CHANGE_BUG;
  if (equal64(oldSpte, newSpte)) return 0;
  const warnings = isLeaf ? checkSpteWritableInvariants(layout, newSpte) : 0;
  if (!wasPresent && !isPresent) return SPTE_CHANGE_WARNING * nonpresentWarnings(layout, request);
  let change = warnings * SPTE_CHANGE_WARNING;
  if (isLeaf !== wasLeaf) change += isLeaf ? SPTE_CHANGE_LEAF_ADDED : SPTE_CHANGE_LEAF_REMOVED;
  if (wasLeaf && losesDirty(layout, request)) change += SPTE_CHANGE_PFN_DIRTY;
  if (wasPresent && !wasLeaf) change += tableChange(layout, request);
  return change;
}

/** Between two non-present values, only MMIO and freezing are expected. */
function nonpresentWarnings(layout: SpteLayout, request: Readonly<SpteChangeRequest>): number {
  const expected =
    isMmioSpte(layout, request.old) ||
    isMmioSpte(layout, request.new) ||
    isFrozenSpte(layout, request.new);
  return expected ? 0 : 1;
}

function losesDirty(layout: SpteLayout, request: Readonly<SpteChangeRequest>): boolean {
  if (!layout.rules.pfnNotifications || !isDirtySpte(layout, request.old)) return false;
  return (
    !isShadowPresentPte(layout, request.new) ||
    !isDirtySpte(layout, request.new) ||
    !samePfn(layout, request.old, request.new)
  );
}

/** The old SPTE linked a table. Linking another one in its place is a bug the kernel survives. */
function tableChange(layout: SpteLayout, request: Readonly<SpteChangeRequest>): number {
  const { level, new: newSpte, old: oldSpte } = request;
  if (!isShadowPresentPte(layout, newSpte) || isLastSpte(layout, newSpte, level)) {
    return SPTE_CHANGE_TABLE_REMOVED;
  }
  return samePfn(layout, oldSpte, newSpte) ? 0 : SPTE_CHANGE_TABLE_REMOVED + SPTE_CHANGE_WARNING;
}

/** ref: linux v5.19 arch/x86/kvm/mmu/tdp_mmu.c handle_changed_spte_acc_track() */
export function accTrackChange(layout: SpteLayout, request: Readonly<SpteChangeRequest>): number {
  const { level, new: newSpte, old: oldSpte } = request;
  if (!layout.rules.pfnNotifications || !isShadowPresentLeaf(layout, oldSpte, level)) return 0;
  if (!isAccessedSpte(layout, oldSpte)) return 0;
  const keepsAccessed =
    isShadowPresentPte(layout, newSpte) &&
    isAccessedSpte(layout, newSpte) &&
    samePfn(layout, oldSpte, newSpte);
  return keepsAccessed ? 0 : SPTE_CHANGE_PFN_ACCESSED;
}

/** ref: linux v5.19 arch/x86/kvm/mmu/tdp_mmu.c handle_changed_spte_dirty_log() */
export function dirtyLogChange(layout: SpteLayout, request: Readonly<SpteChangeRequest>): number {
  const { level, new: newSpte, old: oldSpte } = request;
  if (!layout.rules.marksDirtyOnWritable || level > 1) return 0;
  if (!isWritablePte(layout, newSpte)) return 0;
  const becomesWritable = !isWritablePte(layout, oldSpte) || !samePfn(layout, oldSpte, newSpte);
  return becomesWritable ? SPTE_CHANGE_MARK_DIRTY : 0;
}
