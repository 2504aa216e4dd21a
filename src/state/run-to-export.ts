/** The run on screen as the exports want it. */
import { formatSchedule } from '../engine/schedule-text.ts';
import type { RunToExport } from '../view/export/run-json.ts';
import { columnPosition, columnRun, selectColumnInfo } from './run-selectors.ts';
import type { RunSlice } from './workbench-state.ts';

export interface OpenRun {
  readonly run: RunToExport;
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
  if (opened === null || info === null || start === undefined) return null;
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
      violations,
      digest: records.at(-1)?.digest ?? start.digest,
    },
    title: opened.info.title,
    columnTitle: info.title,
    position: columnPosition(state),
  };
}
