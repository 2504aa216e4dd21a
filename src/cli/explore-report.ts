/** What an exhaustive search of a scenario found, column by column: the shape that --json promises. */
import { Machine } from '../engine/machine.ts';
import { formatSchedule } from '../engine/schedule-text.ts';
import { collisionProbability } from '../explorer/fingerprint-table.ts';
import type { Witness } from '../explorer/paths.ts';
import { Search, SEARCH_BOUNDS, type SearchBounds } from '../explorer/search.ts';
import type { StateGraph } from '../explorer/state-graph.ts';
import { propertyVerdicts, type Verdict } from '../explorer/verdicts.ts';
import type { Scenario, ScenarioColumn } from '../scenario/scenario.ts';

export interface WitnessJson {
  readonly schedule: string;
  readonly steps: number;
  readonly switches: number;
}

export interface PropertyJson {
  readonly property: string;
  readonly verdict: Verdict;
  /** What the scenario says it should be. */
  readonly expected: Verdict;
  readonly violatingEnds: number;
  readonly ends: number;
  readonly statesInReach: number;
  readonly shortest: WitnessJson | null;
  readonly fewestSwitches: WitnessJson | null;
}

export interface ExploredColumn {
  readonly column: string;
  readonly title: string;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly seconds: number;
  /** False when every interleaving was searched. */
  readonly bounded: boolean;
  /** Which bound was reached, if one was. */
  readonly bound: string | null;
  /** Interleavings that differ only in the order of steps nobody else sees were passed over. */
  readonly reduced: boolean;
  /** The chance that two states were taken for one. */
  readonly collisionProbability: number;
  readonly counters: Readonly<Record<string, number>>;
  readonly properties: readonly PropertyJson[];
}

export interface ExploreJson {
  readonly scenario: string;
  readonly expected: 'met' | 'not met';
  readonly columns: readonly ExploredColumn[];
}

/** Transitions between two looks at the clock. */
const SLICE = 1_000_000;

function witnessJson(
  graph: StateGraph,
  witness: Witness | null,
  { config }: ScenarioColumn,
): WitnessJson | null {
  if (witness === null) return null;
  const schedule = witness.ways.map((way) => ({
    actor: graph.actorOf(way),
    variant: graph.variantOf(way),
  }));
  const { steps, switches } = witness;
  return { schedule: formatSchedule(schedule, config.actors), steps, switches };
}

export interface HowToExplore {
  readonly bounds: SearchBounds;
  readonly reduced: boolean;
}

function exploreColumn(column: ScenarioColumn, { bounds, reduced }: HowToExplore): ExploredColumn {
  const before = performance.now();
  const search = new Search(new Machine(column.config), bounds, { reduced });
  while (!search.advance(SLICE));
  const { graph, states, transitions, depth, bounded: bound } = search;
  const bounded = bound !== null;
  const seconds = (performance.now() - before) / 1000;
  const expected: Readonly<Record<string, Verdict>> = column.info.expected;
  const properties = propertyVerdicts(graph, { bounded }).map((verdict) => ({
    ...verdict,
    expected: expected[verdict.property] ?? 'never',
    shortest: witnessJson(graph, verdict.shortest, column),
    fewestSwitches: witnessJson(graph, verdict.fewestSwitches, column),
  }));
  const { id, title } = column.info;
  return {
    column: id,
    title,
    states,
    transitions,
    depth,
    seconds,
    bounded,
    bound,
    reduced,
    collisionProbability: collisionProbability(states),
    counters: { bytes: search.bytes },
    properties,
  };
}

export function exploreReport(
  { info }: Scenario,
  columns: readonly ScenarioColumn[],
  how: HowToExplore = { bounds: SEARCH_BOUNDS, reduced: false },
): ExploreJson {
  const explored = columns.map((column) => exploreColumn(column, how));
  const met = explored.every(({ properties }) =>
    properties.every(({ verdict, expected }) => verdict === expected),
  );
  return { scenario: info.id, expected: met ? 'met' : 'not met', columns: explored };
}
