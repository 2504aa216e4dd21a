/** Shortest ways through a state graph: fewest steps, and fewest switches between actors. */
import { NO_STATE, type StateGraph } from './state-graph.ts';

/** A way taken from a state. */
export interface Edge {
  readonly state: number;
  readonly way: number;
}

export interface Witness {
  /** Ways from the start; the last one violates. */
  readonly ways: readonly number[];
  readonly steps: number;
  /** How often the actor changes along it. */
  readonly switches: number;
}

function switchesOf(graph: StateGraph, ways: readonly number[]): number {
  let switches = 0;
  for (let i = 1; i < ways.length; i++) {
    if (graph.actorOf(ways[i] ?? 0) !== graph.actorOf(ways[i - 1] ?? 0)) switches += 1;
  }
  return switches;
}

function witnessOf(graph: StateGraph, ways: readonly number[]): Witness {
  return { ways, steps: ways.length, switches: switchesOf(graph, ways) };
}

function isViolation(graph: StateGraph, { state, way }: Edge, property: number): boolean {
  return (
    graph.successor(state, way) !== NO_STATE && (graph.violations(state, way) & property) !== 0
  );
}

/** A run with the fewest steps that ends in a violation of `property` (a detector's bit), or null. */
export function shortestViolation(graph: StateGraph, property: number): Witness | null {
  const cameFrom = new Int32Array(graph.states).fill(-1);
  const cameBy = new Uint8Array(graph.states);
  const queue = new Uint32Array(graph.states);
  let end = 1;
  const walkBack = (state: number): number[] => {
    const ways: number[] = [];
    for (let at = state; at !== 0; at = cameFrom[at] ?? 0) ways.push(cameBy[at] ?? 0);
    return ways.reverse();
  };
  for (let head = 0; head < end; head++) {
    const state = queue[head] ?? 0;
    for (let way = 0; way < graph.ways; way++) {
      if (isViolation(graph, { state, way }, property)) {
        return witnessOf(graph, [...walkBack(state), way]);
      }
      const next = graph.successor(state, way);
      if (next === NO_STATE || next === 0 || cameFrom[next] !== -1) continue;
      cameFrom[next] = state;
      cameBy[next] = way;
      queue[end] = next;
      end += 1;
    }
  }
  return null;
}

/**
 * A run with the fewest switches, and among those the fewest steps. Searched over pairs of a state and
 * the actor that came to it, layer by layer of switches.
 */
export function fewestSwitches(graph: StateGraph, property: number): Witness | null {
  const actors = graph.ways / graph.variants;
  const cameFrom = new Map<number, { node: number; way: number }>();
  const nodeOf = (state: number, actor: number): number => state * (actors + 1) + actor;
  const start = nodeOf(0, actors);
  const walkBack = (node: number): number[] => {
    const ways: number[] = [];
    for (let at = cameFrom.get(node); at !== undefined; at = cameFrom.get(at.node))
      ways.push(at.way);
    return ways.reverse();
  };
  let layer = [start];
  const seen = new Set([start]);
  while (layer.length > 0) {
    const found = sweepLayer({ graph, property, actors, layer, seen, cameFrom, nodeOf });
    if (found.witness !== null)
      return witnessOf(graph, [...walkBack(found.witness.node), found.witness.way]);
    layer = found.next;
  }
  return null;
}

interface Sweep {
  readonly graph: StateGraph;
  readonly property: number;
  readonly actors: number;
  readonly layer: readonly number[];
  readonly seen: Set<number>;
  readonly cameFrom: Map<number, { node: number; way: number }>;
  readonly nodeOf: (state: number, actor: number) => number;
}

/** Everything reachable from the layer without a switch, breadth first; the next layer needs one more. */
function sweepLayer({ graph, property, actors, layer, seen, cameFrom, nodeOf }: Sweep): {
  witness: { node: number; way: number } | null;
  next: number[];
} {
  const queue = [...layer];
  const switching: { node: number; way: number; to: number }[] = [];
  for (let head = 0; head < queue.length; head++) {
    const node = queue[head] ?? 0;
    const state = Math.floor(node / (actors + 1));
    const last = node % (actors + 1);
    for (let way = 0; way < graph.ways; way++) {
      const next = graph.successor(state, way);
      if (next === NO_STATE) continue;
      const actor = graph.actorOf(way);
      const free = last === actors || last === actor;
      if (!free) {
        switching.push({ node, way, to: nodeOf(state, actor) });
        continue;
      }
      if (isViolation(graph, { state, way }, property)) return { witness: { node, way }, next: [] };
      const to = nodeOf(next, actor);
      if (seen.has(to)) continue;
      seen.add(to);
      cameFrom.set(to, { node, way });
      queue.push(to);
    }
  }
  return { witness: null, next: takeSwitches(switching, seen, cameFrom) };
}

/** A switch changes who is running without a step: the node takes over how the old one was reached. */
function takeSwitches(
  switching: readonly { node: number; to: number }[],
  seen: Set<number>,
  cameFrom: Map<number, { node: number; way: number }>,
): number[] {
  const next: number[] = [];
  for (const { node, to } of switching) {
    if (seen.has(to)) continue;
    seen.add(to);
    const origin = cameFrom.get(node);
    if (origin !== undefined) cameFrom.set(to, origin);
    next.push(to);
  }
  return next;
}
