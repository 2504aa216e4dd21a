/** The SPTE of an initial mapping in one column: made, or taken as written, and checked. */
import { MutableWord64, ZERO64, hasAny, type Word64 } from '../base/word64.ts';
import { markSpteForAccessTrack } from '../engine/layout/access-track.ts';
import { makeSpte } from '../engine/layout/make-spte.ts';
import { makeMmioSpte } from '../engine/layout/mmio-spte.ts';
import { isExecutablePte } from '../engine/layout/predicates.ts';
import { spteKind, type LeafState } from '../engine/layout/spte-kind.ts';
import type { SpteLayout } from '../engine/layout/spte-layout.ts';
import { complainOfValue, hostReadOnly, type LeafToBuild } from './check-spte-value.ts';
import type { Complaint } from './issues.ts';
import type { Parsed } from './operation-text.ts';
import type { SpteBit, SpteText } from './spte-text.ts';

export function buildSpte(text: SpteText, leaf: LeafToBuild): Parsed<Word64> {
  if (text.kind === 'mmio') return makeMmio(leaf);
  if (text.kind === 'value') {
    const complaint = complainOfValue(text.value, leaf);
    return complaint === null ? { value: text.value } : { complaint };
  }
  if (text.state !== 'RO' && !leaf.hostWritable) return { complaint: hostReadOnly(leaf) };
  const spte = makeState(text.state, leaf);
  for (const [bit, value] of text.bits) setBit(leaf.layout, spte, { bit, value });
  const complaint = complainOfState(text, spte, leaf);
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

function setBit(
  layout: SpteLayout,
  spte: MutableWord64,
  { bit, value }: { bit: SpteBit; value: boolean },
): void {
  if (value) spte.or(maskOfBit(layout, bit));
  else spte.clear(maskOfBit(layout, bit));
  // On AMD a bit forbids what on Intel one allows.
  if (bit === 'X' && !value) spte.or(layout.masks.noExecute);
}

/** Is the bit set, as far as this layout has it? Where a bit forbids, nothing but that one says X=0. */
function hasBit(layout: SpteLayout, spte: Word64, bit: SpteBit): boolean {
  if (bit === 'X') return isExecutablePte(layout, spte);
  return hasAny(spte, maskOfBit(layout, bit));
}

/** What the kernel makes of a fault, and then what later work of it or of the CPU leaves. */
function makeState(state: LeafState, { layout, gfn, level, pfn }: LeafToBuild): MutableWord64 {
  const spte = new MutableWord64();
  const request = {
    level,
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
  { layout, level }: LeafToBuild,
): Complaint | null {
  const contradicted = bits.find(([bit, value]) => hasBit(layout, spte, bit) !== value)?.[0];
  if (contradicted !== undefined) {
    return {
      code: 'impossible-state',
      message: `An SPTE of layout ${layout.id} has no ${contradicted} bit to set.`,
      hint: `Leave ${contradicted}= out.`,
    };
  }
  const made = spteKind(layout, spte, level);
  if (made === state) return null;
  return {
    code: 'impossible-state',
    message: `There is no such ${state} leaf in layout ${layout.id}: it would be ${made}.`,
    hint: 'WC is clean and WD dirty by definition; AT needs a layout without A/D bits.',
  };
}
