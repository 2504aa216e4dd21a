import { useMemo } from 'react';
import type { SideName } from '../../state/compare/compare-state.ts';
import { momentOfStep } from '../../state/compare/compare-selectors.ts';
import type { PictureProps } from '../panel-props.ts';
import { useCompare, useComparison, useCompareState } from './compare-context.ts';
import type { MachinesNow } from './use-differences.ts';

/** One of the two machines at the cursor, as the workbench's panels are given theirs. */
export function useSidePicture(now: MachinesNow, side: SideName): PictureProps {
  const comparison = useComparison();
  const { actions } = useCompare();
  const selection = useCompareState((state) => state.selection);
  return useMemo(() => {
    const { done, layout, view } = now[side];
    const { actors, programs } = comparison.opened;
    return {
      view,
      layout,
      actors,
      programs,
      records: comparison[side].records,
      position: done,
      selection,
      onSelect: (selected) => actions.select(selected),
      onGoTo: (step) => actions.goTo(momentOfStep(comparison, side, step)),
      next: null,
      violation: null,
      otherColumn: null,
      onSwitchColumn: () => undefined,
    };
  }, [now, side, comparison, actions, selection]);
}
