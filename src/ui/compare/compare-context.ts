/** How the components of the view read what is compared. */
import { createContext, use } from 'react';
import { useStore } from 'zustand';
import { present } from '../../base/assert.ts';
import type { Compare } from '../../state/compare/create-compare.ts';
import type { Comparison, CompareState } from '../../state/compare/compare-state.ts';

export const CompareContext = createContext<Compare | null>(null);

export function useCompare(): Compare {
  return present(use(CompareContext), 'no comparison around this component');
}

/** `selector` must give the same value for the same state. */
export function useCompareState<T>(selector: (state: CompareState) => T): T {
  return useStore(useCompare().store, selector);
}

/** Of the components that are shown only when there is something to compare. */
export function useComparison(): Comparison {
  return present(
    useCompareState(({ comparison }) => comparison),
    'nothing is compared yet',
  );
}

export interface Names {
  readonly left: string;
  readonly right: string;
}

export function namesOf({ left, right }: Comparison): Names {
  return { left: left.name, right: right.name };
}
