import { useMemo } from 'react';
import {
  selectLayout,
  selectNext,
  selectOtherColumn,
  selectRecords,
  selectViolation,
} from '../../state/run-selectors.ts';
import { usePicture, useWorkbench, useWorkbenchState } from '../../state/workbench-context.ts';
import { byHand } from '../keys/commands.ts';
import type { PictureProps } from '../panel-props.ts';
import { useSession } from './session-context.ts';

/** What the panels that draw the machine are given; null while nothing is open. */
export function usePictureProps(): PictureProps | null {
  const picture = usePicture();
  const opened = useWorkbenchState((state) => state.opened);
  const layout = useWorkbenchState(selectLayout);
  const records = useWorkbenchState(selectRecords);
  const selection = useWorkbenchState((state) => state.selection);
  const next = useWorkbenchState(selectNext);
  const violation = useWorkbenchState(selectViolation);
  const otherColumn = useWorkbenchState(selectOtherColumn);
  const acts = usePictureActs();
  return useMemo(() => {
    if (picture === null || opened === null || layout === null) return null;
    return {
      view: picture.view,
      position: picture.position,
      layout,
      actors: opened.actors,
      programs: opened.programs,
      records,
      selection,
      next,
      violation,
      otherColumn,
      ...acts,
    };
  }, [picture, opened, layout, records, selection, next, violation, otherColumn, acts]);
}

type PictureActs = Pick<PictureProps, 'onSelect' | 'onGoTo' | 'onSwitchColumn'>;

function usePictureActs(): PictureActs {
  const { store } = useWorkbench();
  const session = useSession();
  return useMemo(() => {
    const { actions } = store.getState();
    return {
      onSelect: (selection) => actions.select(selection),
      onGoTo: (step) => void byHand({ store, session }).goTo(step),
      onSwitchColumn: () => void actions.nextColumn(),
    };
  }, [store, session]);
}
