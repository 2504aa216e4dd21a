/** Two columns of a scenario, really run on one schedule and compared. */
import { present } from '../../../base/assert.ts';
import { ColumnRun } from '../../../session/column-run.ts';
import { followRun } from '../../../session/follow-run.ts';
import { actorListing, programListing } from '../../../session/listing.ts';
import type { Choice } from '../../../protocol/run.ts';
import type { Scenario, ScenarioColumn } from '../../../scenario/scenario.ts';
import { codePlaces } from '../../machine/actor-now.ts';
import { moveMirror, startMirror, viewOfMirror } from '../../mirror/mirror.ts';
import { pairingsOf } from '../align-runs.ts';
import { compareRuns, type CompareRequest, type Moment, type SideRun } from '../compare-runs.ts';
import type { MachineAt } from '../facts-along.ts';

export interface Compared {
  readonly request: CompareRequest;
  readonly moments: readonly Moment[];
  /** Each machine after a moment; 0 is the beginning. */
  readonly at: (moment: number) => { readonly left: MachineAt; readonly right: MachineAt };
}

export function columnNamed({ columns, info }: Scenario, id: string): ScenarioColumn {
  return present(
    columns.find((column) => column.info.id === id),
    `${info.id} has no column ${id}`,
  );
}

export async function compareColumns(
  [one, other]: readonly [ScenarioColumn, ScenarioColumn],
  schedule: readonly Choice[],
): Promise<Compared> {
  const call = { leader: one.config, follower: other.config, schedule };
  const reply = await followRun(call);
  const left = runOf(one, reply.leader);
  const right = runOf(other, reply.follower);
  const { map } = left;
  const request: CompareRequest = {
    map,
    actors: actorListing(one.config.actors),
    places: codePlaces(programListing(one.config.programs)),
    left,
    right,
    pairings: pairingsOf(reply.moments),
  };
  const moments = compareRuns(request);
  const input = ({ cells, layout, records }: SideRun, done: number): MachineAt => {
    const mirror = moveMirror(startMirror(cells), records, done);
    return { ...request, layout, view: viewOfMirror(map, mirror), pages: mirror.pages };
  };
  return {
    request,
    moments,
    at: (moment) => {
      const { leftDone = 0, rightDone = 0 } = moments[moment - 1] ?? {};
      return { left: input(left, leftDone), right: input(right, rightDone) };
    },
  };
}

function runOf({ config }: ScenarioColumn, schedule: readonly Choice[]) {
  const run = new ColumnRun(config);
  const cells = run.machine.snapshot();
  run.rewindFor(schedule);
  while (!run.advance(500));
  return { cells, layout: config.layout, records: run.records, map: run.machine.map };
}
