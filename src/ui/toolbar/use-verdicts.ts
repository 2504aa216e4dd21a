import { useMemo } from 'react';
import { useWorkbenchState } from '../../state/workbench-context.ts';
import { verdictModel, type VerdictModel } from '../../view/verdict/verdict-model.ts';

/** The verdicts of all columns on the schedule on screen. */
export function useVerdicts(): VerdictModel {
  const columns = useWorkbenchState(({ opened }) => opened?.info.columns);
  const runs = useWorkbenchState((state) => state.runs);
  const selected = useWorkbenchState(({ column }) => column);
  const schedule = useWorkbenchState((state) => state.schedule);
  return useMemo(() => {
    const outcomes = (columns ?? []).map(({ id, title }) => {
      const run = runs[id];
      return { id, title, run: run?.schedule === schedule ? run : null };
    });
    return verdictModel(outcomes, { selected, steps: schedule.length });
  }, [columns, runs, selected, schedule]);
}
