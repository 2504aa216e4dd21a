/** Section `ops`: each walker of the TDP MMU on one leaf, alone: what it leaves and whom it tells. */
import { MutableWord64, hex64, type Word64 } from '../base/word64.ts';
import {
  AGE_PFN_DIRTY,
  AGE_YOUNG,
  ageSpte,
  agingRecordsChange,
} from '../engine/layout/age-spte.ts';
import {
  CLEAR_DIRTY_CHANGED,
  CLEAR_DIRTY_MMU_WARNING,
  clearDirtySpte,
} from '../engine/layout/clear-dirty.ts';
import {
  SPTE_CHANGE_PFN_ACCESSED,
  SPTE_CHANGE_PFN_DIRTY,
  spteChange,
  structureChange,
} from '../engine/layout/spte-change.ts';
import { writeProtectGfnSpte, wrprotSpte } from '../engine/layout/write-protect.ts';
import { LEAF_LEVELS } from './row-reader.ts';
import {
  cellOf,
  type CheckContext,
  type ComputedRow,
  type SectionChecker,
} from './section-checker.ts';

interface Leaf {
  readonly spte: Word64;
  readonly level: number;
  readonly guestMode: boolean;
}

export const OPS: SectionChecker = {
  section: 'ops',
  inputs: ['spte', 'level', 'guestMode'],
  compute(context, row) {
    const leaf = {
      spte: row.word('spte'),
      level: row.integer('level', LEAF_LEVELS),
      guestMode: row.flag('guestMode'),
    };
    return {
      ...aged(context, leaf),
      ...writeProtected(context, leaf),
      ...dirtyCleared(context, leaf),
      ...zapped(context, leaf),
    };
  },
};

function count(bits: number, bit: number): number {
  return (bits & bit) === 0 ? 0 : 1;
}

/** Whom a write tells that records everything: aging alone leaves out the Accessed bit. */
function recorded({ layout }: CheckContext, { level, spte }: Leaf, to: Word64): number {
  return spteChange(layout, { old: spte, new: to, level });
}

function aged({ flags, layout }: CheckContext, { level, spte }: Leaf): ComputedRow {
  const out = new MutableWord64();
  const result = ageSpte(layout, spte, out);
  const change = agingRecordsChange(flags.aging)
    ? structureChange(layout, { old: spte, new: out, level })
    : 0;
  return {
    ageYoung: count(result, AGE_YOUNG),
    ageNew: hex64(out),
    ageAcc: count(change, SPTE_CHANGE_PFN_ACCESSED),
    ageDirty: count(result, AGE_PFN_DIRTY) + count(change, SPTE_CHANGE_PFN_DIRTY),
  };
}

function writeProtected(context: CheckContext, leaf: Leaf): ComputedRow {
  const out = new MutableWord64();
  wrprotSpte(context.layout, leaf.spte, out);
  const change = recorded(context, leaf, out);
  const tracked = new MutableWord64();
  const wpGfnSet = writeProtectGfnSpte(context.layout, leaf.spte, tracked);
  return {
    wrprotNew: hex64(out),
    wrprotAcc: count(change, SPTE_CHANGE_PFN_ACCESSED),
    wrprotDirty: count(change, SPTE_CHANGE_PFN_DIRTY),
    wpGfnSet: cellOf(wpGfnSet),
    wpGfnNew: hex64(tracked),
  };
}

interface Cleared {
  readonly spte: Word64;
  readonly dirty: number;
  readonly warnings: number;
}

/** clear_dirty_gfn_range(): large pages too, and always with the bookkeeping. */
function clearedInSlot(context: CheckContext, leaf: Leaf): Cleared {
  const { flags, layout } = context;
  const out = new MutableWord64();
  const request = { spte: leaf.spte, guestMode: leaf.guestMode, wrprot: false };
  const result = clearDirtySpte(layout, flags.needWrprot, request, out);
  return {
    spte: out,
    dirty: count(recorded(context, leaf, out), SPTE_CHANGE_PFN_DIRTY),
    warnings: count(result, CLEAR_DIRTY_MMU_WARNING),
  };
}

/** clear_dirty_pt_masked(): 4K pages only. */
function clearedByMask(context: CheckContext, leaf: Leaf, wrprot: boolean): Cleared {
  const { flags, layout } = context;
  const out = new MutableWord64();
  const request = { spte: leaf.spte, guestMode: leaf.guestMode, wrprot };
  const result = clearDirtySpte(layout, flags.needWrprot, request, out);
  const warnings = count(result, CLEAR_DIRTY_MMU_WARNING);
  if (leaf.level > 1) return { spte: leaf.spte, dirty: 0, warnings };
  const told =
    flags.clearDirty === 'setSpte'
      ? count(recorded(context, leaf, out), SPTE_CHANGE_PFN_DIRTY)
      : count(result, CLEAR_DIRTY_CHANGED);
  return { spte: out, dirty: layout.rules.pfnNotifications ? told : 0, warnings };
}

function dirtyCleared(context: CheckContext, leaf: Leaf): ComputedRow {
  const slot = clearedInSlot(context, leaf);
  const byMask = clearedByMask(context, leaf, false);
  const wrprotByMask = clearedByMask(context, leaf, true);
  return {
    clrDirtySlotNew: hex64(slot.spte),
    clrDirtySlotDirty: slot.dirty,
    clrDirtyMaskNew: hex64(byMask.spte),
    clrDirtyMaskDirty: byMask.dirty,
    wrprotMaskNew: hex64(wrprotByMask.spte),
    wrprotMaskDirty: wrprotByMask.dirty,
    mmuWarn: slot.warnings + byMask.warnings + wrprotByMask.warnings,
  };
}

function zapped(context: CheckContext, leaf: Leaf): ComputedRow {
  const change = recorded(context, leaf, context.layout.constants.SHADOW_NONPRESENT_VALUE);
  return {
    zapAcc: count(change, SPTE_CHANGE_PFN_ACCESSED),
    zapDirty: count(change, SPTE_CHANGE_PFN_DIRTY),
  };
}
