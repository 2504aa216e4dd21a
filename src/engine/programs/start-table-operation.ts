/** What operations about the life of page tables set up, and where they begin. */
import { assertNever } from '../../base/assert.ts';
import { largeSlotOf } from '../state/large-pages.ts';
import type { Thread } from '../thread.ts';
import { DELETE_SLOT, DELETE_SLOT_REG } from './delete-slot.ts';
import { NX_RECOVERY, NX_RECOVERY_REG } from './nx-recovery.ts';
import { RCU_CALLBACK, REUSE_PAGE } from './page-freeing.ts';
import { RECOVER_HUGE_PAGES, RECOVER_REG } from './recover-huge-pages.ts';
import type { TableKind } from './table-operations.ts';
import { ZAP_GFN_RANGE, ZAP_GFN_RANGE_REG } from './zap-gfn-range.ts';
import { COLLAPSE_RANGE, COLLAPSE_REG } from './zap-spte-atomic.ts';

/** From v6.13 on nothing is zapped for it, where there is a large page to take the table's place. */
function startCollapse(t: Thread, gfn: number): number {
  if (t.profile.collapseBy === 'recover' && largeSlotOf(t.map.shape, gfn) >= 0) {
    t.set(RECOVER_REG.gfn_start, gfn);
    t.set(RECOVER_REG.gfn_end, gfn + 1);
    return RECOVER_HUGE_PAGES.entry;
  }
  t.set(COLLAPSE_REG.gfn, gfn);
  return COLLAPSE_RANGE.entry;
}

/** Sets the registers of the operation's program and returns where it begins. */
export function startTableOperation(
  t: Thread,
  kind: TableKind,
  { gfnStart, gfnEnd }: { gfnStart: number; gfnEnd: number },
): number {
  switch (kind) {
    case 'zap_range':
      t.set(ZAP_GFN_RANGE_REG.gfn_start, gfnStart);
      t.set(ZAP_GFN_RANGE_REG.gfn_end, gfnEnd);
      return ZAP_GFN_RANGE.entry;
    case 'collapse':
      return startCollapse(t, gfnStart);
    case 'delete_slot':
    case 'move_slot':
      t.set(DELETE_SLOT_REG.gfn, gfnStart);
      t.set(DELETE_SLOT_REG.moves, kind === 'move_slot' ? 1 : 0);
      return DELETE_SLOT.entry;
    case 'recover_nx':
      t.set(NX_RECOVERY_REG.gfn_start, gfnStart);
      t.set(NX_RECOVERY_REG.gfn_end, gfnEnd);
      return NX_RECOVERY.entry;
    case 'rcu_callback':
      return RCU_CALLBACK.entry;
    case 'reuse_page':
      return REUSE_PAGE.entry;
    default:
      return assertNever(kind);
  }
}
