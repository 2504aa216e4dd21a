import type { Thread } from '../thread.ts';

/**
 * How a page fault was handled.
 * ref: linux v5.19 arch/x86/kvm/mmu/mmu_internal.h enum RET_PF_*
 */
export const RET_PF = {
  CONTINUE: 0,
  RETRY: 1,
  EMULATE: 2,
  INVALID: 3,
  FIXED: 4,
  SPURIOUS: 5,
  /** Not of that enum: -EFAULT, the host has no mapping that allows the access. */
  EFAULT: 6,
  /** Of that enum since v6.12. */
  WRITE_PROTECTED: 7,
} as const;

/**
 * How a write to a write-tracked page ends. Either way KVM does the write itself; that it may let the
 * page go instead is not modelled.
 */
export function wrprotResult(t: Thread): number {
  return t.profile.wrprotFault === 'emulate' ? RET_PF.EMULATE : RET_PF.WRITE_PROTECTED;
}
