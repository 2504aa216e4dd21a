/** Sets of states, and ways to say from which to which a transition leads. */
import type { SpteKind } from '../layout/spte-kind.ts';
import type { Moves } from './transition.ts';

export const LEAFS: readonly SpteKind[] = ['RO', 'WT', 'WP', 'WC', 'WD', 'AT'];
export const PRESENT: readonly SpteKind[] = [...LEAFS, 'nonleaf'];

/** All states, in the order in which pages list them. */
export const SPTE_STATES: readonly SpteKind[] = ['none', 'mmio', 'frozen', 'nonleaf', ...LEAFS];

/** From each of these states to the same ones. */
export function all(from: readonly SpteKind[], ...to: readonly SpteKind[]): Moves {
  return Object.fromEntries(from.map((state) => [state, to]));
}

/** Each of these states stays. */
export function stay(states: readonly SpteKind[]): Moves {
  return Object.fromEntries(states.map((state) => [state, [state]]));
}
