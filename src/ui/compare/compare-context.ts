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

/** What is drawn: a little behind the store where that leaps, so that no key waits for the drawing. */
export interface Drawn {
  readonly comparison: Comparison;
  /** Moments done. */
  readonly position: number;
}

export const DrawnContext = createContext<Drawn | null>(null);

function useDrawn(): Drawn {
  return present(use(DrawnContext), 'nothing is compared yet');
}

/** Of the components that are shown only when there is something to compare. */
export function useComparison(): Comparison {
  return useDrawn().comparison;
}

/** The moment of the pictures. The cursor's own, which a hand moves, is in the store. */
export function useDrawnMoment(): number {
  return useDrawn().position;
}

export interface Names {
  readonly left: string;
  readonly right: string;
}

export function namesOf({ left, right }: Comparison): Names {
  return { left: left.name, right: right.name };
}
