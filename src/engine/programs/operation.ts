/** What actors can be told to do: the operations a scenario lists. */
import { assertNever } from '../../base/assert.ts';
import { DIRTY_LOG_OPERATIONS, type DirtyLogKind } from './dirty-log-operations.ts';
import { TABLE_OPERATIONS, type TableKind } from './table-operations.ts';
import { TD_OPERATIONS, type TdKind } from './td-operations.ts';
import { TRACKING_OPERATIONS, type TrackingKind } from './tracking-operations.ts';

export type VcpuOperation = {
  /** mmio: a load from an address that no memslot has: KVM emulates it. */
  readonly kind: 'load' | 'store' | 'fetch' | 'mmio' | TdKind;
  readonly gfn: number;
};

export type HostOperation = {
  /**
   * zap: the host takes the range back (mmu notifier). clear_young, clear_flush_young: it asks whether
   * the guest has used the range; only the second one flushes.
   */
  readonly kind:
    'zap' | 'clear_young' | 'clear_flush_young' | TableKind | TrackingKind | DirtyLogKind;
  readonly gfnStart: number;
  /** Exclusive. */
  readonly gfnEnd: number;
};

export type Operation = VcpuOperation | HostOperation;

export const VCPU_OPERATIONS: readonly VcpuOperation['kind'][] = [
  'load',
  'store',
  'fetch',
  'mmio',
  ...TD_OPERATIONS,
];
export const HOST_OPERATIONS: readonly HostOperation['kind'][] = [
  'zap',
  'clear_young',
  'clear_flush_young',
  ...TABLE_OPERATIONS,
  ...TRACKING_OPERATIONS,
  ...DIRTY_LOG_OPERATIONS,
];

/** An operation in words: `store gfn 0x205`, `zap gfns 0x200..0x207`. */
export function operationText(operation: Operation): string {
  switch (operation.kind) {
    case 'load':
    case 'store':
    case 'fetch':
    case 'td_store':
    case 'td_load':
    case 'td_fault':
    case 'mmio':
      return `${operation.kind} gfn 0x${operation.gfn.toString(16)}`;
    case 'rcu_callback':
    case 'reuse_page':
      return operation.kind;
    case 'zap':
    case 'zap_range':
    case 'collapse':
    case 'delete_slot':
    case 'move_slot':
    case 'recover_nx':
    case 'clear_young':
    case 'clear_flush_young':
    case 'track_page':
    case 'track_shadowed':
    case 'wrprot_pass':
    case 'rmap_wrprot':
    case 'rmap_track':
    case 'rmap_refresh':
    case 'clear_dirty_log':
    case 'td_remove': {
      const first = operation.gfnStart.toString(16);
      const last = (operation.gfnEnd - 1).toString(16);
      return first === last
        ? `${operation.kind} gfn 0x${first}`
        : `${operation.kind} gfns 0x${first}..0x${last}`;
    }
    case 'enable_dirty_log':
    case 'disable_dirty_log':
    case 'get_dirty_log':
    case 'last_dirty_log':
      return `${operation.kind} of the slot with gfn 0x${operation.gfnStart.toString(16)}`;
    default:
      return assertNever(operation);
  }
}
