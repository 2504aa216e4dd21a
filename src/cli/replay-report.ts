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
import { guestPageOf, pfnOfBacking } from '../engine/state/shape.ts';
import type { MemoryMap } from '../engine/cells.ts';
import type { Choice, StepRecord, ViolationInfo } from '../protocol/run.ts';
import type { Scenario, ScenarioColumn } from '../scenario/scenario.ts';
import type { ReplayRun } from './replay-run.ts';

export interface CellChange {
  /** `mmu_lock[0].writer` */
  readonly cell: string;
  readonly old: number;
  readonly new: number;
}

export interface ReplayStep {
  readonly n: number;
  readonly actor: string;
  readonly program: string;
  readonly step: string;
  readonly text: string;
  readonly changes: readonly CellChange[];
}

export interface ReplayViolation {
  readonly property: string;
  readonly step: number;
  readonly actor: string;
  readonly text: string;
}

/** The shape that --json promises. */
export interface ReplayJson {
  readonly scenario: string;
  readonly column: string;
  readonly schedule: string;
  readonly steps: readonly ReplayStep[];
  readonly violations: readonly ReplayViolation[];
  readonly digest: string;
}

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
  readonly json: ReplayJson;
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
  const nameOf = (actor: number): string =>
    present(opened.actors[actor], 'a step is done by an actor of the scenario').id;
  const map = end.map.memory;
  return {
    json: {
      scenario: scenario.info.id,
      column: column.info.id,
      schedule: formatSchedule(schedule.slice(0, ran.steps), opened.actors),
      steps: ran.records.map((record) =>
        stepOf(record, { actor: nameOf(record.choice.actor), map }),
      ),
      violations: ran.violations.map(({ property, step, actor, text }) => ({
        property,
        step,
        actor: nameOf(actor),
        text,
      })),
      digest: ran.digest,
    },
    columnTitle: column.info.title,
    functions: ran.records.map(({ fn }) => fn),
    violations: ran.violations,
    pages: pagesOf(column, end),
  };
}

function stepOf(
  { n, program, label, text, diff }: StepRecord,
  { actor, map }: { readonly actor: string; readonly map: MemoryMap },
): ReplayStep {
  const changes: CellChange[] = [];
  for (let at = 0; at + 2 < diff.length; at += 3) {
    const [cell = 0, old = 0, value = 0] = diff.subarray(at, at + 3);
    changes.push({ cell: cellName(map, cell), old, new: value });
  }
  return { n, actor, program, step: label, text, changes };
}

function cellName(map: MemoryMap, cell: number): string {
  const { region, record, field } = map.locate(cell);
  return `${region.name}[${record}].${field}`;
}

function gfnsOf(operation: Operation): readonly number[] {
  if ('gfn' in operation) return [operation.gfn];
  const { gfnStart, gfnEnd } = operation;
  return Array.from({ length: gfnEnd - gfnStart }, (_, i) => gfnStart + i);
}

function pagesOf({ config }: ScenarioColumn, end: StateView): readonly PageAtEnd[] {
  const operations = config.actors.flatMap((actor): readonly Operation[] => actor.operations);
  const gfns = [...new Set(operations.flatMap(gfnsOf))].sort((a, b) => a - b);
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
