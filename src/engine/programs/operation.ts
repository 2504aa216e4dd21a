/** What actors can be told to do: the operations a scenario lists, and the programs that do them. */
import { assertNever } from '../../base/assert.ts';
import type { Thread } from '../thread.ts';
import { AGE, AGE_RANGE } from './age.ts';
import { DIRTY_LOG_OPERATIONS, startDirtyLog, type DirtyLogKind } from './dirty-log-operations.ts';
import { AGE_UNMAP } from './age-unmap.ts';
import { AGE_WITHOUT_AD } from './age-without-ad.ts';
import { ACCESS } from './fault-registers.ts';
import { TABLE_OPERATIONS, startTableOperation, type TableKind } from './table-operations.ts';
import { TD_OPERATIONS, startTd, type TdKind } from './td-operations.ts';
import { TRACKING_OPERATIONS, startTracking, type TrackingKind } from './tracking-operations.ts';
import { VCPU_ACCESS } from './vcpu.ts';
import { VCPU } from './vcpu-registers.ts';
import { ZAP, ZAP_RANGE } from './zap.ts';

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

function startAccess(t: Thread, { gfn, access }: { gfn: number; access: number }): number {
  t.set(VCPU.gfn, gfn);
  t.set(VCPU.access, access);
  return VCPU_ACCESS.entry;
}

/** Aging is another program where there is no Accessed bit to clear. */
function agerEntry({ layout, profile }: Thread): number {
  if (layout.config.adBits) return AGE_RANGE.entry;
  return profile.ageWithoutAd === 'unmap' ? AGE_UNMAP.entry : AGE_WITHOUT_AD.entry;
}

/** Sets the registers of an operation's program and returns where it begins. */
export function startOperation(t: Thread, operation: Operation): number {
  switch (operation.kind) {
    case 'load':
    case 'mmio':
      return startAccess(t, { gfn: operation.gfn, access: ACCESS.READ });
    case 'store':
      return startAccess(t, { gfn: operation.gfn, access: ACCESS.WRITE });
    case 'fetch':
      return startAccess(t, { gfn: operation.gfn, access: ACCESS.EXEC });
    case 'zap':
      t.set(ZAP.gfn_start, operation.gfnStart);
      t.set(ZAP.gfn_end, operation.gfnEnd);
      return ZAP_RANGE.entry;
    case 'clear_young':
    case 'clear_flush_young':
      t.set(AGE.gfn_start, operation.gfnStart);
      t.set(AGE.gfn_end, operation.gfnEnd);
      t.set(AGE.flushes, operation.kind === 'clear_flush_young' ? 1 : 0);
      return agerEntry(t);
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
    case 'get_dirty_log':
    case 'last_dirty_log':
      return startDirtyLog(t, { kind: operation.kind, gfnStart: operation.gfnStart });
    case 'zap_range':
    case 'collapse':
    case 'delete_slot':
    case 'rcu_callback':
    case 'reuse_page':
      return startTableOperation(t, operation.kind, operation);
    default:
      return assertNever(operation);
  }
}

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
    case 'clear_young':
    case 'clear_flush_young':
    case 'track_page':
    case 'track_shadowed':
    case 'wrprot_pass':
    case 'rmap_wrprot':
    case 'rmap_track':
    case 'rmap_refresh':
    case 'td_remove': {
      const first = operation.gfnStart.toString(16);
      const last = (operation.gfnEnd - 1).toString(16);
      return first === last
        ? `${operation.kind} gfn 0x${first}`
        : `${operation.kind} gfns 0x${first}..0x${last}`;
    }
    case 'enable_dirty_log':
    case 'get_dirty_log':
    case 'last_dirty_log':
      return `${operation.kind} of the slot with gfn 0x${operation.gfnStart.toString(16)}`;
    default:
      return assertNever(operation);
  }
}
