/** The best ways to a violation: fewest steps, and fewest switches between actors. */
import { bestRuns, type RunOrder } from './best-runs.ts';
import { complete, type Slices } from './slices.ts';
import type { StateGraph } from './state-graph.ts';

export interface Witness {
  /** Ways from the start; the last one violates. */
  readonly ways: readonly number[];
  readonly steps: number;
  /** How often the actor changes along it. */
  readonly switches: number;
}

/** Anything whose ways belong to actors. */
export interface WithActors {
  actorOf(way: number): number;
}

export function witnessOf(graph: WithActors, ways: readonly number[]): Witness {
  let switches = 0;
  for (let i = 1; i < ways.length; i++) {
    if (graph.actorOf(ways[i] ?? 0) !== graph.actorOf(ways[i - 1] ?? 0)) switches += 1;
  }
  return { ways, steps: ways.length, switches };
}

/** The best run that ends in a violation of `property` (a detector's bit), or null. */
export function* bestViolation(
  graph: StateGraph,
  property: number,
  order: RunOrder,
): Slices<Witness | null> {
  let found: Witness | null = null;
  yield* bestRuns(actorGraphOf(graph), order, ({ from, way, ways }) => {
    if ((graph.violations(from, way) & property) === 0) return false;
    found = witnessOf(graph, ways());
    return true;
  });
  return found;
}

function actorGraphOf(graph: StateGraph) {
  return {
    nodes: graph.states,
    ways: graph.ways,
    actorOf: (way: number) => graph.actorOf(way),
    successor: (state: number, way: number) => graph.successor(state, way),
  };
}

/** Fewest steps, and among those runs fewest switches. */
export function shortestViolation(graph: StateGraph, property: number): Witness | null {
  return complete(bestViolation(graph, property, 'steps'));
}

/** Fewest switches, and among those runs fewest steps. */
export function fewestSwitches(graph: StateGraph, property: number): Witness | null {
  return complete(bestViolation(graph, property, 'switches'));
}
