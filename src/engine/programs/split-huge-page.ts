/**
 * The table that takes a large page's place: filled while it is private, with 512 small SPTEs that allow
 * and know what the large one did. Nobody can see it yet, so that filling it is part of the step that
 * takes the page for it; how it is linked is up to the caller.
 *
 * Not modelled: the NX-huge-page mitigation, pages of 1 GiB.
 *
 * ref: linux v5.18 arch/x86/kvm/mmu/tdp_mmu.c tdp_mmu_split_huge_page()
 * ref: linux v5.18 arch/x86/kvm/mmu/spte.c make_huge_page_split_spte()
 */
import { MutableWord64, ZERO64, type Word64 } from '../../base/word64.ts';
import { allocateFrame, fillWithNonpresent, freePrivateFrame } from '../hardware/frames.ts';
import { sptepOf } from '../hardware/spte-memory.ts';
import { makeNonleafSpte } from '../layout/make-nonleaf-spte.ts';
import { makeHugePageSplitSpte, type SplitSpteRequest } from '../layout/split-spte.ts';
import { framePfn } from '../state/shape.ts';
import { PT_ENTRIES } from '../state/state-map.ts';
import type { Thread } from '../thread.ts';

const request: SplitSpteRequest = {
  hugeSpte: ZERO64,
  hugeLevel: 2,
  index: 0,
  roleAccess: 0,
  nxHuge: false,
};
const small = new MutableWord64();

/** Takes a page for the table, and fills it from the large SPTE; one access. Returns its frame. */
export function allocateSplitTable(
  t: Thread,
  { gfn, hugeSpte }: { gfn: number; hugeSpte: Word64 },
): number {
  const frame = allocateFrame(t, { level: 1, gfn });
  fillSplitTable(t, { frame, hugeSpte });
  return frame;
}

/** Fills the private table again, from what the large SPTE is now. */
export function fillSplitTable(
  t: Thread,
  { frame, hugeSpte }: { frame: number; hugeSpte: Word64 },
): void {
  request.hugeSpte = hugeSpte;
  request.roleAccess = t.layout.acc.ACC_ALL;
  const first = t.map.pt.base + sptepOf({ frame, index: 0 }) * 2;
  for (let index = 0; index < PT_ENTRIES; index++) {
    request.index = index;
    makeHugePageSplitSpte(t.layout, request, small);
    t.journal.write(first + index * 2, small.lo);
    t.journal.write(first + index * 2 + 1, small.hi);
  }
}

/** Gives the table back, which was not linked. */
export function freeSplitTable(t: Thread, frame: number): void {
  fillWithNonpresent(t, frame);
  freePrivateFrame(t, frame);
}

const nonleaf = { childPfn: 0, adDisabled: false };

/** The entry that links a table. */
export function linkingSpte(t: Thread, frame: number, out: MutableWord64): MutableWord64 {
  nonleaf.childPfn = framePfn(frame);
  nonleaf.adDisabled = !t.layout.config.adBits;
  makeNonleafSpte(t.layout, nonleaf, out);
  return out;
}
