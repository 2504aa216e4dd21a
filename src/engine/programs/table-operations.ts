/** Operations about the life of page tables; start-table-operation.ts begins them. */

/**
 * zap_range: KVM zaps a range with the tables that lie in it. collapse: it zaps the table that maps the
 * gfn, so that a huge page can take its place. delete_slot: userspace deletes the memslot of the gfn, and
 * KVM throws all page tables away, or zaps what is in the slot. move_slot: the same, and the slot comes
 * back elsewhere. recover_nx: KVM zaps the tables of the lowest level in a range, so that
 * huge pages can take their place. rcu_callback: RCU frees a removed table if its grace
 * period is over. reuse_page: a freed page is given to somebody else.
 */
export const TABLE_OPERATIONS = [
  'zap_range',
  'collapse',
  'delete_slot',
  'move_slot',
  'recover_nx',
  'rcu_callback',
  'reuse_page',
] as const;

export type TableKind = (typeof TABLE_OPERATIONS)[number];

/** Operations that name no gfn: their range is empty. */
const WITHOUT_GFN: ReadonlySet<string> = new Set<TableKind>(['rcu_callback', 'reuse_page']);
const REMOVERS: ReadonlySet<string> = new Set<TableKind>([
  'zap_range',
  'collapse',
  'delete_slot',
  'move_slot',
  'recover_nx',
]);

export function isTableKind(kind: string): kind is TableKind {
  return TABLE_OPERATIONS.some((candidate) => candidate === kind);
}

/** Is it an operation that names no gfn? Then its range is empty. */
export function namesNoGfn(kind: string): kind is TableKind {
  return WITHOUT_GFN.has(kind);
}

/** Is it done to the table, or the memslot, of one gfn? */
export function namesOneGfn(kind: string): boolean {
  return kind === 'collapse' || kind === 'delete_slot' || kind === 'move_slot';
}

/** Does its range lie in the memslots? That of a table may be larger. */
export function staysInSlots(kind: string): boolean {
  return kind === 'delete_slot' || kind === 'move_slot' || !isTableKind(kind);
}

/** Does it make all roots invalid, so that vCPUs need new ones? */
export function replacesRoots({ kind }: { readonly kind: string }): boolean {
  return kind === 'delete_slot' || kind === 'move_slot';
}

/** Does it take tables away, which a fault may have to build again? */
export function removesTables({ kind }: { readonly kind: string }): boolean {
  return REMOVERS.has(kind);
}
