/** P10: W needs MMU-writable, MMU-writable needs host-writable, in every present leaf. */
import { EVENT } from '../effect.ts';
import { checkSpteWritableInvariants, isShadowPresentLeaf } from '../layout/predicates.ts';
import type { Detector } from './detector.ts';

export const P10_WRITABLE_INVARIANTS: Detector = {
  id: 'P10',
  title: 'Writable bits contradict each other',
  sentence:
    'A leaf is writable only if it is MMU-writable, and MMU-writable only if host-writable.',
  events: EVENT.SPTE_WRITE,
  check: ({ effect, layout }) =>
    isShadowPresentLeaf(layout, effect.after, effect.level) &&
    checkSpteWritableInvariants(layout, effect.after) > 0,
  explain: () => 'leaves a leaf whose W, MMU-writable and host-writable bits contradict each other',
};
