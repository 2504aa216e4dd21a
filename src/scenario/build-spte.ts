/** The SPTE of an initial mapping in one column: made, or taken as written, and checked. */
import { MutableWord64, ZERO64, hasAny, hex64, type Word64 } from '../base/word64.ts';
import { markSpteForAccessTrack } from '../engine/layout/access-track.ts';
import { makeSpte } from '../engine/layout/make-spte.ts';
import { makeMmioSpte } from '../engine/layout/mmio-spte.ts';
import {
  checkSpteWritableInvariants,
  isHostWritableSpte,
  isShadowPresentLeaf,
  spteToPfn,
} from '../engine/layout/predicates.ts';
import { isRsvdSpte } from '../engine/layout/shadow-zero-check.ts';
import { spteKind, type LeafState } from '../engine/layout/spte-kind.ts';
import type { SpteLayout } from '../engine/layout/spte-layout.ts';
import type { Complaint } from './issues.ts';
import type { Parsed } from './operation-text.ts';
import type { SpteBit, SpteText } from './spte-text.ts';

export interface LeafToBuild {
  readonly layout: SpteLayout;
  readonly gfn: number;
  /** The host page behind the gfn. */
  readonly pfn: number;
  /** The host maps it writable. */
  readonly hostWritable: boolean;
}

export function buildSpte(text: SpteText, leaf: LeafToBuild): Parsed<Word64> {
  if (text.kind === 'mmio') return makeMmio(leaf);
  if (text.kind === 'value') {
    const complaint = complainOfValue(text.value, leaf);
    return complaint === null ? { value: text.value } : { complaint };
  }
  if (text.state !== 'RO' && !leaf.hostWritable) return { complaint: hostReadOnly(leaf) };
  const spte = makeState(text.state, leaf);
  for (const [bit, value] of text.bits) {
    if (value) spte.or(maskOfBit(leaf.layout, bit));
    else spte.clear(maskOfBit(leaf.layout, bit));
  }
  const complaint = complainOfState(text, spte, leaf.layout);
  return complaint === null ? { value: { lo: spte.lo, hi: spte.hi } } : { complaint };
}

/** How the kernel remembers that a gfn has no memory; on AMD it is a fault of another kind. */
function makeMmio({ layout, gfn }: LeafToBuild): Parsed<Word64> {
  if (layout.vendor !== 'ept' || !layout.mmioCaching) {
    return {
      complaint: {
        code: 'impossible-state',
        message: `The model knows no MMIO entries in layout ${layout.id}.`,
        hint: 'Use a layout of EPT, or leave the mapping out.',
      },
    };
  }
  const spte = new MutableWord64();
  makeMmioSpte(layout, { gfn, access: layout.acc.ACC_ALL, generation: 0 }, spte);
  return { value: { lo: spte.lo, hi: spte.hi } };
}

function maskOfBit({ masks }: SpteLayout, bit: SpteBit): Word64 {
  if (bit === 'A') return masks.accessed;
  return bit === 'D' ? masks.dirty : masks.executable;
}

/** What the kernel makes of a fault, and then what later work of it or of the CPU leaves. */
function makeState(state: LeafState, { layout, gfn, pfn }: LeafToBuild): MutableWord64 {
  const spte = new MutableWord64();
  const request = {
    level: 1,
    gfn,
    pfn,
    access: layout.acc.ACC_ALL,
    hostWritable: state !== 'RO',
    prefetch: false,
    sync: true,
    oldSpte: ZERO64,
    wrTracked: state === 'WT',
    slotDirty: false,
    nxHuge: false,
    hostMmio: false,
    adDisabled: !layout.config.adBits,
    guestMode: false,
  };
  makeSpte(layout, request, spte);
  if (state === 'WP' || state === 'WC') spte.clear(layout.masks.dirty);
  if (state === 'WP') spte.clear(layout.masks.writable);
  if (state === 'AT') markSpteForAccessTrack(layout, spte, spte);
  return spte;
}

function complainOfState(
  { state, bits }: Extract<SpteText, { kind: 'state' }>,
  spte: Word64,
  layout: SpteLayout,
): Complaint | null {
  const contradicted = bits.find(
    ([bit, value]) => hasAny(spte, maskOfBit(layout, bit)) !== value,
  )?.[0];
  if (contradicted !== undefined) {
    return {
      code: 'impossible-state',
      message: `An SPTE of layout ${layout.id} has no ${contradicted} bit to set.`,
      hint: `Leave ${contradicted}= out.`,
    };
  }
  const made = spteKind(layout, spte, 1);
  if (made === state) return null;
  return {
    code: 'impossible-state',
    message: `There is no such ${state} leaf in layout ${layout.id}: it would be ${made}.`,
    hint: 'WC is clean and WD dirty by definition; AT needs a layout without A/D bits.',
  };
}

function hostReadOnly({ gfn }: LeafToBuild): Complaint {
  return {
    code: 'host-read-only',
    message: `The host maps the page of gfn 0x${gfn.toString(16)} read-only, and the SPTE says otherwise.`,
    hint: 'Use RO, or make the memslot writable.',
  };
}

function complainOfValue(spte: Word64, leaf: LeafToBuild): Complaint | null {
  const { layout, pfn } = leaf;
  const value = `${hex64(spte)}, in layout ${layout.id},`;
  if (!isShadowPresentLeaf(layout, spte, 1)) {
    return {
      code: 'not-a-leaf',
      message: `${value} is no present leaf.`,
      hint: 'Leave the mapping out to have nothing there.',
    };
  }
  if (isRsvdSpte(layout, spte, 1)) {
    return {
      code: 'reserved-bits',
      message: `${value} has reserved bits set, or a memory type or permissions that no CPU accepts.`,
      hint: 'Take the value from a real kernel, or write a state like WC.',
    };
  }
  if (checkSpteWritableInvariants(layout, spte) > 0) {
    return {
      code: 'writable-bits',
      message: `${value} has W without MMU-writable, or MMU-writable without host-writable.`,
      hint: 'Set the software bits that belong to W, or write a state like WC.',
    };
  }
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
