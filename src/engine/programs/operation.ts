/** What actors can be told to do: the operations a scenario lists, and the programs that do them. */
import { assertNever } from '../../base/assert.ts';
import type { Thread } from '../thread.ts';
import { AGE, AGE_RANGE } from './age.ts';
import { ACCESS } from './fault-registers.ts';
import { VCPU, VCPU_ACCESS } from './vcpu.ts';
import { ZAP, ZAP_RANGE } from './zap.ts';

export type VcpuOperation = {
  readonly kind: 'load' | 'store' | 'fetch';
  readonly gfn: number;
};

export type HostOperation = {
  /**
   * zap: the host takes the range back (mmu notifier). clear_young, clear_flush_young: it asks whether
   * the guest has used the range; only the second one flushes.
   */
  readonly kind: 'zap' | 'clear_young' | 'clear_flush_young';
  readonly gfnStart: number;
  /** Exclusive. */
  readonly gfnEnd: number;
};

export type Operation = VcpuOperation | HostOperation;

export const VCPU_OPERATIONS: readonly VcpuOperation['kind'][] = ['load', 'store', 'fetch'];
export const HOST_OPERATIONS: readonly HostOperation['kind'][] = [
  'zap',
  'clear_young',
  'clear_flush_young',
];

function startAccess(t: Thread, { gfn, access }: { gfn: number; access: number }): number {
  t.set(VCPU.gfn, gfn);
  t.set(VCPU.access, access);
  return VCPU_ACCESS.entry;
}

/** Sets the registers of an operation's program and returns where it begins. */
export function startOperation(t: Thread, operation: Operation): number {
  switch (operation.kind) {
    case 'load':
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
      return AGE_RANGE.entry;
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
      return `${operation.kind} gfn 0x${operation.gfn.toString(16)}`;
    case 'zap':
    case 'clear_young':
    case 'clear_flush_young': {
      const first = operation.gfnStart.toString(16);
      const last = (operation.gfnEnd - 1).toString(16);
      return first === last
        ? `${operation.kind} gfn 0x${first}`
        : `${operation.kind} gfns 0x${first}..0x${last}`;
    }
    default:
      return assertNever(operation);
  }
}
