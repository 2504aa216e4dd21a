/** Every program there is: the core, and what only some stories need. */
import { assertNever } from '../../base/assert.ts';
import type { Thread } from '../thread.ts';
import { AGE_UNMAP } from './age-unmap.ts';
import { AGE_WITHOUT_AD } from './age-without-ad.ts';
import { CLEAR_DIRTY_LOG } from './clear-dirty-log.ts';
import { CLEAR_DIRTY_PT } from './clear-dirty-pt.ts';
import { CORE_PROGRAMS, setAging } from './core-programs.ts';
import { DELETE_SLOT } from './delete-slot.ts';
import { DISABLE_DIRTY_LOG } from './disable-dirty-log.ts';
import { DIRTY_LOG_PASS } from './dirty-log-pass.ts';
import { ENABLE_DIRTY_LOG } from './enable-dirty-log.ts';
import { GET_DIRTY_LOG } from './get-dirty-log.ts';
import { MIRROR_MAP } from './mirror-map.ts';
import { MIRROR_REMOVE } from './mirror-remove.ts';
import { NX_RECOVERY } from './nx-recovery.ts';
import type { Operation } from './operation.ts';
import { RCU_CALLBACK, REUSE_PAGE } from './page-freeing.ts';
import { linkPrograms, type Program } from './program.ts';
import type { ProgramSet } from './program-set.ts';
import { READ_DIRTY_LOG } from './read-dirty-log.ts';
import { RECOVER_HUGE_PAGES } from './recover-huge-pages.ts';
import { RMAP_WRITE_PROTECT } from './rmap-write-protect.ts';
import { SPLIT_HUGE_PAGES } from './split-huge-pages.ts';
import { startDirtyLog } from './start-dirty-log.ts';
import { startTableOperation } from './start-table-operation.ts';
import { startTd } from './start-td.ts';
import { startTracking } from './start-tracking.ts';
import { TD_ACCESS } from './td-access.ts';
import { WRITE_PROTECT_LARGE } from './write-protect-large.ts';
import { WRITE_PROTECT_GFN } from './write-protect-gfn.ts';
import { WRPROT_PASS } from './wrprot-pass.ts';
import { ZAP_GFN_RANGE } from './zap-gfn-range.ts';
import { ZAP_SLOT_LEAFS } from './zap-slot-leafs.ts';
import { COLLAPSE_RANGE, ZAP_SPTE_ATOMIC } from './zap-spte-atomic.ts';

const PROGRAMS: readonly Program[] = [
  ...CORE_PROGRAMS.programs,
  WRITE_PROTECT_GFN,
  WRPROT_PASS,
  RMAP_WRITE_PROTECT,
  AGE_WITHOUT_AD,
  AGE_UNMAP,
  TD_ACCESS,
  MIRROR_MAP,
  MIRROR_REMOVE,
  SPLIT_HUGE_PAGES,
  DISABLE_DIRTY_LOG,
  RECOVER_HUGE_PAGES,
  CLEAR_DIRTY_LOG,
  READ_DIRTY_LOG,
  WRITE_PROTECT_LARGE,
  ENABLE_DIRTY_LOG,
  GET_DIRTY_LOG,
  DIRTY_LOG_PASS,
  CLEAR_DIRTY_PT,
  ZAP_GFN_RANGE,
  RCU_CALLBACK,
  REUSE_PAGE,
  ZAP_SPTE_ATOMIC,
  COLLAPSE_RANGE,
  DELETE_SLOT,
  NX_RECOVERY,
  ZAP_SLOT_LEAFS,
];

/** Aging is another program where there is no Accessed bit to clear. */
function startAgerWithoutAd(
  t: Thread,
  operation: Extract<Operation, { gfnStart: number }>,
): number {
  setAging(t, operation);
  return t.profile.ageWithoutAd === 'unmap' ? AGE_UNMAP.entry : AGE_WITHOUT_AD.entry;
}

function start(t: Thread, operation: Operation): number {
  switch (operation.kind) {
    case 'clear_young':
    case 'clear_flush_young':
      if (t.layout.config.adBits) return CORE_PROGRAMS.start(t, operation);
      return startAgerWithoutAd(t, operation);
    case 'track_page':
    case 'track_shadowed':
    case 'wrprot_pass':
    case 'rmap_wrprot':
    case 'rmap_track':
    case 'rmap_refresh':
    case 'td_remove':
      return startTracking(t, operation.kind, operation);
    case 'td_store':
    case 'td_load':
    case 'td_fault':
      return startTd(t, operation.kind, operation.gfn);
    case 'enable_dirty_log':
    case 'disable_dirty_log':
    case 'clear_dirty_log':
    case 'get_dirty_log':
    case 'last_dirty_log':
      return startDirtyLog(t, operation.kind, operation);
    case 'zap_range':
    case 'collapse':
    case 'delete_slot':
    case 'move_slot':
    case 'recover_nx':
    case 'rcu_callback':
    case 'reuse_page':
      return startTableOperation(t, operation.kind, operation);
    case 'load':
    case 'mmio':
    case 'store':
    case 'fetch':
    case 'zap':
      return CORE_PROGRAMS.start(t, operation);
    default:
      return assertNever(operation);
  }
}

export const ALL_PROGRAMS: ProgramSet = {
  programs: PROGRAMS,
  steps: linkPrograms(PROGRAMS),
  start,
};
