/** What operations on a memslot's dirty log set up, and where they begin. */
import { assertNever } from '../../base/assert.ts';
import type { Thread } from '../thread.ts';
import { CLEAR, CLEAR_DIRTY_LOG } from './clear-dirty-log.ts';
import type { DirtyLogKind } from './dirty-log-operations.ts';
import { DISABLE, DISABLE_DIRTY_LOG } from './disable-dirty-log.ts';
import { ENABLE, ENABLE_DIRTY_LOG } from './enable-dirty-log.ts';
import { GET, GET_DIRTY_LOG } from './get-dirty-log.ts';
import { READ, READ_DIRTY_LOG } from './read-dirty-log.ts';

/** One ioctl, and two programs: what it does is settled when the VM is made. */
function startGet(t: Thread, gfn: number, last: 0 | 1): number {
  if (t.map.shape.manualProtect === undefined) {
    t.set(GET.gfn, gfn);
    t.set(GET.last, last);
    return GET_DIRTY_LOG.entry;
  }
  t.set(READ.gfn, gfn);
  t.set(READ.last, last);
  return READ_DIRTY_LOG.entry;
}

/** Sets the registers of the operation on the slot that has `gfnStart`; returns where it begins. */
export function startDirtyLog(
  t: Thread,
  kind: DirtyLogKind,
  { gfnStart, gfnEnd }: { readonly gfnStart: number; readonly gfnEnd: number },
): number {
  switch (kind) {
    case 'enable_dirty_log':
      t.set(ENABLE.gfn, gfnStart);
      return ENABLE_DIRTY_LOG.entry;
    case 'disable_dirty_log':
      t.set(DISABLE.gfn, gfnStart);
      return DISABLE_DIRTY_LOG.entry;
    case 'clear_dirty_log':
      t.set(CLEAR.gfn_start, gfnStart);
      t.set(CLEAR.gfn_end, gfnEnd);
      return CLEAR_DIRTY_LOG.entry;
    case 'get_dirty_log':
      return startGet(t, gfnStart, 0);
    case 'last_dirty_log':
      return startGet(t, gfnStart, 1);
    default:
      return assertNever(kind);
  }
}
