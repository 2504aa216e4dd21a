/** Has both sides run, and holds them against each other. */
import type { EngineClient } from '../../client/engine-client.ts';
import type { Departure, FollowedReply } from '../../protocol/follow.ts';
import type { RanReply, RunRequest } from '../../protocol/messages.ts';
import type { StepRecord, ViolationInfo } from '../../protocol/run.ts';
import { alignSlices, pairingsOf, type Pairing } from '../../view/compare/align-runs.ts';
import {
  RunComparison,
  type CompareRequest,
  type Moment,
} from '../../view/compare/compare-runs.ts';
import { codePlaces } from '../../view/machine/actor-now.ts';
import type { Branches, Schedule } from '../run-model.ts';
import { sameSchedule } from '../run-model.ts';
import type { OpenedScenario } from '../workbench-state.ts';
import type { ComparedSide, ComparePlan, Comparison } from './compare-state.ts';
import { inTurns } from './in-turns.ts';

interface Named {
  readonly opened: OpenedScenario;
  readonly plan: ComparePlan;
  /** For the names of runs. */
  readonly branches: Branches;
}

interface ComparisonCall extends Named {
  /** Nobody wants it any more. */
  readonly signal: AbortSignal;
}

/** What went wrong, as one sentence. */
export class ComparisonFailure extends Error {}

/** Null if it was given up. */
export async function runComparison(
  client: EngineClient,
  { branches, opened, plan, signal }: ComparisonCall,
): Promise<Comparison | null> {
  const asking = { client, opened, signal };
  const runs = await (plan.otherRun === null ? followed(asking, plan) : apart(asking, plan));
  const names = namesOf({ branches, opened, plan });
  const left = await runSide(asking, { ...runs.left, name: names.left });
  const right = await runSide(asking, { ...runs.right, name: names.right });
  const pairings = runs.pairings ?? (await aligned({ left, right }, signal));
  if (pairings === null) return null;
  const { actors, map, programs } = opened;
  const places = codePlaces(programs);
  const moments = await compared({ actors, map, places, left, right, pairings }, signal);
  if (moments === null) return null;
  const departures = runs.pairings === null ? inMoments(runs.departures, moments) : runs.departures;
  return { opened, plan, left, right, moments, departures };
}

interface Asking {
  readonly client: EngineClient;
  readonly opened: OpenedScenario;
  readonly signal: AbortSignal;
}

async function compared(request: CompareRequest, signal: AbortSignal): Promise<Moment[] | null> {
  const comparing = new RunComparison(request);
  return (await inTurns(() => comparing.advance(1), signal)) ? comparing.moments : null;
}

async function aligned(
  { left, right }: Pick<Comparison, 'left' | 'right'>,
  signal: AbortSignal,
): Promise<Pairing[] | null> {
  const slices = alignSlices(left.records, right.records);
  let pairings: Pairing[] | null = null;
  await inTurns(() => {
    const step = slices.next();
    if (step.done === true) pairings = step.value;
    return step.done === true;
  }, signal);
  return pairings;
}

interface PlannedSide {
  readonly column: string;
  readonly schedule: Schedule;
}

interface PlannedRuns {
  readonly left: PlannedSide;
  readonly right: PlannedSide;
  readonly departures: readonly Departure[];
  /** Null: they are paired once it is known what each did. */
  readonly pairings: readonly Pairing[] | null;
}

async function followed(asking: Asking, plan: ComparePlan): Promise<PlannedRuns> {
  const { left, right, run } = plan;
  const reply = await follow(asking, { column: left, follower: right, schedule: run });
  return {
    left: { column: left, schedule: reply.leader },
    right: { column: right, schedule: reply.follower },
    departures: reply.departures,
    pairings: pairingsOf(reply.moments),
  };
}

/** Two schedules: each side does its own, and leaves out the turns that cannot be taken. */
async function apart(asking: Asking, plan: ComparePlan): Promise<PlannedRuns> {
  const { left, right, run, otherRun } = plan;
  const mine = await follow(asking, { column: left, follower: left, schedule: run });
  const theirs = await follow(asking, { column: right, follower: right, schedule: otherRun ?? [] });
  const skipped = (reply: FollowedReply, side: Departure['side']): Departure[] =>
    reply.departures.flatMap((one) => (one.side === 'leader' ? { ...one, side } : []));
  return {
    left: { column: left, schedule: mine.leader },
    right: { column: right, schedule: theirs.leader },
    departures: [...skipped(mine, 'leader'), ...skipped(theirs, 'follower')],
    pairings: null,
  };
}

/** From the steps of one side to the moments of both. */
function inMoments(departures: readonly Departure[], moments: readonly Moment[]): Departure[] {
  const at = {
    leader: firstMoments(moments, 'leftDone'),
    follower: firstMoments(moments, 'rightDone'),
  };
  return departures
    .map((one) => ({ ...one, after: at[one.side][one.after] ?? 0 }))
    .sort((one, other) => one.after - other.after);
}

/** Per number of steps done, the moment at which they are. */
function firstMoments(moments: readonly Moment[], done: 'leftDone' | 'rightDone'): number[] {
  const first = [0];
  moments.forEach((moment, i) => {
    first[moment[done]] ??= i + 1;
  });
  return first;
}

async function follow(
  { client, signal }: Asking,
  call: { column: string; follower: string; schedule: Schedule },
): Promise<FollowedReply> {
  const reply = await client.request<'follow'>({ type: 'follow', ...call }, { signal });
  if (reply.type === 'followed') return reply;
  throw new ComparisonFailure(failureText(reply));
}

/** Records that come in one message: a page that is handed thousands at once stands still meanwhile. */
const RECORDS_MAX = 500;

async function runSide(
  asking: Asking,
  { column, name, schedule }: PlannedSide & { readonly name: string },
): Promise<ComparedSide> {
  const start = asking.opened.starts[column];
  if (start === undefined) throw new ComparisonFailure(`There is no column "${column}".`);
  const records: StepRecord[] = [];
  let violations: readonly ViolationInfo[] = [];
  do {
    const upTo = schedule.slice(0, records.length + RECORDS_MAX);
    const reply = await runTo(asking, { column, schedule: upTo, recordsFrom: records.length });
    records.push(...reply.records);
    violations = reply.violations;
    if (reply.stopped !== null) break;
  } while (records.length < schedule.length);
  const { cells, digest: startDigest, layout } = start;
  return { column, name, schedule, records, violations, layout, cells, startDigest };
}

async function runTo({ client, signal }: Asking, run: Omit<RunRequest, 'type'>): Promise<RanReply> {
  const reply = await client.request<'run'>({ type: 'run', ...run }, { signal });
  if (reply.type === 'ran') return reply;
  throw new ComparisonFailure(failureText(reply));
}

function failureText(
  reply: { readonly type: 'crashed'; readonly message: string } | { readonly type: string },
): string {
  if ('message' in reply) return `The engine crashed: ${reply.message}.`;
  return reply.type === 'cancelled'
    ? 'The engine was started anew meanwhile.'
    : 'The engine refuses to compare these.';
}

function namesOf({ branches, opened, plan }: Named): { left: string; right: string } {
  const titleOf = (column: string): string =>
    opened.info.columns.find(({ id }) => id === column)?.title ?? column;
  const [left, right] = [titleOf(plan.left), titleOf(plan.right)];
  if (plan.otherRun === null && plan.left !== plan.right) return { left, right };
  const runName = (schedule: Schedule, otherwise: string): string =>
    branches.list.find((branch) => sameSchedule(branch.schedule, schedule))?.name ?? otherwise;
  const mine = runName(plan.run, 'a run');
  const theirs = plan.otherRun === null ? `${mine} again` : runName(plan.otherRun, 'another run');
  return {
    left: `${left}, ${mine}`,
    right: `${right}, ${mine === theirs ? `${theirs} again` : theirs}`,
  };
}
