import type { RunSlice } from '../../state/workbench-state.ts';
import { columnPosition, columnRun } from '../../state/run-selectors.ts';
import { useWorkbenchState } from '../../state/workbench-context.ts';

/** Says each step to screen readers: what the pictures show of it. */
export function LiveRegion() {
  const text = useWorkbenchState(stepText);
  return (
    <p className="visually-hidden" role="status" aria-label="Step">
      {text}
    </p>
  );
}

function stepText(state: RunSlice): string {
  const record = columnRun(state).records[columnPosition(state) - 1];
  if (record === undefined) return 'Before the first step.';
  const { n, choice, text, violations } = record;
  const actor = state.opened?.actors[choice.actor]?.title ?? '';
  const wrong = violations.map(
    (violation) => ` Violation of ${violation.property}: ${violation.text}`,
  );
  return `Step ${n}, ${actor}: ${text}.${wrong.join('')}`;
}
