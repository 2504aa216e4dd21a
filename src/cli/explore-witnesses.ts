/** The witnesses of an exploration, run and drawn: what a mail shows beside the verdict. */
import { parseSchedule } from '../engine/schedule-text.ts';
import { encodeLink } from '../link/encode-link.ts';
import type { LinkSource } from '../link/link.ts';
import type { StepRecord } from '../protocol/run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { runLanes } from '../view/export/run-lanes.ts';
import type { ExploredColumn, WitnessJson } from './explore-column.ts';
import { runSchedule } from './replay-run.ts';

export interface DrawnWitness {
  readonly column: string;
  /** All that the run violates at its end. */
  readonly properties: readonly string[];
  readonly lanes: readonly string[];
  /** Fragment of a link to it; null where a link cannot name the scenario. */
  readonly link: string | null;
}

interface Witnessed {
  readonly witness: WitnessJson;
  readonly properties: string[];
}

/** The shortest witness of each property; one that serves several is named once. */
function witnessesOf({ properties }: ExploredColumn): Witnessed[] {
  const bySchedule = new Map<string, Witnessed>();
  for (const { property, shortest } of properties) {
    if (shortest === null) continue;
    const known = bySchedule.get(shortest.schedule) ?? { witness: shortest, properties: [] };
    known.properties.push(property);
    bySchedule.set(shortest.schedule, known);
  }
  return [...bySchedule.values()];
}

async function draw(
  scenario: Scenario,
  column: string,
  { witness, properties }: Witnessed,
  source: LinkSource | null,
): Promise<DrawnWitness> {
  const lanes = scenario.columns[0]?.config.actors.map(({ id }) => id) ?? [];
  const actors = lanes.map((id) => ({ id }));
  const { steps } = parseSchedule(witness.schedule, actors);
  const { ran } = await runSchedule(scenario, { column, schedule: steps });
  const link = source === null ? null : linkTo({ source, column, witness, records: ran.records });
  return {
    column,
    properties,
    lanes: runLanes(lanes, ran.records),
    link,
  };
}

function linkTo(run: {
  readonly source: LinkSource;
  readonly column: string;
  readonly witness: WitnessJson;
  readonly records: readonly StepRecord[];
}): string {
  const { source, column, witness, records } = run;
  const link = encodeLink({
    source,
    column,
    run: witness.schedule,
    at: witness.steps,
    selection: null,
    digest: records.at(-1)?.digest ?? null,
  });
  return `#${link}`;
}

export async function drawWitnesses(
  scenario: Scenario,
  columns: readonly ExploredColumn[],
  source: LinkSource | null,
): Promise<readonly DrawnWitness[]> {
  const drawn: DrawnWitness[] = [];
  for (const explored of columns) {
    for (const witnessed of witnessesOf(explored)) {
      drawn.push(await draw(scenario, explored.column, witnessed, source));
    }
  }
  return drawn;
}
