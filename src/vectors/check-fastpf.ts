/** Section `fastpf`: fast_page_fault() on one leaf, given the fault, or its error code. */
import { MutableWord64, hex64 } from '../base/word64.ts';
import {
  FAST_PF_FIX,
  FAST_PF_INVALID,
  FAST_PF_MARK_DIRTY,
  FAST_PF_SPURIOUS,
  fastPfSpte,
  faultCanBeFast,
  type FastPageFaultRequest,
} from '../engine/layout/fast-pf-spte.ts';
import type { FaultAccess } from '../engine/layout/predicates.ts';
import type { Cell } from './report.ts';
import { LEAF_LEVELS, type RowReader } from './row-reader.ts';
import {
  cellOf,
  type CheckContext,
  type ComputedRow,
  type SectionChecker,
} from './section-checker.ts';

export const FASTPF: SectionChecker = {
  section: 'fastpf',
  inputs: ['spte', 'level', 'present', 'write', 'exec', 'rsvd', 'slotDirty'],
  compute(context, row) {
    return outcome(context, {
      spte: row.word('spte'),
      level: row.integer('level', LEAF_LEVELS),
      access: faultAccessOf(row),
      present: row.flag('present'),
      rsvd: row.flag('rsvd'),
      slotDirty: row.flag('slotDirty'),
    });
  },
};

/** A fault that is said to be both is a fetch to the kernel. */
export function faultAccessOf(row: RowReader): FaultAccess {
  const write = row.flag('write');
  if (row.flag('exec')) return 'exec';
  return write ? 'write' : 'read';
}

const PFERR_PRESENT = 1;
const PFERR_WRITE = 2;
const PFERR_RSVD = 8;
const PFERR_FETCH = 16;

/** Before faults were parsed. The kernel doesn't ask whether the memslot logs, it marks and that's it. */
export const FASTPF_ERROR_CODE: SectionChecker = {
  section: 'fastpf',
  inputs: ['spte', 'level', 'errorCode'],
  compute(context, row) {
    const errorCode = row.integer('errorCode', { min: 0, max: 0xffff_ffff });
    const has = (bit: number) => (errorCode & bit) !== 0;
    return outcome(context, {
      spte: row.word('spte'),
      level: row.integer('level', LEAF_LEVELS),
      access: has(PFERR_FETCH) ? 'exec' : has(PFERR_WRITE) ? 'write' : 'read',
      present: has(PFERR_PRESENT),
      rsvd: has(PFERR_RSVD),
      slotDirty: true,
    });
  },
};

function outcome(context: CheckContext, request: FastPageFaultRequest): ComputedRow {
  const { flags, layout } = context;
  const canBeFast = faultCanBeFast(layout, flags, request);
  const out = new MutableWord64().copy(request.spte);
  const result = canBeFast ? fastPfSpte(layout, flags, request, out) : FAST_PF_INVALID;
  return {
    ret: retOf(context, result),
    handled: cellOf(result !== FAST_PF_INVALID),
    newSpte: hex64(out),
    markDirty: cellOf((result & FAST_PF_MARK_DIRTY) !== 0),
    canBeFast: cellOf(canBeFast),
  };
}

function retOf({ retPf }: CheckContext, result: number): Cell {
  if ((result & FAST_PF_FIX) !== 0) return retPf['FIXED'] ?? null;
  return retPf[result === FAST_PF_SPURIOUS ? 'SPURIOUS' : 'INVALID'] ?? null;
}
