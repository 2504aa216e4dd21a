/**
 * Aging without A/D bits, where an access leaves no trace: the permissions are taken away and saved in
 * bits the CPU ignores, and the fast page fault gives R and X back. W is not saved: whether the page
 * was written to is told to the host now.
 *
 * It is told from what was read before the SPTE was changed. In between, a fast page fault may have
 * added W, and the guest may have stored: then the exchange drops a W nobody has counted. The TDP MMU
 * of v5.18 to v6.3 looked at what the exchange brought back.
 *
 * ref: linux v4.11 arch/x86/kvm/mmu.c mmu_spte_age(); v5.19 tdp_mmu.c age_gfn_range()
 * ref: linux v6.17 arch/x86/kvm/mmu/tdp_mmu.c kvm_tdp_mmu_age_spte()
 */
import { assertNever } from '../../base/assert.ts';
import { EVENT } from '../effect.ts';
import { casSpte, storeSpte, xchgSpte } from '../hardware/spte-memory.ts';
import { markSpteForAccessTrack } from '../layout/access-track.ts';
import {
  isAccessedSpte,
  isShadowPresentLeaf,
  isWritablePte,
  spteToPfn,
} from '../layout/predicates.ts';
import { spteHasVolatileBits } from '../layout/volatile-bits.ts';
import { hostPageOf } from '../state/shape.ts';
import { PAGE_FLAGS } from '../state/state-map.ts';
import type { Thread } from '../thread.ts';
import { AGE, AGE_BLOCK, ageBeginSteps, ageEndSteps } from './age-roots.ts';
import { defineProgram } from './program.ts';
import { TDP_ITER, iterSptep } from './tdp-iter.ts';

/** From v6.15 on aging takes no mmu_lock. */
function isLockless(t: Thread): boolean {
  return t.profile.ageWithoutAd === 'cas';
}

/** kvm_set_pfn_dirty() for the page of the iterator's SPTE, if that has W. */
function recordWrite(t: Thread): void {
  const old = t.get64(TDP_ITER.old_spte, t.old);
  const page = hostPageOf(t.map.shape, spteToPfn(t.layout, old));
  const tells = t.layout.rules.pfnNotifications && isWritablePte(t.layout, old);
  if (!tells || page < 0) return;
  t.effect.note('page-flags');
  t.effect.events |= EVENT.PAGE_FLAGS;
  t.effect.hostPage = page;
  const cell = t.map.page.base + page;
  t.journal.write(cell, t.journal.read(cell) | PAGE_FLAGS.DIRTY);
}

/** Writes `t.new` over the iterator's SPTE; what an exchange brings back becomes its old value. */
function writeTracked(t: Thread): void {
  const sptep = iterSptep(t);
  const how = t.profile.ageWithoutAd;
  switch (how) {
    case 'cas':
      // A failure is tolerated: somebody has used the page at this moment.
      casSpte(t, sptep, { expected: t.old, value: t.new, found: t.current });
      return;
    case 'xchg':
      if (!spteHasVolatileBits(t.layout, t.old)) break;
      xchgSpte(t, sptep, { value: t.new, out: t.old });
      t.set64(TDP_ITER.old_spte, t.old);
      return;
    case 'plain':
    case 'unmap':
      break;
    default:
      assertNever(how);
  }
  storeSpte(t, sptep, { value: t.new, snapshot: t.old });
}

const HOLD = { fn: 'kvm_handle_hva_range', isLockless };

export const AGE_WITHOUT_AD = defineProgram({
  number: 44,
  id: 'age_without_ad',
  models: 'mmu_spte_age()',
  version: 'v4.11 .. v6.17',
  clears: [AGE_BLOCK],
  sptePaths: ['age'],
  steps: {
    ...ageBeginSteps(HOLD),
    visit: {
      fn: 'mmu_spte_age',
      code: 'not a present leaf, or not used since it was tracked? next',
      access: [],
      local: true,
      run: (t) => {
        if (t.result === 0) return 'rcu_unlock';
        const old = t.get64(TDP_ITER.old_spte, t.old);
        const leaf = isShadowPresentLeaf(t.layout, old, t.get(TDP_ITER.level));
        return leaf && isAccessedSpte(t.layout, old) ? 'capture' : 'iterate';
      },
    },
    capture: {
      fn: 'mmu_spte_age',
      code: 'old_spte has W? then kvm_set_pfn_dirty(pfn)',
      access: ['page-flags'],
      run: (t) => {
        t.set(AGE.young, 1);
        recordWrite(t);
        return undefined;
      },
    },
    track: {
      fn: 'mmu_spte_update_no_track',
      code: '*sptep = old_spte without R W X, R and X saved in ignored bits',
      access: ['spte-store', 'spte-xchg', 'spte-cas', 'spte-cas-failed'],
      run: (t) => {
        const old = t.get64(TDP_ITER.old_spte, t.old);
        markSpteForAccessTrack(t.layout, old, t.new);
        writeTracked(t);
        return undefined;
      },
    },
    record: {
      fn: '__handle_changed_spte',
      code: 'v5.18 .. v6.3: what the exchange brought back has W? then kvm_set_pfn_dirty(pfn)',
      access: ['page-flags'],
      run: (t) => {
        if (t.profile.trackCapture === 'exchanged') recordWrite(t);
        return 'iterate';
      },
    },
    ...ageEndSteps(HOLD),
  },
});
