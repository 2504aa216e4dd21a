/** struct kvm_page_fault: filled at the exit, read by every function that handles the fault. */
import { defineRegisters } from './registers.ts';

const { block, reg } = defineRegisters('fault', {
  /** slot_logs: 1 if its slot logs dirty pages, by the memslots the fault goes by. access: ACCESS_*. qualification: PERMISSION bits of the walk that failed; 0: not present. */
  /**
   * slot: SLOT_STATE of its slot, by the memslots the fault goes by. no_slot: 1 if there is none: then it
   * gets no page, but the mark of an address without memory.
   */
  /** is_private: 1 for private memory of a TDX guest: the mirror is mapped. */
  u32: [
    'gfn',
    'access',
    'qualification',
    'seq',
    'pfn',
    'map_writable',
    'slot_logs',
    'slot',
    'no_slot',
    'is_private',
  ],
});

export const FAULT_BLOCK = block;
export const FAULT = reg;

/** Qualification of an EPT misconfiguration, which no permissions of a walk can be. */
export const EPT_MISCONFIG = 1 << 8;

export const ACCESS = { READ: 0, WRITE: 1, EXEC: 2 } as const;
