/**
 * Aging with A/D bits: an mmu notifier asks whether the guest has used a range of pages, and clears
 * their Accessed bits. Up to v6.14 under mmu_lock held for write.
 *
 * What is written is the snapshot without A: with a plain store, bits set meanwhile are lost; with
 * XCHG they are lost from memory, too, but the bookkeeping learns of them. Only the locked AND of v6.4
 * and later leaves them where they are.
 *
 * clear_young never flushes; clear_flush_young does up to v6.12, if a page was young, before it unlocks.
 *
 * ref: linux v5.19 arch/x86/kvm/mmu/tdp_mmu.c age_gfn_range()
 * ref: linux v5.19 virt/kvm/kvm_main.c kvm_mmu_notifier_clear_young() kvm_mmu_notifier_clear_flush_young()
 */
import { MutableWord64 } from '../../base/word64.ts';
import { andSpte, casSpte } from '../hardware/spte-memory.ts';
import { isAccessedSpte, isLastSpte, isShadowPresentPte } from '../layout/predicates.ts';
import type { Thread } from '../thread.ts';
import { AGE, AGE_BLOCK, ageBeginSteps, ageEndSteps } from './age-roots.ts';
import { nextEntryStep } from './iterate-steps.ts';
import { defineProgram } from './program.ts';
import { TDP_ITER, iterSptep } from './tdp-iter.ts';
import { clearSpteBits } from './tdp-mmu-clear-spte-bits.ts';

const bits = new MutableWord64();

/** From b146a9b34aed (v6.15) on: no mmu_lock, inside SRCU and RCU. */
function isLockless(t: Thread): boolean {
  return t.profile.aging === 'locklessAnd' || t.profile.aging === 'locklessCas';
}

/**
 * Takes Accessed out of the SPTE the iterator stands on. The lockless AND asks nothing about what it
 * finds in memory; the compare-exchange of v7.2 may fail, and nobody minds.
 */
function clearAccessed(t: Thread): 'again' | null {
  const { masks } = t.layout;
  bits.copy(masks.accessed);
  if (t.profile.agingDirty === 'cleared') bits.or(masks.dirty);
  const { aging } = t.profile;
  if (aging === 'setSpte' || aging === 'and') return clearSpteBits(t, { by: aging, bits });
  const old = t.get64(TDP_ITER.old_spte, t.old);
  if (aging === 'locklessCas') {
    t.new.copy(old).clear(bits);
    casSpte(t, iterSptep(t), { expected: old, value: t.new, found: t.current });
  } else {
    andSpte(t, iterSptep(t), { bits, out: old });
  }
  return 'again';
}

const HOLD = { fn: '__kvm_handle_hva_range', isLockless };

export const AGE_RANGE = defineProgram({
  number: 4,
  id: 'age_gfn_range',
  models: 'kvm_tdp_mmu_age_gfn_range()',
  version: 'v5.11 .. v7.2',
  clears: [AGE_BLOCK],
  sptePaths: ['age'],
  steps: {
    ...ageBeginSteps(HOLD),
    visit: {
      fn: 'age_gfn_range',
      code: 'not a present leaf, or A is clear? next',
      access: [],
      local: true,
      run: (t) => {
        if (t.result === 0) return 'rcu_unlock';
        const old = t.get64(TDP_ITER.old_spte, t.old);
        const leaf =
          isShadowPresentPte(t.layout, old) && isLastSpte(t.layout, old, t.get(TDP_ITER.level));
        return leaf && isAccessedSpte(t.layout, old) ? 'age' : 'iterate';
      },
    },
    age: {
      fn: 'tdp_mmu_set_spte_no_acc_track',
      code: '*sptep = old_spte & ~A; young = true',
      access: ['spte-store', 'spte-xchg', 'spte-and', 'spte-cas', 'spte-cas-failed'],
      run: (t) => {
        t.set(AGE.young, 1);
        return clearAccessed(t);
      },
    },
    again: nextEntryStep('kvm_tdp_mmu_handle_gfn'),
    ...ageEndSteps(HOLD),
  },
});
