import { tellerOf } from '../../state/tell-run.ts';
import { useWorkbenchState } from '../../state/workbench-context.ts';
import type { RunTeller } from '../../view/explain/run-teller.ts';

/** Tells the steps of the run on screen in plain words; null while nothing is open. */
export function useRunTeller(): RunTeller | null {
  return useWorkbenchState(tellerOf);
}
