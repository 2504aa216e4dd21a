/**
 * The litmus table: the outcomes that the runs of a scenario come to. An outcome is what can be seen
 * of an end (end-facts.ts) together with the properties about the result that were violated on the way.
 */
import type { PropertyId } from '../engine/detectors/detector.ts';
import { Machine } from '../engine/machine.ts';
import type { MachineConfig } from '../engine/machine-config.ts';
import { bestRuns } from './best-runs.ts';
import { countRuns } from './count-runs.ts';
import { EndFacts } from './end-facts.ts';
import { witnessOf, type Witness } from './paths.ts';
import { RESULT_PROPERTIES, propertiesOf } from './result-properties.ts';
import { RunGraph } from './run-graph.ts';
import type { Slices } from './slices.ts';
import { STATE_KIND, type StateGraph } from './state-graph.ts';

export interface Outcome {
  /** Says what the outcome is; equal for equal outcomes of other columns. */
  readonly key: string;
  /** Properties about the result that a run to it violates. */
  readonly violated: readonly PropertyId[];
  readonly facts: readonly string[];
  /** Distinct states in which runs end so. */
  readonly ends: number;
  /** Interleavings that end so; rounded beyond 2^53, Infinity if a run can go in circles on its way. */
  readonly runs: number;
  /** The run to it with the fewest switches, and among those the fewest steps. */
  readonly witness: Witness;
}

export interface OutcomeTable {
  /** Violating ones first, then by how many runs end so. */
  readonly outcomes: readonly Outcome[];
  /** All interleavings that come to an end. */
  readonly runs: number;
}

/** Beyond so many pairs of node and actor, a witness is the shortest run instead. */
const WITNESS_PAIRS_MAX = 20_000_000;

interface Group {
  readonly violated: number;
  readonly facts: readonly string[];
  readonly states: Set<number>;
  readonly firstNode: number;
  runs: number;
  witness: Witness | null;
}

export function* outcomeSlices(graph: StateGraph, config: MachineConfig): Slices<OutcomeTable> {
  const runs = yield* RunGraph.build(graph);
  const counts = yield* countRuns(runs);
  const factsOf = yield* readEnds(runs, config);
  const groups = new Map<string, Group>();
  const groupOf = new Map<number, Group>();
  for (const [node, facts] of factsOf) {
    const violated = runs.violated(node) & RESULT_PROPERTIES;
    const key = keyOf(violated, facts);
    const group = groups.get(key) ?? {
      violated,
      facts,
      states: new Set<number>(),
      firstNode: node,
      runs: 0,
      witness: null,
    };
    groups.set(key, group);
    groupOf.set(node, group);
    group.states.add(runs.state(node));
    group.runs += counts[node] ?? 0;
  }
  yield* findWitnesses(runs, groupOf, groups.size);
  const outcomes = [...groups].map(([key, group]) => outcomeOf(key, group, runs)).sort(byWeight);
  return { outcomes, runs: outcomes.reduce((sum, outcome) => sum + outcome.runs, 0) };
}

function keyOf(violated: number, facts: readonly string[]): string {
  return [propertiesOf(violated).join(' '), ...facts].join('\n');
}

function outcomeOf(key: string, group: Group, runs: RunGraph): Outcome {
  const { violated, facts, states, firstNode } = group;
  return {
    key,
    violated: propertiesOf(violated),
    facts,
    ends: states.size,
    runs: group.runs,
    witness: group.witness ?? witnessOf(runs, runs.shortestRun(firstNode)),
  };
}

function byWeight(a: Outcome, b: Outcome): number {
  const violating = Number(b.violated.length > 0) - Number(a.violated.length > 0);
  if (violating !== 0) return violating;
  if (a.runs !== b.runs) return a.runs < b.runs ? 1 : -1;
  return a.key < b.key ? -1 : 1;
}

/** The facts of each node in which runs end, in the order of the nodes: the machine goes to each. */
function* readEnds(runs: RunGraph, config: MachineConfig): Slices<Map<number, readonly string[]>> {
  const walker = new Walker(config, runs.graph);
  const facts = new EndFacts(walker.machine);
  const byState = new Map<number, readonly string[]>();
  const byNode = new Map<number, readonly string[]>();
  for (let node = 0; node < runs.nodes; node++) {
    const state = runs.state(node);
    const kind = runs.graph.kind(state);
    if (kind !== STATE_KIND.end && kind !== STATE_KIND.deadlock) continue;
    let known = byState.get(state);
    if (known === undefined) {
      walker.goTo(runs.shortestRun(node));
      known = facts.read();
      byState.set(state, known);
      yield;
    }
    byNode.set(node, known);
  }
  return byNode;
}

/** A machine that is moved from one run to the next, keeping what they have in common. */
class Walker {
  readonly machine: Machine;
  readonly #graph: StateGraph;
  #ways: readonly number[] = [];

  constructor(config: MachineConfig, graph: StateGraph) {
    this.machine = new Machine(config);
    this.#graph = graph;
  }

  goTo(ways: readonly number[]): void {
    let common = 0;
    while (common < ways.length && ways[common] === this.#ways[common]) common += 1;
    for (let done = this.#ways.length; done > common; done--) this.machine.undo();
    for (const way of ways.slice(common)) {
      this.machine.step({ actor: this.#graph.actorOf(way), variant: this.#graph.variantOf(way) });
    }
    this.#ways = ways;
  }
}

/** Gives each group the best run to one of its nodes. */
function* findWitnesses(
  runs: RunGraph,
  groupOf: ReadonlyMap<number, Group>,
  groups: number,
): Slices<void> {
  const atStart = groupOf.get(0);
  if (atStart !== undefined) atStart.witness = witnessOf(runs, []);
  if (runs.nodes * runs.ways > WITNESS_PAIRS_MAX) return;
  let missing = atStart === undefined ? groups : groups - 1;
  if (missing === 0) return;
  yield* bestRuns(runs, 'switches', ({ to, ways }) => {
    const group = groupOf.get(to);
    if (group === undefined || group.witness !== null) return false;
    group.witness = witnessOf(runs, ways());
    missing -= 1;
    return missing === 0;
  });
}
