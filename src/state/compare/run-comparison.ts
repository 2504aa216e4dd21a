/** Has both sides run, and holds them against each other. */
import type { EngineClient } from '../../client/engine-client.ts';
import type { Departure, FollowedReply } from '../../protocol/follow.ts';
import { alignRuns, pairingsOf, type Pairing } from '../../view/compare/align-runs.ts';
import { compareRuns, type Moment } from '../../view/compare/compare-runs.ts';
import { codePlaces } from '../../view/machine/actor-now.ts';
import type { Branches, Schedule } from '../run-model.ts';
import { sameSchedule } from '../run-model.ts';
import type { OpenedScenario } from '../workbench-state.ts';
import type { ComparedSide, ComparePlan, Comparison } from './compare-state.ts';

interface ComparisonCall {
  readonly opened: OpenedScenario;
  readonly plan: ComparePlan;
  /** For the names of runs. */
  readonly branches: Branches;
}

/** What went wrong, as one sentence. */
export class ComparisonFailure extends Error {}

export async function runComparison(
  client: EngineClient,
  { branches, opened, plan }: ComparisonCall,
): Promise<Comparison> {
  const runs = plan.otherRun === null ? await followed(client, plan) : await apart(client, plan);
  const names = namesOf({ branches, opened, plan });
  const left = await runSide(client, opened, { ...runs.left, name: names.left });
  const right = await runSide(client, opened, { ...runs.right, name: names.right });
  const pairings = runs.pairings ?? alignRuns(left.records, right.records);
  const { actors, map, programs } = opened;
  const places = codePlaces(programs);
  const moments = compareRuns({ actors, map, places, left, right, pairings });
  const departures = runs.pairings === null ? inMoments(runs.departures, moments) : runs.departures;
  return { opened, plan, left, right, moments, departures };
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

async function followed(client: EngineClient, plan: ComparePlan): Promise<PlannedRuns> {
  const { left, right, run } = plan;
  const reply = await follow(client, { column: left, follower: right, schedule: run });
  return {
    left: { column: left, schedule: reply.leader },
    right: { column: right, schedule: reply.follower },
    departures: reply.departures,
    pairings: pairingsOf(reply.moments),
  };
}

/** Two schedules: each side does its own, and leaves out the turns that cannot be taken. */
async function apart(client: EngineClient, plan: ComparePlan): Promise<PlannedRuns> {
  const { left, right, run, otherRun } = plan;
  const mine = await follow(client, { column: left, follower: left, schedule: run });
  const theirs = await follow(client, { column: right, follower: right, schedule: otherRun ?? [] });
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
  return departures
    .map((one) => {
      const done = (moment: Moment): number =>
        one.side === 'leader' ? moment.leftDone : moment.rightDone;
      const index = moments.findIndex((moment) => done(moment) >= one.after);
      return one.after === 0 ? one : { ...one, after: index + 1 };
    })
    .sort((one, other) => one.after - other.after);
}

async function follow(
  client: EngineClient,
  call: { column: string; follower: string; schedule: Schedule },
): Promise<FollowedReply> {
  const reply = await client.request<'follow'>({ type: 'follow', ...call });
  if (reply.type === 'followed') return reply;
  throw new ComparisonFailure(failureText(reply));
}

async function runSide(
  client: EngineClient,
  { starts }: OpenedScenario,
  { column, name, schedule }: PlannedSide & { readonly name: string },
): Promise<ComparedSide> {
  const reply = await client.request<'run'>({ type: 'run', column, schedule, recordsFrom: 0 });
  const start = starts[column];
  if (reply.type !== 'ran') throw new ComparisonFailure(failureText(reply));
  if (start === undefined) throw new ComparisonFailure(`There is no column "${column}".`);
  const { records, violations } = reply;
  const { cells, digest: startDigest, layout } = start;
  return { column, name, schedule, records, violations, layout, cells, startDigest };
}

function failureText(
  reply: { readonly type: 'crashed'; readonly message: string } | { readonly type: string },
): string {
  if ('message' in reply) return `The engine crashed: ${reply.message}.`;
  return reply.type === 'cancelled'
    ? 'The engine was started anew meanwhile.'
    : 'The engine refuses to compare these.';
}

function namesOf({ branches, opened, plan }: ComparisonCall): { left: string; right: string } {
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
