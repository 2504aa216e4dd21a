/** P11: what is not a present SPTE (empty, frozen, MMIO) never enters a TLB. */
import { EVENT } from '../effect.ts';
import { isShadowPresentPte } from '../layout/predicates.ts';
import type { Detector } from './detector.ts';

export const P11_TLB_FILL: Detector = {
  id: 'P11',
  title: 'TLB filled from a non-present SPTE',
  sentence: 'An empty, frozen or MMIO SPTE never becomes a TLB entry.',
  events: EVENT.TLB_FILL,
  check: ({ effect, layout }) => !isShadowPresentPte(layout, effect.fill),
  explain: () => 'caches a translation from an SPTE that KVM does not regard as present',
};
