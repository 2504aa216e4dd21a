/** Tells the steps of the run on screen in plain words; loaded with what says them. */
import { tellerOfRun, type RunTeller } from '../view/explain/run-teller.ts';
import { columnRun, selectLayout } from './run-selectors.ts';
import type { RunSlice } from './workbench-state.ts';

/** Always the same one for the same run; null while nothing is open. */
export function tellerOf(state: RunSlice): RunTeller | null {
  const { column, opened } = state;
  const cells = opened?.starts[column]?.cells;
  const layout = selectLayout(state);
  if (opened === null || cells === undefined || layout === null) return null;
  const { actors, map } = opened;
  return tellerOfRun({ actors, cells, layout, map, records: columnRun(state).records });
}
