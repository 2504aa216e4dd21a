import { useMemo } from 'react';
import { selectWays } from '../../state/run-selectors.ts';
import { useWorkbenchState } from '../../state/workbench-context.ts';
import { explainStepAt } from '../../view/explain/explain-step.ts';
import { usePictureProps } from '../shell/use-picture-props.ts';
import MarkedText from './marked-text.tsx';

export interface StepExplainedProps {
  /** What the story says above it. */
  readonly before: string;
}

/** The step at the cursor in plain words. Loaded once there is a step to explain. */
export default function StepExplained({ before }: StepExplainedProps) {
  const picture = usePictureProps();
  const blocked = useWorkbenchState((state) => selectWays(state)?.blocked ?? null);
  const text = useMemo(
    () => (picture === null ? null : explainStepAt({ ...picture, blocked })),
    [picture, blocked],
  );
  if (text === null) return null;
  return (
    <p>
      <MarkedText text={text} before={before} />
    </p>
  );
}
