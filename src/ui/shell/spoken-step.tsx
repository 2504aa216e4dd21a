import { columnPosition, columnRun } from '../../state/run-selectors.ts';
import { useWorkbenchState } from '../../state/workbench-context.ts';
import { useRunTeller } from '../timeline/use-run-teller.ts';

/** `Step 20: zapper empties the SPTE of gfn 0x205 by a plain store. Violation of P8: ...` */
export default function SpokenStep() {
  const teller = useRunTeller();
  const position = useWorkbenchState(columnPosition);
  const record = useWorkbenchState((state) => columnRun(state).records[columnPosition(state) - 1]);
  const wrong = (record?.violations ?? []).map(
    ({ property, text }) => ` Violation of ${property}: ${text}`,
  );
  return `Step ${position}: ${teller?.short(position) ?? ''}.${wrong.join('')}`;
}
