/**
 * A schedule as people paste it: `zap:7.vcpu0:5.zap~1:3` is seven steps of zap, five of vcpu0, then
 * three of zap that take its alternative 1. A count of one is left out. An `@` in place of the `~` is
 * read as well; it is not written, because mail archives take it for an address.
 */
import { fail, ok, type Issue, type Result } from '../base/result.ts';

/** As in protocol/run.ts, which this layer does not know. */
export interface ScheduleStep {
  readonly actor: number;
  readonly variant: number;
}

export interface ScheduleActor {
  readonly id: string;
}

/** A schedule in a link longer than this is a slip or a prank. */
export const SCHEDULE_STEPS_MAX = 100_000;

const PLAIN_ID = /^[A-Za-z][A-Za-z0-9_-]*$/;
const TOKEN = /^([A-Za-z0-9_-]+)(?:[~@](\d{1,3}))?(?::(\d{1,6}))?$/;

export function formatSchedule(
  steps: readonly ScheduleStep[],
  actors: readonly ScheduleActor[],
): string {
  const tokens: string[] = [];
  for (let start = 0; start < steps.length;) {
    let end = start + 1;
    while (end < steps.length && sameStep(steps[start], steps[end])) end += 1;
    tokens.push(formatToken(steps[start], actors, end - start));
    start = end;
  }
  return tokens.join('.');
}

function sameStep(a: ScheduleStep | undefined, b: ScheduleStep | undefined): boolean {
  return a?.actor === b?.actor && a?.variant === b?.variant;
}

function formatToken(
  step: ScheduleStep | undefined,
  actors: readonly ScheduleActor[],
  count: number,
): string {
  if (step === undefined) return '';
  const id = actors[step.actor]?.id ?? '';
  // An actor whose name would not survive in an address goes by its number.
  const name = PLAIN_ID.test(id) ? id : String(step.actor);
  const variant = step.variant === 0 ? '' : `~${step.variant}`;
  return `${name}${variant}${count === 1 ? '' : `:${count}`}`;
}

/** On failure `steps` is what could be read before the first issue. */
export type ParsedSchedule = Result<readonly ScheduleStep[]> & {
  readonly steps: readonly ScheduleStep[];
};

export function parseSchedule(text: string, actors: readonly ScheduleActor[]): ParsedSchedule {
  const steps: ScheduleStep[] = [];
  for (const [index, token] of (text === '' ? [] : text.split('.')).entries()) {
    const parsed = parseToken(token, actors);
    const issue =
      typeof parsed === 'string'
        ? issueOf(index, token, parsed)
        : steps.length + parsed.count > SCHEDULE_STEPS_MAX
          ? issueOf(index, token, `makes the run longer than ${SCHEDULE_STEPS_MAX} steps.`)
          : null;
    if (issue !== null) return { ...fail([issue]), steps };
    if (typeof parsed === 'string') continue;
    for (let n = 0; n < parsed.count; n++) steps.push(parsed.step);
  }
  return { ...ok(steps), steps };
}

function parseToken(
  token: string,
  actors: readonly ScheduleActor[],
): { step: ScheduleStep; count: number } | string {
  const [, name = '', variant = '0', count = '1'] = TOKEN.exec(token) ?? [];
  if (name === '') return 'is not of the form actor~variant:count.';
  const actor = /^\d+$/.test(name)
    ? Number(name)
    : actors.findIndex((candidate) => candidate.id === name);
  if (actors[actor] === undefined) {
    const known = actors.map(({ id }) => id).join(', ');
    return `names no actor of this scenario; it has ${known}.`;
  }
  if (Number(count) === 0) return 'has a count of zero.';
  return { step: { actor, variant: Number(variant) }, count: Number(count) };
}

function issueOf(index: number, token: string, what: string): Issue {
  return {
    code: 'schedule',
    path: `run[${index}]`,
    message: `"${token}" ${what}`,
    hint: 'A schedule is written like zap:7.vcpu0:5, with the names of the actors.',
  };
}
