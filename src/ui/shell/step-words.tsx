import { columnPosition } from '../../state/run-selectors.ts';
import { useWorkbenchState } from '../../state/workbench-context.ts';
import { useRunTeller } from '../timeline/use-run-teller.ts';

/** What the step on screen did: the words of the live region, for the eye. */
export default function StepWords() {
  const teller = useRunTeller();
  const position = useWorkbenchState(columnPosition);
  return teller?.short(position) ?? '';
}
