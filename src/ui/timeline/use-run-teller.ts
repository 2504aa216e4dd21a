import { useMemo } from 'react';
import { columnRun, selectLayout } from '../../state/run-selectors.ts';
import { useWorkbenchState } from '../../state/workbench-context.ts';
import { RunTeller } from '../../view/explain/run-teller.ts';

/** Tells the steps of the run on screen in plain words; null while nothing is open. */
export function useRunTeller(): RunTeller | null {
  const opened = useWorkbenchState((state) => state.opened);
  const cells = useWorkbenchState(({ column, opened: now }) => now?.starts[column]?.cells ?? null);
  const layout = useWorkbenchState(selectLayout);
  const { records } = useWorkbenchState(columnRun);
  return useMemo(() => {
    if (opened === null || cells === null || layout === null) return null;
    const { actors, map } = opened;
    return new RunTeller({ actors, cells, layout, map, records });
  }, [opened, cells, layout, records]);
}
