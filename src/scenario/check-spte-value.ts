/** Is a 64-bit value one that KVM could have made of a page, and the CPU left there? */
import { equal64, hasAny, hex64, isZero, type Word64 } from '../base/word64.ts';
import {
  isAccessTrackSpte,
  isHostWritableSpte,
  isLargePte,
  isShadowPresentLeaf,
  isWritablePte,
  spteToPfn,
} from '../engine/layout/predicates.ts';
import { isRsvdSpte } from '../engine/layout/shadow-zero-check.ts';
import type { SpteLayout } from '../engine/layout/spte-layout.ts';
import type { Complaint } from './issues.ts';

export interface LeafToBuild {
  readonly layout: SpteLayout;
  readonly gfn: number;
  /** Of the leaf: 2 for a page of 2 MiB. */
  readonly level: 1 | 2;
  /** The host page behind the gfn. */
  readonly pfn: number;
  /** The host maps it writable. */
  readonly hostWritable: boolean;
}

export function hostReadOnly({ gfn }: LeafToBuild): Complaint {
  return {
    code: 'host-read-only',
    message: `The host maps the page of gfn 0x${gfn.toString(16)} read-only, and the SPTE says otherwise.`,
    hint: 'Use RO, or make the memslot writable.',
  };
}

/** W goes with MMU-writable, and that with host-writable, whether the kernel itself looks or not. */
function breaksWritableBits({ masks }: SpteLayout, spte: Word64): boolean {
  const mmuWritable = hasAny(spte, masks.mmuWritable);
  if (mmuWritable && !hasAny(spte, masks.hostWritable)) return true;
  return hasAny(spte, masks.writable) && !mmuWritable;
}

/** The type says whether the CPU keeps A and D in this SPTE; the CPU does so in all of them or in none. */
function breaksAdType({ config, masks }: SpteLayout, spte: Word64): boolean {
  const type = { lo: spte.lo & masks.adType.lo, hi: (spte.hi & masks.adType.hi) >>> 0 };
  if (!config.adBits) return !equal64(type, masks.adDisabled);
  if (isZero(type)) return false;
  return !config.pml || !equal64(type, masks.adWrprotOnly);
}

/** Saved permissions are those of an SPTE that has none itself. */
function breaksTracking(layout: SpteLayout, spte: Word64): boolean {
  if (!isAccessTrackSpte(layout, spte)) return hasAny(spte, layout.masks.savedBits);
  return isWritablePte(layout, spte);
}

function complainOfBits(
  { layout, level }: LeafToBuild,
  spte: Word64,
  value: string,
): Complaint | null {
  if (breaksWritableBits(layout, spte)) {
    return {
      code: 'writable-bits',
      message: `${value} has W without MMU-writable, or MMU-writable without host-writable.`,
      hint: 'Set the software bits that belong to W, or write a state like WC.',
    };
  }
  if (breaksAdType(layout, spte)) {
    return {
      code: 'ad-type',
      message: `${value} says otherwise than this CPU whether Accessed and Dirty bits are in use, or that stores must be logged by write protection.`,
      hint: 'Take another layout, or mend the A/D type of the value; without PML there is no type of write protection.',
    };
  }
  if (breaksTracking(layout, spte)) {
    return {
      code: 'saved-bits',
      message: `${value} has permissions saved for access tracking, and permissions of its own.`,
      hint: 'Clear the saved bits, or write the state AT.',
    };
  }
  if (level > 1 || !isLargePte(layout, spte)) return null;
  return {
    code: 'page-size',
    message: `${value} has the page-size bit, which a leaf of 4 KiB has not.`,
    hint: 'Clear that bit.',
  };
}

/** What is wrong with a value, or null if KVM and the CPU could have left it there. */
export function complainOfValue(spte: Word64, leaf: LeafToBuild): Complaint | null {
  const { layout, level, pfn } = leaf;
  const value = `${hex64(spte)}, in layout ${layout.id},`;
  if (!isShadowPresentLeaf(layout, spte, level)) {
    return {
      code: 'not-a-leaf',
      message: `${value} is no present leaf.`,
      hint: 'Leave the mapping out to have nothing there.',
    };
  }
  if (isRsvdSpte(layout, spte, level)) {
    return {
      code: 'reserved-bits',
      message: `${value} has reserved bits set, or a memory type or permissions that no CPU accepts.`,
      hint: 'Take the value from a real kernel, or write a state like WC.',
    };
  }
  const illegal = complainOfBits(leaf, spte, value);
  if (illegal !== null) return illegal;
  const mapped = spteToPfn(layout, spte);
  if (mapped !== pfn) {
    return {
      code: 'wrong-pfn',
      message: `${value} maps pfn 0x${mapped.toString(16)}, but the memslot has pfn 0x${pfn.toString(16)} there.`,
      hint: 'Change the address bits of the value, or the pfn of the memslot.',
    };
  }
  return isHostWritableSpte(layout, spte) && !leaf.hostWritable ? hostReadOnly(leaf) : null;
}
