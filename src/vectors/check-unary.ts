/** Section `unary`: every predicate of one SPTE, and the functions from one SPTE to another. */
import { MutableWord64, hex64, type Word64 } from '../base/word64.ts';
import {
  kvmMmuChangedPteNotifierMakeSpte,
  markSpteForAccessTrack,
  restoreAccTrackSpte,
  restoreAccTrackWarnings,
} from '../engine/layout/access-track.ts';
import {
  getMmioSpteAccess,
  getMmioSpteGeneration,
  getMmioSpteGfn,
} from '../engine/layout/mmio-spte.ts';
import {
  checkSpteWritableInvariants,
  isAccessAllowed,
  isAccessTrackSpte,
  isAccessedSpte,
  isDirtySpte,
  isExecutablePte,
  isEptVePossible,
  isFrozenSpte,
  isHostWritableSpte,
  isLargePte,
  isLastSpte,
  isMmioSpte,
  isMmuWritableSpte,
  isShadowPresentPte,
  isWritablePte,
  spteAdEnabled,
  spteAdNeedWriteProtect,
  spteToPfn,
} from '../engine/layout/predicates.ts';
import { isRsvdSpte } from '../engine/layout/shadow-zero-check.ts';
import type { SpteLayout } from '../engine/layout/spte-layout.ts';
import { spteHasVolatileBits, usesAtomicWrite } from '../engine/layout/volatile-bits.ts';
import {
  cellOf,
  hexOf,
  type CheckContext,
  type ComputedRow,
  type SectionChecker,
} from './section-checker.ts';

/** The pfn the notifier is given in every row. */
const CHANGED_PTE_PFN = 0x123456;

export const UNARY: SectionChecker = {
  section: 'unary',
  inputs: ['spte'],
  // What the generator had in mind; columns that depend on a level hold all four.
  ignored: ['level'],
  compute(context, row) {
    const spte = row.word('spte');
    return {
      ...kinds(context, spte),
      ...permissions(context.layout, spte),
      ...tracking(context, spte),
      ...decoded(context.layout, spte),
      ...derived(context.layout, spte),
    };
  },
};

function atLevels(test: (level: number) => boolean): string {
  return [1, 2, 3, 4].map((level) => (test(level) ? '1' : '0')).join('');
}

function kinds({ layout }: CheckContext, spte: Word64): ComputedRow {
  return {
    present: cellOf(isShadowPresentPte(layout, spte)),
    large: cellOf(isLargePte(layout, spte)),
    last1234: atLevels((level) => isLastSpte(layout, spte, level)),
    mmio: cellOf(isMmioSpte(layout, spte)),
    frozen: cellOf(isFrozenSpte(layout, spte)),
    rsvd1234: atLevels((level) => isRsvdSpte(layout, spte, level)),
    veRisk: cellOf(isEptVePossible(layout, spte)),
  };
}

function permissions(layout: SpteLayout, spte: Word64): ComputedRow {
  return {
    writable: cellOf(isWritablePte(layout, spte)),
    mmuWritable: cellOf(isMmuWritableSpte(layout, spte)),
    locklesslyWritable: cellOf(isMmuWritableSpte(layout, spte)),
    hostWritable: cellOf(isHostWritableSpte(layout, spte)),
    executable: cellOf(isExecutablePte(layout, spte)),
    allowRWX: (['read', 'write', 'exec'] as const)
      .map((access) => cellOf(isAccessAllowed(layout, spte, access)))
      .join(''),
    invariantWarn: checkSpteWritableInvariants(layout, spte),
  };
}

function tracking({ layout, flags }: CheckContext, spte: Word64): ComputedRow {
  return {
    accessed: cellOf(isAccessedSpte(layout, spte)),
    dirty: cellOf(isDirtySpte(layout, spte)),
    accTrack: cellOf(isAccessTrackSpte(layout, spte)),
    adEnabled: cellOf(spteAdEnabled(layout, spte)),
    adNeedWp: cellOf(spteAdNeedWriteProtect(layout, spte)),
    volatile: cellOf(spteHasVolatileBits(layout, spte)),
    needAtomic1234: atLevels((level) => usesAtomicWrite(layout, flags.tdpWrite, spte, level)),
  };
}

function decoded(layout: SpteLayout, spte: Word64): ComputedRow {
  return {
    pfn: hexOf(spteToPfn(layout, spte)),
    mmioGen: hexOf(getMmioSpteGeneration(layout, spte)),
    mmioGfn: hexOf(getMmioSpteGfn(layout, spte)),
    mmioAccess: getMmioSpteAccess(layout, spte),
  };
}

function derived(layout: SpteLayout, spte: Word64): ComputedRow {
  const marked = new MutableWord64();
  const markAccTrackWarn = markSpteForAccessTrack(layout, spte, marked);
  const restored = new MutableWord64();
  restoreAccTrackSpte(layout, spte, restored);
  const changed = new MutableWord64();
  kvmMmuChangedPteNotifierMakeSpte(layout, spte, CHANGED_PTE_PFN, changed);
  return {
    markAccTrack: hex64(marked),
    markAccTrackWarn,
    restoreAccTrack: hex64(restored),
    restoreWarn: restoreAccTrackWarnings(layout, spte),
    changedPte: hex64(changed),
  };
}
