import { useMemo } from 'react';
import { columnPosition, columnRun, stepsOfStory } from '../../state/run-selectors.ts';
import { useWorkbenchState } from '../../state/workbench-context.ts';
import { storyModel, type StoryModel } from '../../view/story/story-model.ts';
import { useKept } from '../controls/use-kept.ts';

/** The narration against the run on screen. */
export function useStory(): StoryModel {
  const narration = useWorkbenchState(({ opened }) => opened?.info.narration);
  const schedule = useWorkbenchState((state) => state.schedule);
  const followed = useWorkbenchState(stepsOfStory);
  const run = useWorkbenchState(columnRun);
  const position = useWorkbenchState(columnPosition);
  const model = useMemo(
    () =>
      storyModel({
        narration: narration ?? [],
        followed,
        scheduleLength: schedule.length,
        position,
        records: run.records,
        violatedAt: new Set(run.violations.map(({ step }) => step)),
      }),
    [narration, followed, schedule, position, run],
  );
  return useKept(model);
}
