import { useMemo } from 'react';
import { columnPosition, stepsOfStory } from '../../state/run-selectors.ts';
import { useWorkbench, useWorkbenchState } from '../../state/workbench-context.ts';
import { momentProgress, type MomentProgress } from '../../view/reading/moment-progress.ts';
import type { StoryModel } from '../../view/story/story-model.ts';
import { byHand } from '../keys/commands.ts';
import { useSession } from '../shell/session-context.ts';
import { textNow } from '../story/story-view.tsx';
import { useStory } from '../story/use-story.ts';

export interface Reading {
  readonly model: StoryModel;
  readonly progress: MomentProgress;
  /** All that is told now. */
  readonly words: string;
  readonly position: number;
  readonly steps: number;
  readonly onNext: () => void;
  readonly onPrevious: () => void;
}

/** Where the reader is, and the way to the moments before and after. */
export function useReading(): Reading {
  const model = useStory();
  const position = useWorkbenchState(columnPosition);
  const steps = useWorkbenchState((state) => {
    const onStory = stepsOfStory(state) === state.schedule.length;
    return onStory ? (state.opened?.script.length ?? 0) : state.schedule.length;
  });
  const { store } = useWorkbench();
  const session = useSession();
  const words = `${textNow(model)} ${model.lastStep?.text ?? ''}`;
  return useMemo(
    () => ({
      model,
      progress: momentProgress({ model, position, steps }),
      words,
      position,
      steps,
      onNext: () => void byHand({ store, session }).nextMoment(),
      onPrevious: () => void byHand({ store, session }).previousMoment(),
    }),
    [model, position, steps, words, store, session],
  );
}
