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
} as const;
