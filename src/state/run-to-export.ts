/** The run on screen as the exports want it. */
import { formatSchedule } from '../engine/schedule-text.ts';
import type { RunInWords } from '../view/export/run-json.ts';
import { columnPosition, columnRun, selectColumnInfo } from './run-selectors.ts';
import { tellerOf } from './tell-run.ts';
import type { RunSlice } from './workbench-state.ts';

export interface OpenRun {
  readonly run: RunInWords;
  readonly title: string;
  readonly columnTitle: string;
  /** Steps done on screen: what a picture shows. */
  readonly position: number;
}

/** Null while nothing is open. */
export function openRun(state: RunSlice): OpenRun | null {
  const { opened, column } = state;
  const info = selectColumnInfo(state);
  const start = opened?.starts[column];
  const teller = tellerOf(state);
  if (opened === null || info === null || start === undefined || teller === null) return null;
  const { records, violations } = columnRun(state);
  const steps = records.map(({ choice }) => choice);
  return {
    run: {
      scenario: opened.info.id,
      column,
      schedule: formatSchedule(steps, opened.actors),
      actors: opened.actors,
      memory: opened.map.memory,
      layout: start.layout,
      records,
      told: records.map(({ n }) => teller.did(n)),
      violations,
      digest: records.at(-1)?.digest ?? start.digest,
    },
    title: opened.info.title,
    columnTitle: info.title,
    position: columnPosition(state),
  };
}
