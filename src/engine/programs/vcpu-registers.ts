/** Registers of a vCPU's access: the walk under way is the CPU's own, and a flush takes it back. */
import { defineRegisters } from './registers.ts';

const { block, reg } = defineRegisters('vcpu', {
  /**
   * access: ACCESS_*. level, frame: the table the walk is at; level 0: no walk under way.
   * permissions: of the walk so far.
   */
  u32: ['gfn', 'access', 'level', 'frame', 'permissions'],
});

export const VCPU_BLOCK = block;
export const VCPU = reg;
