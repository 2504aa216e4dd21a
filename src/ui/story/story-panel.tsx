import { useCallback, useMemo } from 'react';
import {
  columnPosition,
  columnRun,
  selectLayout,
  stepsOfStory,
} from '../../state/run-selectors.ts';
import { useActions, useWorkbench, useWorkbenchState } from '../../state/workbench-context.ts';
import { storyModel } from '../../view/story/story-model.ts';
import { useKept } from '../controls/use-kept.ts';
import { byHand } from '../keys/commands.ts';
import { useSession } from '../shell/session-context.ts';
import { StoryView } from './story-view.tsx';

export function StoryPanel() {
  const info = useWorkbenchState(({ opened }) => opened?.info ?? null);
  const schedule = useWorkbenchState((state) => state.schedule);
  const followed = useWorkbenchState(stepsOfStory);
  const run = useWorkbenchState(columnRun);
  const position = useWorkbenchState(columnPosition);
  const actions = useActions();
  const { store } = useWorkbench();
  const session = useSession();
  const model = useMemo(
    () =>
      storyModel({
        narration: info?.narration ?? [],
        followed,
        scheduleLength: schedule.length,
        position,
        records: run.records,
        violatedAt: new Set(run.violations.map(({ step }) => step)),
      }),
    [info, followed, schedule, position, run],
  );
  const kept = useKept(model);
  const goTo = useCallback(
    (step: number) => void byHand({ store, session }).goTo(step),
    [store, session],
  );
  const layout = useWorkbenchState(selectLayout);
  if (info === null) return null;
  // A table says it best.
  const byFlushRule = info.columns.every(({ flags }) => 'flushRule' in flags);
  return (
    <StoryView
      model={kept}
      summary={info.summary}
      rule={byFlushRule && layout !== null ? { columns: info.columns, layout } : null}
      onGoTo={goTo}
      onReturn={() => void actions.playStory()}
    />
  );
}
