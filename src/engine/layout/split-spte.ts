/** The small SPTEs a large one is split into. */
import { assert } from '../../base/assert.ts';
import type { MutableWord64, Word64 } from '../../base/word64.ts';
import { markSpteForAccessTrack, orPfn, restoreAccTrackSpte } from './access-track.ts';
import { isAccessTrackSpte, isLargePte, isShadowPresentPte } from './predicates.ts';
import type { SpteLayout } from './spte-layout.ts';

const PAGES_PER_4K_TABLE = 512;

/** Filled by the caller, who makes one and reuses it. */
export interface SplitSpteRequest {
  hugeSpte: Word64;
  /** 2 or 3. */
  hugeLevel: number;
  /** Which of the 512 small SPTEs. */
  index: number;
  /** The NX-huge-page mitigation is on: it stops applying to a 4K page. */
  nxHuge: boolean;
}

/**
 * Returns the number of kernel warnings; with one, `out` is zero.
 * ref: linux v5.19 arch/x86/kvm/mmu/spte.c make_huge_page_split_spte()
 */
export function makeHugePageSplitSpte(
  layout: SpteLayout,
  { hugeLevel, hugeSpte, index, nxHuge }: Readonly<SplitSpteRequest>,
  out: MutableWord64,
): number {
  assert(hugeLevel === 2 || hugeLevel === 3, 'only a 2M or a 1G page is split');
  if (!isShadowPresentPte(layout, hugeSpte) || !isLargePte(layout, hugeSpte)) {
    out.lo = 0;
    out.hi = 0;
    return 1;
  }
  out.copy(hugeSpte);
  if (hugeLevel === 3) {
    orPfn(out, index * PAGES_PER_4K_TABLE);
    return 0;
  }
  orPfn(out, index);
  out.clear(layout.masks.pageSize);
  return nxHuge ? makeSpteExecutable(layout, out) : 0;
}

/** ref: linux v5.19 arch/x86/kvm/mmu/spte.c make_spte_executable() */
function makeSpteExecutable(layout: SpteLayout, spte: MutableWord64): number {
  const tracked = isAccessTrackSpte(layout, spte);
  if (tracked) restoreAccTrackSpte(layout, spte, spte);
  spte.clear(layout.masks.noExecute).or(layout.masks.executable);
  return tracked ? markSpteForAccessTrack(layout, spte, spte) : 0;
}
