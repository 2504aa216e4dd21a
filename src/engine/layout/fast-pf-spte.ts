/**
 * The fast page fault's decision about the last SPTE of its walk: is the access allowed by now, can it
 * be allowed without mmu_lock, or is this for the slow path?
 */
import { equal64, isZero, type MutableWord64, type Word64 } from '../../base/word64.ts';
import { restoreAccTrackSpte } from './access-track.ts';
import {
  isAccessAllowed,
  isAccessTrackSpte,
  isMmuWritableSpte,
  isShadowPresentLeaf,
  isWritablePte,
  kvmAdEnabled,
  type FaultAccess,
} from './predicates.ts';
import type { SpteLayout } from './spte-layout.ts';

/** What kernels do otherwise; part of a kernel's profile. */
export interface FastPageFaultFlags {
  /**
   * Which faults are tried:
   * presentWriteOrNoAd - writes to what is present to the CPU; without A/D bits also what isn't;
   * anyWhenTracking - on EPT all but fetches from what is present, whether A/D bits are in use or not.
   */
  readonly fastPfEligible: 'anyWhenTracking' | 'presentWriteOrNoAd';
  /** Which SPTEs are looked at for access tracking. */
  readonly fastPfRestores: 'all' | 'withoutAd';
  /** Whether W is given back to a large page, of which the dirty bitmap would be told only one gfn. */
  readonly fastPfLarge: 'never' | 'unlessLogged';
  /**
   * It writes whatever brings the SPTE nearer to what the access needs, even if another fault has to
   * follow (f160c7b7bb32, v4.11), or only what allows the access.
   */
  readonly fastPfFix: 'whatItCan' | 'whatAllows';
}

/** Filled by the caller, who makes one and reuses it. */
export interface FastPageFaultRequest {
  /** What the walk read. */
  spte: Word64;
  level: number;
  access: FaultAccess;
  /** The CPU found the entry present. */
  present: boolean;
  /** The CPU found a reserved bit: an MMIO SPTE of another memslots generation. */
  rsvd: boolean;
  /** The memslot logs dirty pages. */
  slotDirty: boolean;
}

/** Exactly one of these three, */
export const FAST_PF_INVALID = 0;
export const FAST_PF_SPURIOUS = 1;
/** to be written by a compare-exchange, */
export const FAST_PF_FIX = 2;
/** and with it, if W was added: mark the gfn dirty in its memslot, after the compare-exchange. */
export const FAST_PF_MARK_DIRTY = 4;

/** ref: linux v5.19 arch/x86/kvm/mmu/mmu.c page_fault_can_be_fast() */
export function faultCanBeFast(
  layout: SpteLayout,
  { fastPfEligible }: FastPageFaultFlags,
  { access, present, rsvd }: Readonly<FastPageFaultRequest>,
): boolean {
  if (rsvd) return false;
  const presentWrite = present && access === 'write';
  if (fastPfEligible === 'presentWriteOrNoAd') {
    return present ? presentWrite : !kvmAdEnabled(layout);
  }
  if (present && access === 'exec') return false;
  return presentWrite || !isZero(layout.masks.accTrack);
}

/**
 * Writes the SPTE to try to `out`, or the old one. D is left to the CPU.
 * ref: linux v5.19 arch/x86/kvm/mmu/mmu.c fast_page_fault() fast_pf_fix_direct_spte()
 */
export function fastPfSpte(
  layout: SpteLayout,
  flags: FastPageFaultFlags,
  request: Readonly<FastPageFaultRequest>,
  out: MutableWord64,
): number {
  const { access, level, spte } = request;
  out.copy(spte);
  if (!isShadowPresentLeaf(layout, spte, level)) return FAST_PF_INVALID;
  if (isAccessAllowed(layout, spte, access)) return FAST_PF_SPURIOUS;
  restore(layout, flags, out);
  if (access === 'write' && isMmuWritableSpte(layout, spte)) {
    if (refusesLarge(flags, request)) {
      out.copy(spte);
      return FAST_PF_INVALID;
    }
    out.or(layout.masks.writable);
  }
  const helps = flags.fastPfFix === 'whatItCan' || isAccessAllowed(layout, out, access);
  if (equal64(out, spte) || !helps) {
    out.copy(spte);
    return FAST_PF_INVALID;
  }
  const addsW = isWritablePte(layout, out) && !isWritablePte(layout, spte);
  return FAST_PF_FIX + (addsW ? FAST_PF_MARK_DIRTY : 0);
}

function restore(
  layout: SpteLayout,
  { fastPfRestores }: FastPageFaultFlags,
  spte: MutableWord64,
): void {
  if (fastPfRestores === 'withoutAd' && kvmAdEnabled(layout)) return;
  if (!isAccessTrackSpte(layout, spte)) return;
  restoreAccTrackSpte(layout, spte, spte);
  if (layout.rules.softwareAd) spte.or(layout.masks.accessed);
}

function refusesLarge(
  { fastPfLarge }: FastPageFaultFlags,
  { level, slotDirty }: Readonly<FastPageFaultRequest>,
): boolean {
  return level > 1 && (fastPfLarge === 'never' || slotDirty);
}
