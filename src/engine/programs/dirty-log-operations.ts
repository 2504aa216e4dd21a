/** What userspace that migrates a VM does about a memslot: begin to log its dirty pages, rounds, the last. */

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
