/**
 * Who else moves when page tables are freed: RCU, which runs a callback when its grace period is over,
 * and the page allocator, which gives a freed page to somebody else. Both look whether there is
 * anything to do; when there is not, the step does nothing.
 *
 * A freed page is not taken for a page table again: who still reads it as one is wrong either way.
 *
 * ref: linux v5.12 arch/x86/kvm/mmu/tdp_mmu.c tdp_mmu_free_sp_rcu_callback()
 */
import { reuseFreedPage, runRcuCallback } from '../hardware/table-life.ts';
import { defineProgram } from './program.ts';

export const RCU_CALLBACK = defineProgram({
  number: 26,
  id: 'rcu_callback',
  models: 'tdp_mmu_free_sp_rcu_callback()',
  version: 'v5.12 .. v6.17',
  clears: [],
  steps: {
    free: {
      fn: 'rcu_do_batch',
      code: 'has the grace period of a removed table ended? then free its page',
      access: ['frame'],
      run: (t) => {
        runRcuCallback(t);
        return t.return(0);
      },
    },
  },
});

export const REUSE_PAGE = defineProgram({
  number: 27,
  id: 'reuse_page',
  models: 'alloc_pages() for somebody else',
  version: 'any',
  clears: [],
  steps: {
    fill: {
      fn: 'alloc_pages',
      code: 'take a page; if it was a page table, its entries are overwritten with data',
      access: ['frame'],
      run: (t) => {
        reuseFreedPage(t);
        return t.return(0);
      },
    },
  },
});
