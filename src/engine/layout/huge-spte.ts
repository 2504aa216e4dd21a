/** The large SPTE that a table of small ones collapses into. */
import { assert } from '../../base/assert.ts';
import type { MutableWord64, Word64 } from '../../base/word64.ts';
import { changeSpteExecutable } from './change-executable.ts';
import { isShadowPresentPte } from './predicates.ts';
import type { SpteLayout } from './spte-layout.ts';

/** Filled by the caller, who makes one and reuses it. */
export interface HugeSpteRequest {
  /** Any one of the small SPTEs that are replaced. */
  smallSpte: Word64;
  /** Of the large one: 2 or 3. */
  hugeLevel: number;
  /** The NX-huge-page mitigation is on: it applies to a large page. */
  nxHuge: boolean;
}

/** Address bits within a large page of level 2, and of level 3. */
const OFFSET_IN_2M = 0x001f_f000;
const OFFSET_IN_1G = 0x3fff_f000;

/**
 * Returns the number of kernel warnings; with one of an SPTE that is not there, `out` is zero.
 * ref: linux v6.17 arch/x86/kvm/mmu/spte.c make_huge_spte()
 */
export function makeHugeSpte(
  layout: SpteLayout,
  { hugeLevel, nxHuge, smallSpte }: Readonly<HugeSpteRequest>,
  out: MutableWord64,
): number {
  assert(hugeLevel === 2 || hugeLevel === 3, 'small pages collapse into 2M or 1G');
  if (!isShadowPresentPte(layout, smallSpte)) {
    out.lo = 0;
    out.hi = 0;
    return 1;
  }
  out.copy(smallSpte).or(layout.masks.pageSize);
  out.lo = (out.lo & ~(hugeLevel === 2 ? OFFSET_IN_2M : OFFSET_IN_1G)) >>> 0;
  return nxHuge ? changeSpteExecutable(layout, 0, out) : 0;
}
