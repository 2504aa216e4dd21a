/** All programs, and the one table of steps by program counter. */
import { AGE_RANGE } from './age.ts';
import { FAST_PAGE_FAULT } from './fast-page-fault.ts';
import { HANDLE_CHANGED_SPTE } from './handle-changed-spte.ts';
import { KVM_TDP_PAGE_FAULT } from './page-fault.ts';
import { linkPrograms } from './program.ts';
import { KVM_TDP_MMU_MAP } from './tdp-mmu-map.ts';
import { TDP_ITER_NEXT } from './tdp-iter.ts';
import { VCPU_ACCESS } from './vcpu.ts';
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
] as const;

export const STEPS = linkPrograms(PROGRAMS);
