/** What userspace that migrates a VM does about a memslot. */

/**
 * enable_dirty_log, disable_dirty_log: it begins, and ends, to log dirty pages. get_dirty_log, and
 * last_dirty_log with the vCPUs stopped: a round. clear_dirty_log: where the log is cleared by hand, the
 * bits that a round has read are cleared, in a range, and the pages are copied.
 */
export const DIRTY_LOG_OPERATIONS = [
  'enable_dirty_log',
  'get_dirty_log',
  'last_dirty_log',
  'clear_dirty_log',
  'disable_dirty_log',
] as const;

export type DirtyLogKind = (typeof DIRTY_LOG_OPERATIONS)[number];

export function isDirtyLogKind(kind: string): kind is DirtyLogKind {
  return DIRTY_LOG_OPERATIONS.some((candidate) => candidate === kind);
}

/** Is it done to a whole memslot, which is named by one of its gfns? */
export function isDoneToSlot(kind: string): boolean {
  return isDirtyLogKind(kind) && kind !== 'clear_dirty_log';
}
