/** Registers of kvm_tdp_mmu_map(), which its steps about large pages share (map-large-pages.ts). */
import { ACCESS, FAULT } from './fault-registers.ts';
import { defineRegisters } from './registers.ts';
import { wrprotResult } from './ret-pf.ts';
import type { Thread } from '../thread.ts';

const { block, reg } = defineRegisters('tdp_mmu_map', {
  /**
   * ret: RET_PF_*. child: frame of the table to link, plus 1. wrprot: make_spte() had to. large: 1 if a
   * page of 2 MiB is to be mapped.
   */
  u32: ['ret', 'child', 'wrprot', 'large'],
  u64: ['new_spte'],
});

export const MAP_BLOCK = block;
export const MAP = reg;

/** A write that write tracking forbids is emulated, whatever became of the SPTE. */
export function handledAs(t: Thread, ret: number): number {
  const denied = t.get(reg.wrprot) !== 0 && t.get(FAULT.access) === ACCESS.WRITE;
  return denied ? wrprotResult(t) : ret;
}
