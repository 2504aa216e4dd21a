import { useMemo } from 'react';
import { RunTeller } from '../../view/explain/run-teller.ts';
import { useComparison } from './compare-context.ts';

export interface SideTellers {
  readonly left: RunTeller;
  readonly right: RunTeller;
}

/** Tell the steps of both sides in plain words. */
export function useSideTellers(): SideTellers {
  const { left, opened, right } = useComparison();
  return useMemo(() => {
    const { actors, map } = opened;
    return {
      left: new RunTeller({ ...left, actors, map }),
      right: new RunTeller({ ...right, actors, map }),
    };
  }, [left, opened, right]);
}
