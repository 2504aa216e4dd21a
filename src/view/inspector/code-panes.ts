/** Each actor's program as text: where it is, what it did last, what it does next. */
import type { NextInfo, StepInfo, StepRecord } from '../../protocol/run.ts';
import { actorsNow, codePlaces, type ActorNow, type CodePlace } from '../machine/actor-now.ts';
import type { PictureInput } from '../spte/picture-input.ts';

export interface CodeLine {
  readonly key: string;
  readonly pc: number;
  readonly label: string;
  readonly fn: string;
  /** The kernel function differs from the line above: it is named once per run of lines. */
  readonly startsFn: boolean;
  readonly code: string;
  /** Done together with the line before it. */
  readonly local: boolean;
  /** The step done next. */
  readonly current: boolean;
  /** The actor's last step, when this line was it. */
  readonly doneAt: number | null;
}

export interface CallFrame {
  readonly key: string;
  readonly models: string;
}

export interface CodePane {
  readonly key: string;
  readonly actor: number;
  readonly title: string;
  readonly status: ActorNow['status'];
  readonly operation: string;
  /** What its program models, and of which kernel. */
  readonly models: string;
  readonly version: string;
  /** The callers, outermost first. */
  readonly callers: readonly CallFrame[];
  readonly lines: readonly CodeLine[];
  /** Lines left out above and below. */
  readonly above: number;
  readonly below: number;
  /** Names of the ways the next step can go, when there is more than one. */
  readonly variants: readonly string[];
}

/** Lines shown around the current one unless all are asked for. */
export const CODE_LINES_BEFORE = 1;
export const CODE_LINES_AFTER = 2;

export interface CodePanesRequest {
  readonly input: PictureInput;
  /** Actors whose program is shown from the first line to the last. */
  readonly unfolded: ReadonlySet<number>;
}

export function codePanes({ input, unfolded }: CodePanesRequest): CodePane[] {
  const { actors, next, programs, view } = input;
  const places = codePlaces(programs);
  return actorsNow({ view, actors, places, next }).map((now) => {
    const last = lastStepOf(input, now.actor);
    const at = now.at ?? placeOf(places, last);
    return codePane({
      now,
      last,
      at,
      all: unfolded.has(now.actor),
      variants: variantsOf(next, now),
    });
  });
}

function lastStepOf({ position, records }: PictureInput, actor: number): StepRecord | undefined {
  for (let n = position; n > 0; n--) {
    if (records[n - 1]?.choice.actor === actor) return records[n - 1];
  }
  return undefined;
}

function placeOf(
  places: ReadonlyMap<number, CodePlace>,
  record: StepRecord | undefined,
): CodePlace | null {
  return record === undefined ? null : (places.get(record.pc) ?? null);
}

function variantsOf(next: readonly NextInfo[] | null, now: ActorNow): string[] {
  const mine = (next ?? []).filter(({ choice }) => choice.actor === now.actor);
  return mine.length < 2 ? [] : mine.flatMap(({ variant }) => variant ?? []);
}

interface PaneRequest {
  readonly now: ActorNow;
  readonly last: StepRecord | undefined;
  readonly at: CodePlace | null;
  readonly all: boolean;
  readonly variants: readonly string[];
}

function codePane({ all, at, last, now, variants }: PaneRequest): CodePane {
  const steps = at?.program.steps ?? [];
  const centre = Math.max(
    0,
    steps.findIndex(({ pc }) => pc === at?.step.pc),
  );
  const [from, to] = all ? [0, steps.length] : linesAround(centre, { now, count: steps.length });
  return {
    key: `code-${now.actor}`,
    actor: now.actor,
    title: now.title,
    status: now.status,
    operation: now.operation,
    models: at?.program.models ?? '',
    version: at?.program.version ?? '',
    callers: now.callers.map(({ program }, depth) => ({
      key: `${depth}-${program.id}`,
      models: program.models,
    })),
    lines: steps
      .slice(from, to)
      .map((step, i, shown) => codeLine(step, { above: shown[i - 1], now, last })),
    above: from,
    below: steps.length - to,
    variants,
  };
}

/** Nothing of a program that has ended: what matters is what can still happen. */
function linesAround(
  centre: number,
  { count, now }: { now: ActorNow; count: number },
): readonly [from: number, to: number] {
  if (now.status === 'done') return [count, count];
  return [Math.max(0, centre - CODE_LINES_BEFORE), Math.min(count, centre + CODE_LINES_AFTER + 1)];
}

function codeLine(
  { code, fn, label, local, pc }: StepInfo,
  {
    above,
    last,
    now,
  }: { above: StepInfo | undefined; now: ActorNow; last: StepRecord | undefined },
): CodeLine {
  return {
    key: `pc-${pc}`,
    pc,
    label,
    fn,
    startsFn: above?.fn !== fn,
    code,
    local,
    current: now.at?.step.pc === pc,
    doneAt: last?.pc === pc ? last.n : null,
  };
}
