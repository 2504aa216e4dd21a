/** Lets one actor go on by itself. */
import { operationText } from '../engine/programs/operation.ts';
import { cellOf } from '../engine/state/state-map.ts';
import { isLastSpte } from '../engine/layout/predicates.ts';
import type { SpteLayout } from '../engine/layout/spte-layout.ts';
import type { RanUntilReply, RunUntil, RunUntilRequest, UntilEnd } from '../protocol/run-until.ts';
import type { Choice, SpteAccess, StepRecord } from '../protocol/run.ts';
import type { ColumnRun } from './column-run.ts';

/** An actor that tries again and again gets no further: nobody reads longer runs of one actor. */
export const STEPS_MAX = 2000;

/** `run` stands at the end of the schedule, before and after. */
export function runActor(
  run: ColumnRun,
  { schedule, actor, until }: RunUntilRequest,
): RanUntilReply {
  const { machine } = run;
  const choice: Choice = { actor, variant: 0 };
  const choices: Choice[] = [];
  const operation = operationOf(run, actor);
  let end: UntilEnd | null = endBefore(run, actor);
  while (end === null) {
    const record = run.goOn(choice);
    choices.push(choice);
    end = endAfter(record, machine.config.layout, until) ?? endBefore(run, actor);
    if (until.kind === 'operation' && operationOf(run, actor) !== operation) end ??= 'done';
    if (choices.length >= STEPS_MAX) end ??= 'limit';
  }
  const text = textOf(run, { actor, until, end, operation });
  run.rewindFor(schedule);
  return { type: 'ran-until', choices, end, text };
}

function endBefore({ machine }: ColumnRun, actor: number): UntilEnd | null {
  if (actor >= machine.actorCount) return 'finished';
  if (machine.variants(actor) > 0) return null;
  return machine.nextStep(actor) === null ? 'finished' : 'waits';
}

function endAfter(
  { spte, violations }: StepRecord,
  layout: SpteLayout,
  until: RunUntil,
): UntilEnd | null {
  if (violations.length > 0) return 'violated';
  const touched =
    until.kind === 'touches' && spte !== null && isLeafOf(spte, { layout, gfn: until.gfn });
  return touched ? 'touched' : null;
}

/** The entry covers the gfn, and is the last one of the walk: it was, or has become so. */
function isLeafOf(
  { gfn: first, level, before, after }: SpteAccess,
  { layout, gfn }: { layout: SpteLayout; gfn: number },
): boolean {
  if (gfn < first || gfn >= first + 512 ** (level - 1)) return false;
  return isLastSpte(layout, before, level) || isLastSpte(layout, after, level);
}

function operationOf({ machine }: ColumnRun, actor: number): number {
  if (actor >= machine.actorCount) return 0;
  return machine.cells.read(cellOf(machine.map.thread, { record: actor, field: 'op' }));
}

interface Stop {
  readonly actor: number;
  readonly until: RunUntil;
  readonly end: UntilEnd;
  /** The one it was at when it began. */
  readonly operation: number;
}

function textOf({ machine, records }: ColumnRun, { actor, until, end, operation }: Stop): string {
  const title = machine.config.actors[actor]?.title ?? `actor ${actor}`;
  switch (end) {
    case 'finished':
      return `${title} has finished`;
    case 'done': {
      const done = machine.config.actors[actor]?.operations[operation];
      return `${title} is through with ${done === undefined ? 'it' : operationText(done)}`;
    }
    case 'waits':
      return `${title} waits for ${machine.waitsFor(actor)}`;
    case 'touched':
      return `${title} has touched the SPTE of gfn 0x${until.kind === 'touches' ? until.gfn.toString(16) : ''}`;
    case 'violated': {
      const [first] = records.at(-1)?.violations ?? [];
      return `stopped at a violation: ${first?.title ?? ''}`;
    }
    case 'limit':
      return `stopped after ${STEPS_MAX} steps: ${title} does not come to an end by itself`;
  }
}
