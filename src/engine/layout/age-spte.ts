/**
 * Aging: was the page accessed since the last time anybody asked? The SPTE loses A, or, without A/D
 * bits, its permissions. How it gets into memory is the kernel's `AgingRule`.
 */
import type { MutableWord64, Word64 } from '../../base/word64.ts';
import { markSpteForAccessTrack } from './access-track.ts';
import { isAccessedSpte, isWritablePte, spteAdEnabled } from './predicates.ts';
import type { SpteLayout } from './spte-layout.ts';

/**
 * How aging writes, with A/D bits and without:
 * setSpte - as any TDP MMU write under mmu_lock, with its bookkeeping, in both cases;
 * clearBit - LOCK AND of A, always; XCHG if volatile, else a store (shadow MMU);
 * and - LOCK AND of A if volatile, else a store; XCHG if volatile, else a store (7ee131e3a3c3, v6.4);
 * locklessAnd - no mmu_lock; LOCK AND of A, always; one compare-exchange that may fail (b146a9b34aed, v6.15);
 * locklessCas - no mmu_lock; one compare-exchange that may fail, in both cases (v7.2).
 */
export type AgingRule = 'setSpte' | 'clearBit' | 'and' | 'locklessAnd' | 'locklessCas';

/** The result is a sum of these. */
export const AGE_YOUNG = 1;
/** The page may be dirty, and this is the last time the SPTE shows it (kvm_set_pfn_dirty). */
export const AGE_PFN_DIRTY = 2;

/**
 * Writes what aging makes of a present leaf to `out`, which may be the SPTE itself; nothing changes if
 * the page was not accessed.
 * ref: linux v5.19 arch/x86/kvm/mmu/tdp_mmu.c age_gfn_range()
 * ref: linux v6.17 arch/x86/kvm/mmu/tdp_mmu.c kvm_tdp_mmu_age_spte()
 * ref: linux v4.15 arch/x86/kvm/mmu.c mmu_spte_age()
 */
export function ageSpte(layout: SpteLayout, spte: Word64, out: MutableWord64): number {
  const dirty =
    layout.rules.pfnNotifications && !spteAdEnabled(layout, spte) && isWritablePte(layout, spte);
  if (!isAccessedSpte(layout, spte)) {
    out.copy(spte);
    return 0;
  }
  markSpteForAccessTrack(layout, spte, out);
  return AGE_YOUNG + (dirty ? AGE_PFN_DIRTY : 0);
}

/** Whether the write of `ageSpte` goes through the bookkeeping that every change of an SPTE sets off. */
export function agingRecordsChange(rule: AgingRule): boolean {
  return rule === 'setSpte';
}
