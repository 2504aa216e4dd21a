/** struct kvm_page_fault: filled at the exit, read by every function that handles the fault. */
import { defineRegisters } from './registers.ts';

const { block, reg } = defineRegisters('fault', {
  /** access: ACCESS_*. qualification: PERMISSION bits of the walk that failed; 0: not present. */
  u32: ['gfn', 'access', 'qualification', 'seq', 'pfn', 'map_writable'],
});

export const FAULT_BLOCK = block;
export const FAULT = reg;

export const ACCESS = { READ: 0, WRITE: 1, EXEC: 2 } as const;
