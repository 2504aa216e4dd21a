/**
 * What the kernel asks of one SPTE. Pure functions of its bits: many tests and rows ask them of
 * SPTEs that could not exist, and get the kernel's answer all the same.
 */
import { equal64, hasAny, isZero, matches, type Word64 } from '../../base/word64.ts';
import { VMX_EPT_MISCONFIG_WX_VALUE, VMX_EPT_RWX_MASK } from './ept-misconfig.ts';
import type { SpteLayout } from './spte-layout.ts';

/** ref: linux v5.19 arch/x86/kvm/mmu/spte.h is_shadow_present_pte() */
export function isShadowPresentPte(layout: SpteLayout, spte: Word64): boolean {
  if (layout.rules.present === 'mmu-present-bit') return hasAny(spte, layout.masks.mmuPresent);
  return !isZero(spte) && !isMmioSpte(layout, spte);
}

/** ref: linux v5.19 arch/x86/kvm/mmu/spte.h is_large_pte() */
export function isLargePte(layout: SpteLayout, spte: Word64): boolean {
  return hasAny(spte, layout.masks.pageSize);
}

/** ref: linux v5.19 arch/x86/kvm/mmu/spte.h is_last_spte() */
export function isLastSpte(layout: SpteLayout, spte: Word64, level: number): boolean {
  return level === 1 || isLargePte(layout, spte);
}

/** Present, and not a pointer to a table. */
export function isShadowPresentLeaf(layout: SpteLayout, spte: Word64, level: number): boolean {
  return isShadowPresentPte(layout, spte) && isLastSpte(layout, spte, level);
}

/** ref: linux v5.19 arch/x86/kvm/mmu/spte.h is_mmio_spte() */
export function isMmioSpte(layout: SpteLayout, spte: Word64): boolean {
  return layout.mmioCaching && matches(spte, layout.masks.mmioMask, layout.masks.mmioValue);
}

/** ref: linux v5.19 arch/x86/kvm/mmu/spte.h is_removed_spte(); is_frozen_spte() since v6.11 */
export function isFrozenSpte(layout: SpteLayout, spte: Word64): boolean {
  return layout.rules.freezes && equal64(spte, layout.constants.FROZEN_SPTE);
}

/** ref: linux v5.19 arch/x86/kvm/mmu/spte.h is_writable_pte() */
export function isWritablePte(layout: SpteLayout, spte: Word64): boolean {
  return hasAny(spte, layout.masks.writable);
}

/**
 * ref: linux v5.19 arch/x86/kvm/mmu/spte.h is_mmu_writable_spte()
 * ref: linux v4.15 arch/x86/kvm/mmu.c spte_can_locklessly_be_made_writable()
 */
export function isMmuWritableSpte(layout: SpteLayout, spte: Word64): boolean {
  return matches(spte, layout.masks.locklesslyWritable, layout.masks.locklesslyWritable);
}

/** The kernel tests shadow_host_writable_mask in place. */
export function isHostWritableSpte(layout: SpteLayout, spte: Word64): boolean {
  return hasAny(spte, layout.masks.hostWritable);
}

/**
 * With execute bits for supervisor and user, either will do: KVM sets and clears them together.
 * ref: linux v5.19 arch/x86/kvm/mmu/spte.h is_executable_pte()
 */
export function isExecutablePte(layout: SpteLayout, spte: Word64): boolean {
  const { executable, noExecute } = layout.masks;
  return (isZero(executable) || hasAny(spte, executable)) && !hasAny(spte, noExecute);
}

/** ref: linux v5.19 arch/x86/kvm/mmu/spte.h spte_ad_enabled() */
export function spteAdEnabled(layout: SpteLayout, spte: Word64): boolean {
  return !matches(spte, layout.masks.adType, layout.masks.adDisabled);
}

/** Does KVM use A/D bits at all? ref: linux v5.19 arch/x86/kvm/mmu/spte.h kvm_ad_enabled() */
export function kvmAdEnabled({ config }: SpteLayout): boolean {
  return config.vendor === 'npt' || config.adBits;
}

/** ref: linux v5.19 arch/x86/kvm/mmu/spte.h spte_ad_need_write_protect() */
export function spteAdNeedWriteProtect(layout: SpteLayout, spte: Word64): boolean {
  return hasAny(spte, layout.masks.adType);
}

/** ref: linux v5.19 arch/x86/kvm/mmu/spte.h is_access_track_spte() */
export function isAccessTrackSpte(layout: SpteLayout, spte: Word64): boolean {
  return !spteAdEnabled(layout, spte) && !hasAny(spte, layout.masks.accTrack);
}

/** Does the Accessed bit of this very SPTE mean anything? (spte_shadow_accessed_mask() is not 0) */
export function hasAccessedBit(layout: SpteLayout, spte: Word64): boolean {
  if (isZero(layout.masks.accessed)) return false;
  return layout.rules.softwareAd || spteAdEnabled(layout, spte);
}

/** Does the Dirty bit of this very SPTE mean anything? (spte_shadow_dirty_mask() is not 0) */
export function hasDirtyBit(layout: SpteLayout, spte: Word64): boolean {
  if (isZero(layout.masks.dirty)) return false;
  return layout.rules.softwareAd || spteAdEnabled(layout, spte);
}

/** ref: linux v5.19 arch/x86/kvm/mmu/spte.h is_accessed_spte() */
export function isAccessedSpte(layout: SpteLayout, spte: Word64): boolean {
  if (hasAccessedBit(layout, spte)) return hasAny(spte, layout.masks.accessed);
  return !isAccessTrackSpte(layout, spte);
}

/** ref: linux v5.19 arch/x86/kvm/mmu/spte.h is_dirty_spte() */
export function isDirtySpte(layout: SpteLayout, spte: Word64): boolean {
  const mask = hasDirtyBit(layout, spte) ? layout.masks.dirty : layout.masks.writable;
  return hasAny(spte, mask);
}

/**
 * Could an EPT violation here reach the guest as a #VE? An MMIO SPTE is a misconfiguration instead.
 * ref: linux v6.12 arch/x86/kvm/mmu/spte.h is_ept_ve_possible()
 */
export function isEptVePossible(layout: SpteLayout, spte: Word64): boolean {
  const { suppressVe } = layout.masks;
  if (isZero(suppressVe) || hasAny(spte, suppressVe)) return false;
  return (spte.lo & VMX_EPT_RWX_MASK) !== VMX_EPT_MISCONFIG_WX_VALUE;
}

/** The page frame number; ref: linux v5.19 arch/x86/kvm/mmu/spte.h spte_to_pfn() */
export function spteToPfn(layout: SpteLayout, spte: Word64): number {
  const mask = layout.masks.baseAddr;
  return ((spte.hi & mask.hi) >>> 0) * 0x10_0000 + ((spte.lo & mask.lo) >>> 12);
}

/** Do two SPTEs name the same page frame? Cheaper than comparing two `spteToPfn`. */
export function samePfn(layout: SpteLayout, one: Word64, other: Word64): boolean {
  const mask = layout.masks.baseAddr;
  return ((one.lo ^ other.lo) & mask.lo) === 0 && ((one.hi ^ other.hi) & mask.hi) === 0;
}

export type FaultAccess = 'read' | 'write' | 'exec';

/** ref: linux v5.19 arch/x86/kvm/mmu/mmu.c is_access_allowed() */
export function isAccessAllowed(layout: SpteLayout, spte: Word64, access: FaultAccess): boolean {
  if (access === 'exec') return isExecutablePte(layout, spte);
  if (access === 'write') return isWritablePte(layout, spte);
  return hasAny(spte, layout.masks.readable);
}

/**
 * How many of the kernel's warnings the writable bits set off: MMU-writable needs host-writable, and
 * W needs MMU-writable.
 * ref: linux v5.19 arch/x86/kvm/mmu/spte.h check_spte_writable_invariants()
 */
export function checkSpteWritableInvariants(layout: SpteLayout, spte: Word64): number {
  if (!layout.rules.checksWritableInvariants) return 0;
  if (hasAny(spte, layout.masks.mmuWritable)) return isHostWritableSpte(layout, spte) ? 0 : 1;
  return isWritablePte(layout, spte) ? 1 : 0;
}

/**
 * W is not there afterwards, and may have been there before: by the time of the write, or earlier
 * and cached in a TLB since.
 */
export function mayHaveBeenWritten(layout: SpteLayout, oldSpte: Word64, newSpte: Word64): boolean {
  return isMmuWritableSpte(layout, oldSpte) && !isWritablePte(layout, newSpte);
}
