/** Section `pairs`: what a change from one SPTE to another sets off, in either MMU. */
import type { Word64 } from '../base/word64.ts';
import {
  MMU_SPTE_UPDATE_FLUSH,
  MMU_SPTE_UPDATE_PFN_ACCESSED,
  MMU_SPTE_UPDATE_PFN_DIRTY,
  MMU_SPTE_UPDATE_XCHG,
  mmuSpteClearTrackBits,
  leafSpteChangeNeedsTlbFlush,
  mayHaveBeenWritten,
  mmuSpteUpdate,
  mmuSpteUpdateWarnings,
} from '../engine/layout/mmu-spte-update.ts';
import {
  SPTE_CHANGE_BUG,
  SPTE_CHANGE_LEAF_ADDED,
  SPTE_CHANGE_LEAF_REMOVED,
  SPTE_CHANGE_MARK_DIRTY,
  SPTE_CHANGE_PFN_ACCESSED,
  SPTE_CHANGE_PFN_DIRTY,
  SPTE_CHANGE_TABLE_REMOVED,
  spteChange,
  spteChangeWarnings,
} from '../engine/layout/spte-change.ts';
import type { SpteLayout } from '../engine/layout/spte-layout.ts';
import { LEVELS } from './row-reader.ts';
import { cellOf, type ComputedRow, type SectionChecker } from './section-checker.ts';

export const PAIRS: SectionChecker = {
  section: 'pairs',
  inputs: ['old', 'new', 'level'],
  compute({ layout }, row) {
    const change = {
      old: row.word('old'),
      new: row.word('new'),
      level: row.integer('level', LEVELS),
    };
    return { ...mmuUpdate(layout, change), ...cleared(layout, change), ...tdp(layout, change) };
  },
};

interface Change {
  readonly old: Word64;
  readonly new: Word64;
  readonly level: number;
}

function mmuUpdate(layout: SpteLayout, change: Change): ComputedRow {
  const update = mmuSpteUpdate(layout, change);
  const has = (bit: number) => cellOf((update & bit) !== 0);
  return {
    mmuUpdateFlush: has(MMU_SPTE_UPDATE_FLUSH),
    mmuUpdateAcc: has(MMU_SPTE_UPDATE_PFN_ACCESSED),
    mmuUpdateDirty: has(MMU_SPTE_UPDATE_PFN_DIRTY),
    mmuUpdateXchg: has(MMU_SPTE_UPDATE_XCHG),
    mmuUpdateWarn: mmuSpteUpdateWarnings(update),
    leafFlush: cellOf(leafSpteChangeNeedsTlbFlush(layout, change)),
    mmuWrOldAndNotWrNew: cellOf(mayHaveBeenWritten(layout, change.old, change.new)),
  };
}

/** Only the shadow MMU of old has a function of its own for that. */
function cleared(layout: SpteLayout, { old }: Change): ComputedRow {
  const told = mmuSpteClearTrackBits(layout, old);
  return {
    clearAcc: cellOf((told & MMU_SPTE_UPDATE_PFN_ACCESSED) !== 0),
    clearDirty: cellOf((told & MMU_SPTE_UPDATE_PFN_DIRTY) !== 0),
  };
}

function tdp(layout: SpteLayout, request: Change): ComputedRow {
  const change = spteChange(layout, request);
  const has = (bit: number) => ((change & bit) === 0 ? 0 : 1);
  return {
    tdpAcc: has(SPTE_CHANGE_PFN_ACCESSED),
    tdpDirty: has(SPTE_CHANGE_PFN_DIRTY),
    tdpMarkDirty: has(SPTE_CHANGE_MARK_DIRTY),
    tdpStats: has(SPTE_CHANGE_LEAF_ADDED) - has(SPTE_CHANGE_LEAF_REMOVED),
    tdpRemovedPt: has(SPTE_CHANGE_TABLE_REMOVED),
    tdpWarn: spteChangeWarnings(change),
    tdpBug: has(SPTE_CHANGE_BUG),
  };
}
