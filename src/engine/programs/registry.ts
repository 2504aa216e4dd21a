/** All programs, and the one table of steps by program counter. */
import { AGE_UNMAP } from './age-unmap.ts';
import { AGE_WITHOUT_AD } from './age-without-ad.ts';
import { AGE_RANGE } from './age.ts';
import { CLEAR_DIRTY_PT } from './clear-dirty-pt.ts';
import { DIRTY_LOG_PASS } from './dirty-log-pass.ts';
import { ENABLE_DIRTY_LOG } from './enable-dirty-log.ts';
import { FAST_PAGE_FAULT } from './fast-page-fault.ts';
import { GET_DIRTY_LOG } from './get-dirty-log.ts';
import { HANDLE_CHANGED_SPTE } from './handle-changed-spte.ts';
import { KVM_TDP_PAGE_FAULT } from './page-fault.ts';
import { DELETE_SLOT } from './delete-slot.ts';
import { HANDLE_MMIO_PAGE_FAULT } from './handle-mmio-page-fault.ts';
import { HANDLE_REMOVED_PT } from './handle-removed-pt.ts';
import { RCU_CALLBACK, REUSE_PAGE } from './page-freeing.ts';
import { ZAP_GFN_RANGE } from './zap-gfn-range.ts';
import { COLLAPSE_RANGE, ZAP_SPTE_ATOMIC } from './zap-spte-atomic.ts';
import { MIRROR_MAP } from './mirror-map.ts';
import { MIRROR_REMOVE } from './mirror-remove.ts';
import { linkPrograms } from './program.ts';
import { RMAP_WRITE_PROTECT } from './rmap-write-protect.ts';
import { KVM_TDP_MMU_MAP } from './tdp-mmu-map.ts';
import { TD_ACCESS } from './td-access.ts';
import { TDP_ITER_NEXT } from './tdp-iter.ts';
import { VCPU_ACCESS } from './vcpu.ts';
import { WRITE_PROTECT_GFN } from './write-protect-gfn.ts';
import { WRPROT_PASS } from './wrprot-pass.ts';
import { ZAP_RANGE } from './zap.ts';

export const PROGRAMS = [
  TDP_ITER_NEXT,
  HANDLE_CHANGED_SPTE,
  ZAP_RANGE,
  AGE_RANGE,
  KVM_TDP_MMU_MAP,
  FAST_PAGE_FAULT,
  KVM_TDP_PAGE_FAULT,
  VCPU_ACCESS,
  WRITE_PROTECT_GFN,
  WRPROT_PASS,
  RMAP_WRITE_PROTECT,
  AGE_WITHOUT_AD,
  AGE_UNMAP,
  MIRROR_MAP,
  TD_ACCESS,
  MIRROR_REMOVE,
  ENABLE_DIRTY_LOG,
  GET_DIRTY_LOG,
  DIRTY_LOG_PASS,
  CLEAR_DIRTY_PT,
  HANDLE_REMOVED_PT,
  ZAP_GFN_RANGE,
  RCU_CALLBACK,
  REUSE_PAGE,
  HANDLE_MMIO_PAGE_FAULT,
  ZAP_SPTE_ATOMIC,
  COLLAPSE_RANGE,
  DELETE_SLOT,
] as const;

export const STEPS = linkPrograms(PROGRAMS);
