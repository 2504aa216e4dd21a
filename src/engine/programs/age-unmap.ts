/**
 * Aging without A/D bits, before access tracking: the mapping is taken away altogether, and the next
 * access faults it in again, under mmu_lock. Whether the page was used is the question only of whether
 * it was mapped.
 *
 * The kernel found the mapping by its reverse map; here it is found by a walk, as for later kernels,
 * so that both follow one schedule.
 *
 * ref: linux v4.10 arch/x86/kvm/mmu.c kvm_age_hva() kvm_unmap_rmapp() mmu_spte_clear_track_bits()
 */
import { AGE, AGE_BLOCK, enterAgedRoot, leaveAgedRoot, ageFlushStep } from './age-roots.ts';
import { iterateStep, nextEntryStep, visitLeafStep } from './iterate-steps.ts';
import { writeLockStep, writeUnlockStep } from './lock-steps.ts';
import { defineProgram } from './program.ts';
import { tdpMmuSetSpte } from './tdp-mmu-set-spte.ts';

export const AGE_UNMAP = defineProgram({
  number: 45,
  id: 'age_unmap',
  models: 'kvm_age_hva()',
  version: 'up to v4.10',
  clears: [AGE_BLOCK],
  sptePaths: ['age'],
  steps: {
    lock: writeLockStep('kvm_mmu_notifier_clear_flush_young'),
    rcu: {
      fn: 'kvm_handle_hva_range',
      code: 'begin the walk (a kernel without RCU here has no such step)',
      access: ['rcu-lock'],
      run: (t) => {
        enterAgedRoot(t, { lockless: false });
        return undefined;
      },
    },
    iterate: iterateStep('kvm_handle_hva_range', 'for each leaf of the range:'),
    visit: visitLeafStep('kvm_unmap_rmapp', 'unmap'),
    unmap: {
      fn: 'mmu_spte_clear_track_bits',
      code: '*sptep = 0; young = true',
      access: ['spte-store', 'spte-xchg'],
      run: (t) => {
        t.set(AGE.young, 1);
        return tdpMmuSetSpte(t, {
          value: t.layout.constants.SHADOW_NONPRESENT_VALUE,
          recordAccTrack: true,
        });
      },
    },
    again: nextEntryStep('kvm_handle_hva_range'),
    rcu_unlock: {
      fn: 'kvm_handle_hva_range',
      code: 'end of the walk',
      access: ['rcu-unlock'],
      run: (t) => {
        return leaveAgedRoot(t);
      },
    },
    flush: ageFlushStep(),
    unlock: writeUnlockStep('kvm_mmu_notifier_clear_flush_young', (t) => t.return(0)),
  },
});
