/** What userspace that migrates a VM does about a memslot: begin to log its dirty pages, rounds, the last. */
import type { Thread } from '../thread.ts';
import { ENABLE, ENABLE_DIRTY_LOG } from './enable-dirty-log.ts';
import { GET, GET_DIRTY_LOG } from './get-dirty-log.ts';

export type DirtyLogKind = 'enable_dirty_log' | 'get_dirty_log' | 'last_dirty_log';

export const DIRTY_LOG_OPERATIONS: readonly DirtyLogKind[] = [
  'enable_dirty_log',
  'get_dirty_log',
  'last_dirty_log',
];

/** Is it an operation on a memslot, which is named by one of its gfns? */
export function isDirtyLogKind(kind: string): kind is DirtyLogKind {
  return DIRTY_LOG_OPERATIONS.some((candidate) => candidate === kind);
}

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
