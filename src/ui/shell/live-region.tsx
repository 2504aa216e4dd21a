import { columnPosition } from '../../state/run-selectors.ts';
import { useWorkbenchState } from '../../state/workbench-context.ts';
import { Late } from './late.tsx';

const loadStep = () => import('./spoken-step.tsx');
const NOTHING = {};

/** What the last step did, in words: the timeline is described by it. */
export const SPOKEN_STEP_ID = 'spoken-step';

/** Says each step to screen readers, once: what it did comes with the words for it. */
export function LiveRegion() {
  const stepped = useWorkbenchState((state) => columnPosition(state) > 0);
  return (
    <p className="visually-hidden" role="status" aria-label="Step" id={SPOKEN_STEP_ID}>
      {stepped ? <Late load={loadStep} given={NOTHING} /> : 'Before the first step.'}
    </p>
  );
}
