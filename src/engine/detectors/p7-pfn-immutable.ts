/**
 * P7: a leaf that maps a page goes on mapping this page until it is gone. To change it, KVM must empty
 * the entry and flush first: else vCPUs use two pages for one gfn. The kernel stops if it happens.
 * ref: linux v5.19 arch/x86/kvm/mmu/tdp_mmu.c __handle_changed_spte()
 */
import { EVENT } from '../effect.ts';
import { isShadowPresentLeaf, samePfn } from '../layout/predicates.ts';
import type { Detector } from './detector.ts';

export const P7_PFN_IMMUTABLE: Detector = {
  id: 'P7',
  title: 'Leaf changed its page',
  sentence: 'A leaf keeps its page as long as it is present.',
  events: EVENT.SPTE_WRITE,
  check: ({ effect, layout }) =>
    isShadowPresentLeaf(layout, effect.before, effect.level) &&
    isShadowPresentLeaf(layout, effect.after, effect.level) &&
    !samePfn(layout, effect.before, effect.after),
  explain: () => 'makes a leaf map another page without having emptied and flushed it',
};
