/** The states of the SPTE state machine, told from the bits alone; allocates nothing. */
import type { Word64 } from '../../base/word64.ts';
import {
  isAccessTrackSpte,
  isDirtySpte,
  isFrozenSpte,
  isHostWritableSpte,
  isLastSpte,
  isMmioSpte,
  isMmuWritableSpte,
  isShadowPresentPte,
  isWritablePte,
} from './predicates.ts';
import type { SpteLayout } from './spte-layout.ts';

/**
 * Leaves: RO the host maps the page read-only; WT write-tracked; WP write-protected, but the fast
 * page fault may set W; WC writable and clean; WD writable and dirty; AT access-tracked.
 */
export type LeafState = 'RO' | 'WT' | 'WP' | 'WC' | 'WD' | 'AT';

export type SpteKind = 'none' | 'mmio' | 'frozen' | 'nonleaf' | LeafState;

export function spteKind(layout: SpteLayout, spte: Word64, level: number): SpteKind {
  if (isFrozenSpte(layout, spte)) return 'frozen';
  if (isMmioSpte(layout, spte)) return 'mmio';
  if (!isShadowPresentPte(layout, spte)) return 'none';
  if (!isLastSpte(layout, spte, level)) return 'nonleaf';
  return leafState(layout, spte);
}

function leafState(layout: SpteLayout, spte: Word64): LeafState {
  if (isAccessTrackSpte(layout, spte)) return 'AT';
  if (isWritablePte(layout, spte)) return isDirtySpte(layout, spte) ? 'WD' : 'WC';
  if (isMmuWritableSpte(layout, spte)) return 'WP';
  return isHostWritableSpte(layout, spte) ? 'WT' : 'RO';
}
