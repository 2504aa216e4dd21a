/** One column of a scenario, searched: what --json promises of it. */
import { DETECTORS } from '../engine/detectors/registry.ts';
import { Machine } from '../engine/machine.ts';
import { formatSchedule } from '../engine/schedule-text.ts';
import { changeSlices, type CountedChange, type CountedSpte } from '../explorer/count-changes.ts';
import { columnSentence } from '../explorer/compare-columns.ts';
import { collisionProbability } from '../explorer/fingerprint-table.ts';
import { outcomeSlices } from '../explorer/outcomes.ts';
import type { Witness } from '../explorer/paths.ts';
import { Search, type SearchBounds } from '../explorer/search.ts';
import { complete } from '../explorer/slices.ts';
import type { StateGraph } from '../explorer/state-graph.ts';
import { propertyVerdicts, type Verdict } from '../explorer/verdicts.ts';
import type { ScenarioColumn } from '../scenario/scenario.ts';

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

export interface OutcomeJson {
  /** Equal for equal outcomes of other columns. */
  readonly key: string;
  readonly violated: readonly string[];
  readonly facts: readonly string[];
  /** Distinct states in which runs end so. */
  readonly ends: number;
  /** Interleavings that end so; null if they were not all searched, or can go in circles on their way. */
  readonly runs: number | null;
  readonly witness: WitnessJson;
}

export interface CountedSpteJson extends CountedSpte {
  readonly changes: readonly CountedChange[];
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
  /** null beyond OUTCOMES_STATES_MAX. */
  readonly outcomes: readonly OutcomeJson[] | null;
  /** How often the SPTE asked about changes, over all that was searched; null if none was asked about. */
  readonly spte: CountedSpteJson | null;
  /** All that in one sentence, the one that the page says; null where outcomes are not told apart. */
  readonly sentence: string | null;
}

/** Telling outcomes apart takes more memory than searching, and has to go to every end. */
const OUTCOMES_STATES_MAX = 2_000_000;
/** Transitions between two looks at the clock. */
const SLICE = 1_000_000;

function witnessJson(graph: StateGraph, witness: Witness, { config }: ScenarioColumn): WitnessJson {
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
  /** Whose changes are counted. */
  readonly spte: CountedSpte | null;
}

export function exploreColumn(
  column: ScenarioColumn,
  { bounds, reduced, spte }: HowToExplore,
): ExploredColumn {
  const before = performance.now();
  const search = new Search(new Machine(column.config), bounds, { reduced });
  while (!search.advance(SLICE));
  const { graph, states, transitions, depth, bounded: bound } = search;
  const bounded = bound !== null;
  const seconds = (performance.now() - before) / 1000;
  const properties = propertiesJson(graph, column, { bounded });
  const outcomes =
    states > OUTCOMES_STATES_MAX
      ? null
      : outcomesJson(graph, column, { runsKnown: !bounded && !reduced });
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
    outcomes,
    spte: spte === null ? null : { ...spte, changes: countIn(graph, column, spte) },
    sentence: outcomes === null ? null : sentenceOf({ properties, outcomes, states, bound }),
  };
}

function countIn(
  graph: StateGraph,
  { config }: ScenarioColumn,
  spte: CountedSpte,
): readonly CountedChange[] {
  return complete(changeSlices(graph, { config, spte }));
}

function propertiesJson(
  graph: StateGraph,
  column: ScenarioColumn,
  how: { readonly bounded: boolean },
): PropertyJson[] {
  const expected: Readonly<Record<string, Verdict>> = column.info.expected;
  const json = (witness: Witness | null): WitnessJson | null =>
    witness === null ? null : witnessJson(graph, witness, column);
  return propertyVerdicts(graph, how).map((verdict) => ({
    ...verdict,
    expected: expected[verdict.property] ?? 'never',
    shortest: json(verdict.shortest),
    fewestSwitches: json(verdict.fewestSwitches),
  }));
}

function outcomesJson(
  graph: StateGraph,
  column: ScenarioColumn,
  { runsKnown }: { readonly runsKnown: boolean },
): OutcomeJson[] {
  const { outcomes } = complete(outcomeSlices(graph, column.config));
  return outcomes.map(({ runs, witness, ...outcome }) => ({
    ...outcome,
    runs: runsKnown && Number.isFinite(runs) ? runs : null,
    witness: witnessJson(graph, witness, column),
  }));
}

function sentenceOf({
  properties,
  ...column
}: Omit<Parameters<typeof columnSentence>[0], 'properties'> & {
  readonly properties: readonly PropertyJson[];
}): string {
  const titles = new Map<string, string>(DETECTORS.map(({ id, title }) => [id, title]));
  return columnSentence({
    ...column,
    properties: properties.map((property) => ({
      ...property,
      title: titles.get(property.property) ?? property.property,
    })),
  });
}
