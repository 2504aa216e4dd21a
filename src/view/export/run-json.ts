/** A run as JSON: what the command line prints of a replay, and what the page exports. */
import { present } from '../../base/assert.ts';
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import type { StateMap } from '../../engine/state/state-map.ts';
import type { ActorInfo, StepRecord, ViolationInfo } from '../../protocol/run.ts';
import type { SpteJudgement } from '../spte/describe-judgement.ts';
import { judgeRecord } from '../spte/judge-record.ts';

export interface CellChange {
  /** `mmu_lock[0].writer` */
  readonly cell: string;
  readonly old: number;
  readonly new: number;
}

export interface StepJson {
  readonly n: number;
  readonly actor: string;
  readonly program: string;
  readonly step: string;
  readonly text: string;
  readonly changes: readonly CellChange[];
  /** What the SPTE state machine says of the change, if the step changed an SPTE. */
  readonly judgement: SpteJudgement | null;
}

export interface ViolationJson {
  readonly property: string;
  readonly step: number;
  readonly actor: string;
  readonly text: string;
}

/** The shape that `replay --json` promises. */
export interface RunJson {
  readonly scenario: string;
  readonly column: string;
  readonly schedule: string;
  readonly steps: readonly StepJson[];
  readonly violations: readonly ViolationJson[];
  readonly digest: string;
}

export interface RunToExport {
  readonly scenario: string;
  readonly column: string;
  /** In text form. */
  readonly schedule: string;
  readonly actors: readonly ActorInfo[];
  readonly memory: StateMap['memory'];
  readonly layout: SpteLayout;
  readonly records: readonly StepRecord[];
  readonly violations: readonly ViolationInfo[];
  readonly digest: string;
}

export interface RunInWords extends RunToExport {
  /** What each step did, beginning with the verb: the words of the page. */
  readonly told: readonly string[];
}

export function runJson(run: RunToExport): RunJson {
  const { scenario, column, schedule, records, violations, digest } = run;
  return {
    scenario,
    column,
    schedule,
    steps: records.map((record) => stepJson(run, record)),
    violations: violations.map(({ property, step, actor, text }) => ({
      property,
      step,
      actor: actorId(run, actor),
      text,
    })),
    digest,
  };
}

function actorOf({ actors }: Pick<RunToExport, 'actors'>, actor: number): ActorInfo {
  return present(actors[actor], 'a step is done by an actor of the scenario');
}

export function actorId(run: Pick<RunToExport, 'actors'>, actor: number): string {
  return actorOf(run, actor).id;
}

export function actorTitle(run: Pick<RunToExport, 'actors'>, actor: number): string {
  return actorOf(run, actor).title;
}

function stepJson(run: RunToExport, record: StepRecord): StepJson {
  const { n, choice, program, label, text, diff } = record;
  const judgement = judgeRecord(run.layout, record);
  const changes: CellChange[] = [];
  for (let at = 0; at + 2 < diff.length; at += 3) {
    const [cell = 0, old = 0, value = 0] = diff.subarray(at, at + 3);
    changes.push({ cell: cellName(run.memory, cell), old, new: value });
  }
  const actor = actorId(run, choice.actor);
  return { n, actor, program, step: label, text, changes, judgement };
}

function cellName(memory: StateMap['memory'], cell: number): string {
  const { region, record, field } = memory.locate(cell);
  return `${region.name}[${record}].${field}`;
}
