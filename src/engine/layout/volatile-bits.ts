/**
 * May somebody without mmu_lock be changing this SPTE right now? Then a plain store could lose what
 * they wrote.
 */
import { assertNever } from '../../base/assert.ts';
import { hasAny, type Word64 } from '../../base/word64.ts';
import {
  isAccessTrackSpte,
  isMmuWritableSpte,
  isShadowPresentLeaf,
  isShadowPresentPte,
  isWritablePte,
  spteAdEnabled,
} from './predicates.ts';
import type { SpteLayout, TdpWriteRule, VolatileRule } from './spte-layout.ts';

/**
 * ref: linux v5.19 arch/x86/kvm/mmu/spte.c spte_has_volatile_bits()
 * ref: linux v6.17 arch/x86/kvm/mmu/spte.c spte_needs_atomic_update()
 */
export function spteHasVolatileBits(layout: SpteLayout, spte: Word64): boolean {
  return hasVolatileBitsBy(layout.rules.volatile, layout, spte);
}

/**
 * The truth whatever the kernel's own test says: W that the fast page fault may set, access tracking
 * that it may undo, A and D that the CPU may set. From v6.15 on a lost A alone is no loss: aging without
 * mmu_lock loses as much.
 */
export function mayChangeWithoutLock(layout: SpteLayout, spte: Word64): boolean {
  const rule = layout.rules.volatile === 'v6.15' ? 'v6.15' : 'v5.18';
  return hasVolatileBitsBy(rule, layout, spte);
}

function hasVolatileBitsBy(rule: VolatileRule, layout: SpteLayout, spte: Word64): boolean {
  switch (rule) {
    case 'v5.17':
      // Asks for presence itself; later kernels leave that to the caller.
      return (
        isShadowPresentPte(layout, spte) &&
        (isMmuWritableSpte(layout, spte) ||
          isAccessTrackSpte(layout, spte) ||
          cpuMaySetAd(layout, spte))
      );
    case 'v5.18':
      return (
        fastPageFaultMaySetW(layout, spte) ||
        isAccessTrackSpte(layout, spte) ||
        cpuMaySetAd(layout, spte)
      );
    case 'v6.15':
      return (
        fastPageFaultMaySetW(layout, spte) ||
        !spteAdEnabled(layout, spte) ||
        cpuMaySetD(layout, spte)
      );
    default:
      return assertNever(rule);
  }
}

function fastPageFaultMaySetW(layout: SpteLayout, spte: Word64): boolean {
  return !isWritablePte(layout, spte) && isMmuWritableSpte(layout, spte);
}

function cpuMaySetAd(layout: SpteLayout, spte: Word64): boolean {
  if (!spteAdEnabled(layout, spte)) return false;
  return !hasAny(spte, layout.masks.accessed) || cpuMaySetD(layout, spte);
}

function cpuMaySetD(layout: SpteLayout, spte: Word64): boolean {
  return isWritablePte(layout, spte) && !hasAny(spte, layout.masks.dirty);
}

/**
 * Does a TDP MMU writer that holds mmu_lock for write exchange this SPTE instead of storing over it?
 * Judged on what the writer read before, not on what memory holds by now.
 * ref: linux v5.19 arch/x86/kvm/mmu/tdp_iter.h kvm_tdp_mmu_write_spte()
 */
export function usesAtomicWrite(
  layout: SpteLayout,
  rule: TdpWriteRule,
  old: Word64,
  level: number,
): boolean {
  return (
    rule === 'xchg' && isShadowPresentLeaf(layout, old, level) && spteHasVolatileBits(layout, old)
  );
}
