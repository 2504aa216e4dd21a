/** What operations on a memslot's dirty log set up, and where they begin. */
import type { Thread } from '../thread.ts';
import type { DirtyLogKind } from './dirty-log-operations.ts';
import { ENABLE, ENABLE_DIRTY_LOG } from './enable-dirty-log.ts';
import { GET, GET_DIRTY_LOG } from './get-dirty-log.ts';

/** Sets the registers of the operation on the slot that has `gfnStart`; returns where it begins. */
export function startDirtyLog(
  t: Thread,
  { kind, gfnStart }: { readonly kind: DirtyLogKind; readonly gfnStart: number },
): number {
  if (kind === 'enable_dirty_log') {
    t.set(ENABLE.gfn, gfnStart);
    return ENABLE_DIRTY_LOG.entry;
  }
  t.set(GET.gfn, gfnStart);
  t.set(GET.last, kind === 'last_dirty_log' ? 1 : 0);
  return GET_DIRTY_LOG.entry;
}
