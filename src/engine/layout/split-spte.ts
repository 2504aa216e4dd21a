/** The small SPTEs a large one is split into. */
import { assert, assertNever } from '../../base/assert.ts';
import type { MutableWord64, Word64 } from '../../base/word64.ts';
import { orPfn } from './access-track.ts';
import { changeSpteExecutable } from './change-executable.ts';
import { isLargePte, isShadowPresentPte } from './predicates.ts';
import type { SpteLayout } from './spte-layout.ts';

const PAGES_PER_4K_TABLE = 512;

/** Filled by the caller, who makes one and reuses it. */
export interface SplitSpteRequest {
  hugeSpte: Word64;
  /** 2 or 3. */
  hugeLevel: number;
  /** Which of the 512 small SPTEs. */
  index: number;
  /** ACC_* bits of the role of the new table. */
  roleAccess: number;
  /** The NX-huge-page mitigation is on: it stops applying to a 4K page. */
  nxHuge: boolean;
}

/**
 * Returns the number of kernel warnings; with one, `out` is zero.
 * ref: linux v5.19 arch/x86/kvm/mmu/spte.c make_huge_page_split_spte()
 * ref: linux v6.17 arch/x86/kvm/mmu/spte.c make_small_spte()
 */
export function makeHugePageSplitSpte(
  layout: SpteLayout,
  { hugeLevel, hugeSpte, index, nxHuge, roleAccess }: Readonly<SplitSpteRequest>,
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
  return nxHuge ? changeSplitExecutable(layout, roleAccess, out) : 0;
}

/**
 * The role of the new table says what may be executed of the page; up to v5.19 it is not looked at.
 */
function changeSplitExecutable(
  layout: SpteLayout,
  roleAccess: number,
  spte: MutableWord64,
): number {
  const { acc, rules } = layout;
  switch (rules.splitExecutable) {
    case 'always':
      return changeSpteExecutable(layout, acc.ACC_ALL, spte);
    case 'if-role-allows':
      if ((roleAccess & acc.ACC_EXEC_MASK) === 0) return 0;
      return changeSpteExecutable(layout, acc.ACC_ALL, spte);
    case 'as-role-says':
      return changeSpteExecutable(layout, roleAccess, spte);
    default:
      return assertNever(rules.splitExecutable);
  }
}
