import type { Comparison } from '../../state/compare/compare-state.ts';
import { tellerOfRun, type RunTeller } from '../../view/explain/run-teller.ts';
import { useComparison } from './compare-context.ts';

export interface SideTellers {
  readonly left: RunTeller;
  readonly right: RunTeller;
}

/** Tell the steps of both sides in plain words. */
export function sideTellers({ left, opened, right }: Comparison): SideTellers {
  const { actors, map } = opened;
  return {
    left: tellerOfRun({ ...left, actors, map }),
    right: tellerOfRun({ ...right, actors, map }),
  };
}

export function useSideTellers(): SideTellers {
  return sideTellers(useComparison());
}
