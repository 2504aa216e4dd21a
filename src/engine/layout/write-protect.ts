/**
 * Taking W away: for dirty logging, after which the fast page fault may give it back, and for write
 * tracking, after which it may not. `out` may be the SPTE itself.
 */
import { hasAny, type MutableWord64, type Word64 } from '../../base/word64.ts';
import { isMmuWritableSpte, isWritablePte } from './predicates.ts';
import type { SpteLayout } from './spte-layout.ts';

/**
 * For dirty logging. Returns whether the SPTE changes.
 * ref: linux v5.19 arch/x86/kvm/mmu/tdp_mmu.c wrprot_gfn_range()
 */
export function wrprotSpte(layout: SpteLayout, spte: Word64, out: MutableWord64): boolean {
  const changes = isWritablePte(layout, spte);
  out.copy(spte).clear(layout.masks.writable);
  return changes;
}

/**
 * For write tracking. Returns whether the SPTE changes, and with it whether TLBs must be flushed
 * before mmu_lock is let go, even if W was clear already: somebody may owe a flush for it.
 * ref: linux v5.19 arch/x86/kvm/mmu/tdp_mmu.c write_protect_gfn()
 */
export function writeProtectGfnSpte(layout: SpteLayout, spte: Word64, out: MutableWord64): boolean {
  const { mmuWritable, writable } = layout.masks;
  const changes = hasAny(spte, writable) || hasAny(spte, mmuWritable);
  out.copy(spte).clear(writable).clear(mmuWritable);
  return changes;
}

/**
 * The shadow MMU's one function for both: `ptProtect` is write tracking. Returns whether the SPTE is
 * updated; whether that needs a flush, `mmuSpteUpdate` says.
 * ref: linux v4.15 arch/x86/kvm/mmu.c spte_write_protect()
 */
export function spteWriteProtect(
  layout: SpteLayout,
  spte: Word64,
  ptProtect: boolean,
  out: MutableWord64,
): boolean {
  out.copy(spte);
  const mayBeWritten = ptProtect && isMmuWritableSpte(layout, spte);
  if (!isWritablePte(layout, spte) && !mayBeWritten) return false;
  out.clear(layout.masks.writable);
  if (ptProtect) out.clear(layout.masks.mmuWritable);
  return true;
}
