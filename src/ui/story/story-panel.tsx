import { useCallback } from 'react';
import { selectLayout } from '../../state/run-selectors.ts';
import { useActions, useWorkbench, useWorkbenchState } from '../../state/workbench-context.ts';
import { byHand } from '../keys/commands.ts';
import { useSession } from '../shell/session-context.ts';
import { StoryView } from './story-view.tsx';
import { useStory } from './use-story.ts';

export function StoryPanel() {
  const info = useWorkbenchState(({ opened }) => opened?.info ?? null);
  const model = useStory();
  const actions = useActions();
  const { store } = useWorkbench();
  const session = useSession();
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
      model={model}
      summary={info.summary}
      rule={byFlushRule && layout !== null ? { columns: info.columns, layout } : null}
      onGoTo={goTo}
      onReturn={() => void actions.playStory()}
    />
  );
}
