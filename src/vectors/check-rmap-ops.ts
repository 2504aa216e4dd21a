/** Section `ops` of a kernel without a TDP MMU: what the shadow MMU does to each SPTE of a gfn. */
import { MutableWord64, hex64, type Word64 } from '../base/word64.ts';
import { AGE_PFN_DIRTY, AGE_YOUNG, ageSpte } from '../engine/layout/age-spte.ts';
import {
  MMU_SPTE_UPDATE_FLUSH,
  MMU_SPTE_UPDATE_PFN_DIRTY,
  mmuSpteUpdate,
} from '../engine/layout/mmu-spte-update.ts';
import type { SpteLayout } from '../engine/layout/spte-layout.ts';
import { spteWriteProtect, wrprotSpte } from '../engine/layout/write-protect.ts';
import { LEAF_LEVELS } from './row-reader.ts';
import { cellOf, type ComputedRow, type SectionChecker } from './section-checker.ts';

export const RMAP_OPS: SectionChecker = {
  section: 'ops',
  inputs: ['spte', 'level'],
  compute({ layout }, row) {
    const spte = row.word('spte');
    // No column depends on it: these functions are given leaves.
    row.integer('level', LEAF_LEVELS);
    return {
      ...aged(layout, spte),
      ...writeProtected(layout, spte),
      ...dirtyCleared(layout, spte),
      ...writeProtectedWithoutAd(layout, spte),
    };
  },
};

function aged(layout: SpteLayout, spte: Word64): ComputedRow {
  const out = new MutableWord64();
  const result = ageSpte(layout, spte, out);
  return {
    ageYoung: cellOf((result & AGE_YOUNG) !== 0),
    ageNew: hex64(out),
    ageAcc: 0,
    ageDirty: cellOf((result & AGE_PFN_DIRTY) !== 0),
  };
}

function writeProtected(layout: SpteLayout, spte: Word64): ComputedRow {
  const [flush, to] = writeProtectedFor(layout, spte, false);
  const [ptFlush, ptTo] = writeProtectedFor(layout, spte, true);
  return {
    wrprotFlush: flush,
    wrprotNew: hex64(to),
    wrprotPtFlush: ptFlush,
    wrprotPtNew: hex64(ptTo),
  };
}

function writeProtectedFor(
  layout: SpteLayout,
  spte: Word64,
  ptProtect: boolean,
): readonly [flush: number, to: Word64] {
  const out = new MutableWord64();
  const updates = spteWriteProtect(layout, spte, ptProtect, out);
  const update = updates ? mmuSpteUpdate(layout, { old: spte, new: out }) : 0;
  return [(update & MMU_SPTE_UPDATE_FLUSH) === 0 ? 0 : 1, out];
}

/** spte_clear_dirty(): D, whatever type the SPTE has. */
function dirtyCleared(layout: SpteLayout, spte: Word64): ComputedRow {
  const out = new MutableWord64().copy(spte).clear(layout.masks.dirty);
  const update = mmuSpteUpdate(layout, { old: spte, new: out });
  return {
    clrDirtyFlush: cellOf((update & MMU_SPTE_UPDATE_FLUSH) !== 0),
    clrDirtyNew: hex64(out),
    clrDirtyDirty: cellOf((update & MMU_SPTE_UPDATE_PFN_DIRTY) !== 0),
  };
}

/** wrprot_ad_disabled_spte(), which trusts its caller in that: W stands for D, and the page is dirty. */
function writeProtectedWithoutAd(layout: SpteLayout, spte: Word64): ComputedRow {
  const out = new MutableWord64();
  const changed = wrprotSpte(layout, spte, out);
  return {
    wrprotAdDisSet: cellOf(changed),
    wrprotAdDisNew: hex64(out),
    wrprotAdDisDirty: cellOf(changed && layout.rules.pfnNotifications),
  };
}
