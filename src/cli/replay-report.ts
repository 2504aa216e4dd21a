/** What a replay has shown: the steps, the violations, and the pages as they are left. */
import { present } from '../base/assert.ts';
import { formatSchedule } from '../engine/schedule-text.ts';
import type { Operation } from '../engine/programs/operation.ts';
import {
  readGuestPage,
  readHostPage,
  type HostPageView,
  type StateView,
} from '../engine/state/readers.ts';
import { isWatched } from '../engine/state/large-pages.ts';
import { guestPageOf, pfnOfBacking } from '../engine/state/shape.ts';
import type { Choice, ViolationInfo } from '../protocol/run.ts';
import type { Scenario, ScenarioColumn } from '../scenario/scenario.ts';
import { runJson, type RunJson } from '../view/export/run-json.ts';
import type { ReplayRun } from './replay-run.ts';

/** A page that the operations are about. */
export interface PageAtEnd {
  readonly gfn: number;
  /** Stores of the guest to it. */
  readonly stores: number;
  /** pfn behind it, or null. */
  readonly pfn: number | null;
  /** Every host page that has been behind it. */
  readonly hostPages: readonly HostPageView[];
}

export interface ReplayReport {
  readonly json: RunJson;
  readonly columnTitle: string;
  /** Kernel function of each step. */
  readonly functions: readonly string[];
  readonly violations: readonly ViolationInfo[];
  readonly pages: readonly PageAtEnd[];
}

export interface ReplayToReport {
  readonly scenario: Scenario;
  readonly column: ScenarioColumn;
  readonly schedule: readonly Choice[];
  readonly run: ReplayRun;
}

export function replayReport({ scenario, column, schedule, run }: ReplayToReport): ReplayReport {
  const { ran, opened, end } = run;
  return {
    json: runJson({
      scenario: scenario.info.id,
      column: column.info.id,
      schedule: formatSchedule(schedule.slice(0, ran.steps), opened.actors),
      actors: opened.actors,
      memory: end.map.memory,
      layout: column.config.layout,
      records: ran.records,
      violations: ran.violations,
      digest: ran.digest,
    }),
    columnTitle: column.info.title,
    functions: ran.records.map(({ fn }) => fn),
    violations: ran.violations,
    pages: pagesOf(column, end),
  };
}

function gfnsOf(operation: Operation): readonly number[] {
  if ('gfn' in operation) return [operation.gfn];
  const { gfnStart, gfnEnd } = operation;
  return Array.from({ length: gfnEnd - gfnStart }, (_, i) => gfnStart + i);
}

function pagesOf({ config }: ScenarioColumn, end: StateView): readonly PageAtEnd[] {
  const operations = config.actors.flatMap((actor): readonly Operation[] => actor.operations);
  const named = [...new Set(operations.flatMap(gfnsOf))].sort((a, b) => a - b);
  const gfns = named.filter((gfn) => isWatched(end.map.shape, gfn));
  return gfns.flatMap((gfn) => {
    const page = readGuestPage(end, gfn);
    if (page === null) return [];
    return [{ gfn, stores: page.version, pfn: page.pfn, hostPages: hostPagesOf(end, gfn) }];
  });
}

/** The host page it began with, and others that have come to be used since. */
function hostPagesOf(end: StateView, gfn: number): readonly HostPageView[] {
  const { shape } = end.map;
  const page = guestPageOf(shape, gfn);
  const now = readGuestPage(end, gfn)?.pfn;
  return Array.from({ length: shape.backings }, (_, backing) => {
    const host = readHostPage(end, pfnOfBacking(shape, { page, backing }));
    return present(host, 'a backing of a guest page is a host page');
  }).filter(
    ({ pfn, dirty, accessed, freed }, backing) =>
      backing === 0 || pfn === now || dirty || accessed || freed,
  );
}
