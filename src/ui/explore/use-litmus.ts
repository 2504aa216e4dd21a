import { useMemo } from 'react';
import { useWorkbenchState } from '../../state/workbench-context.ts';
import { exploreLine, type ExploreLine } from '../../view/explore/explore-line.ts';
import { litmusTable, type LitmusTable } from '../../view/explore/litmus-table.ts';

const NO_COLUMNS: readonly never[] = [];

export function useExploreLine(): ExploreLine {
  const columns = useWorkbenchState(({ opened }) => opened?.info.columns ?? NO_COLUMNS);
  const explored = useWorkbenchState((state) => state.explored);
  const search = useWorkbenchState((state) => state.search);
  const phase = useWorkbenchState(({ explorationPhase }) => explorationPhase);
  const selected = useWorkbenchState(({ column }) => column);
  return useMemo(
    () => exploreLine({ columns, explored, search, phase, selected }),
    [columns, explored, search, phase, selected],
  );
}

export function useLitmusTable(): LitmusTable {
  const columns = useWorkbenchState(({ opened }) => opened?.info.columns ?? NO_COLUMNS);
  const explored = useWorkbenchState((state) => state.explored);
  return useMemo(
    () =>
      litmusTable(
        columns.map(({ id, title }) => ({ key: id, title, explored: explored[id] ?? null })),
      ),
    [columns, explored],
  );
}
