/** What follows from the run slice. */
import type { SpteLayout } from '../engine/layout/spte-layout.ts';
import type { WayHint } from '../protocol/explore.ts';
import type { ColumnInfo } from '../protocol/scenario-info.ts';
import type { NextInfo, StepRecord, ViolationInfo } from '../protocol/run.ts';
import { EMPTY_RUN, type ColumnRun, type Ways } from './column-run.ts';
import { commonPrefix } from './run-model.ts';
import type { RunSlice, WorkbenchState } from './workbench-state.ts';

export function columnRun({ runs, column }: RunSlice): ColumnRun {
  return runs[column] ?? EMPTY_RUN;
}

/** The position, or where the selected column stopped following the schedule before it. */
export function columnPosition(state: RunSlice): number {
  return Math.min(state.position, columnRun(state).records.length);
}

export function selectRecords(state: RunSlice): readonly StepRecord[] {
  return columnRun(state).records;
}

/** Null until the engine has told. */
export function selectWays(state: RunSlice): Ways | null {
  return columnRun(state).ways[columnPosition(state)] ?? null;
}

export function selectNext(state: RunSlice): readonly NextInfo[] | null {
  return selectWays(state)?.next ?? null;
}

/** Digest of what is on screen; empty when nothing is. */
export function selectDigest(state: RunSlice): string {
  const position = columnPosition(state);
  const start = state.opened?.starts[state.column]?.digest ?? '';
  return position === 0 ? start : (columnRun(state).records[position - 1]?.digest ?? '');
}

/** How far a violation is by each way from the state on screen; null when that is off or not there. */
export function selectHints(state: WorkbenchState): readonly WayHint[] | null {
  const { hints, hintsOn, column } = state;
  if (!hintsOn || hints?.column !== column || hints.digest !== selectDigest(state)) return null;
  return hints.ways;
}

/** The most recent violation at or before the position. */
export function selectViolation(state: RunSlice): ViolationInfo | null {
  return columnRun(state).violations.findLast(({ step }) => step <= state.position) ?? null;
}

export function selectColumnInfo(state: RunSlice): ColumnInfo | null {
  return state.opened?.info.columns.find(({ id }) => id === state.column) ?? null;
}

/** What the SPTEs of the selected column look like. */
export function selectLayout(state: RunSlice): SpteLayout | null {
  return state.opened?.starts[state.column]?.layout ?? null;
}

/** Steps of the run that are the story's own. */
export function stepsOfStory({ opened, schedule }: RunSlice): number {
  return opened === null ? 0 : commonPrefix(opened.script, schedule);
}

/** What stepNext would do: follow the schedule, go on with the story, or move whoever can. */
export function selectSuggestion(state: RunSlice): NextInfo | null {
  const ways = selectWays(state);
  if (ways === null || state.opened === null) return null;
  const position = columnPosition(state);
  const onStory = position <= stepsOfStory(state);
  const wanted = state.schedule[position] ?? (onStory ? state.opened.script[position] : undefined);
  const found = ways.next.find(
    ({ choice }) => choice.actor === wanted?.actor && choice.variant === wanted.variant,
  );
  return found ?? ways.next[0] ?? null;
}

/** Positions that the story tells about and that this run passes, with those still to come on it. */
export function selectMoments(state: RunSlice): number[] {
  if (state.opened === null) return [];
  const followed = stepsOfStory(state);
  const stillOnStory = followed === state.schedule.length;
  const reach = stillOnStory ? state.opened.script.length : followed;
  const steps = new Set(state.opened.info.narration.map(({ step }) => step));
  return [...steps].filter((step) => step <= reach).sort((a, b) => a - b);
}

/** The column that "same schedule, …" leads to: one with another verdict, or else the next one. */
export function selectOtherColumn(state: RunSlice): ColumnInfo | null {
  const columns = state.opened?.info.columns ?? [];
  const index = columns.findIndex(({ id }) => id === state.column);
  const others = [...columns.slice(index + 1), ...columns.slice(0, Math.max(index, 0))];
  const violated = (id: string): boolean => (state.runs[id]?.violations.length ?? 0) > 0;
  return others.find(({ id }) => violated(id) !== violated(state.column)) ?? others[0] ?? null;
}
