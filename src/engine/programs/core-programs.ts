/** The vCPU, its faults, the zap and the ager with Accessed bits: what the first stories are about. */
import { InvariantViolation, assertNever } from '../../base/assert.ts';
import type { Thread } from '../thread.ts';
import { AGE } from './age-roots.ts';
import { AGE_RANGE } from './age.ts';
import { FAST_PAGE_FAULT } from './fast-page-fault.ts';
import { ACCESS } from './fault-registers.ts';
import { HANDLE_CHANGED_SPTE } from './handle-changed-spte.ts';
import { HANDLE_MMIO_PAGE_FAULT } from './handle-mmio-page-fault.ts';
import { HANDLE_REMOVED_PT } from './handle-removed-pt.ts';
import type { Operation } from './operation.ts';
import { KVM_TDP_PAGE_FAULT } from './page-fault.ts';
import { linkPrograms, type Program } from './program.ts';
import type { ProgramSet } from './program-set.ts';
import { KVM_TDP_MMU_MAP } from './tdp-mmu-map.ts';
import { TDP_ITER_NEXT } from './tdp-iter.ts';
import { VCPU } from './vcpu-registers.ts';
import { VCPU_ACCESS } from './vcpu.ts';
import { ZAP, ZAP_RANGE } from './zap.ts';

const PROGRAMS: readonly Program[] = [
  TDP_ITER_NEXT,
  HANDLE_CHANGED_SPTE,
  ZAP_RANGE,
  AGE_RANGE,
  KVM_TDP_MMU_MAP,
  FAST_PAGE_FAULT,
  KVM_TDP_PAGE_FAULT,
  VCPU_ACCESS,
  HANDLE_REMOVED_PT,
  HANDLE_MMIO_PAGE_FAULT,
];

function startAccess(t: Thread, { gfn, access }: { gfn: number; access: number }): number {
  t.set(VCPU.gfn, gfn);
  t.set(VCPU.access, access);
  return VCPU_ACCESS.entry;
}

/** Sets what both kinds of aging read. */
export function setAging(t: Thread, operation: Extract<Operation, { gfnStart: number }>): void {
  t.set(AGE.gfn_start, operation.gfnStart);
  t.set(AGE.gfn_end, operation.gfnEnd);
  t.set(AGE.flushes, operation.kind === 'clear_flush_young' ? 1 : 0);
}

function start(t: Thread, operation: Operation): number {
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
      setAging(t, operation);
      return AGE_RANGE.entry;
    case 'track_page':
    case 'track_shadowed':
    case 'wrprot_pass':
    case 'rmap_wrprot':
    case 'rmap_track':
    case 'rmap_refresh':
    case 'td_remove':
    case 'td_store':
    case 'td_load':
    case 'td_fault':
    case 'enable_dirty_log':
    case 'disable_dirty_log':
    case 'clear_dirty_log':
    case 'get_dirty_log':
    case 'last_dirty_log':
    case 'zap_range':
    case 'collapse':
    case 'delete_slot':
    case 'move_slot':
    case 'recover_nx':
    case 'rcu_callback':
    case 'reuse_page':
      throw new InvariantViolation(`${operation.kind} is not among the core programs`);
    default:
      return assertNever(operation);
  }
}

export const CORE_PROGRAMS: ProgramSet = {
  programs: PROGRAMS,
  steps: linkPrograms(PROGRAMS),
  start,
};
