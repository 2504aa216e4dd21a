/**
 * How far each state is from a violation: the hint beside a step button. Breadth first, backwards over
 * the whole graph, from every step that violates.
 */
import { complete, isSliceEnd, type Slices } from './slices.ts';
import { NO_STATE, type StateGraph } from './state-graph.ts';

/** No violation can be reached from here. */
export const OUT_OF_REACH = 0xffff_ffff;

/** The edges of a graph by the state they lead to. */
interface Reverse {
  /** Edges into state s are those at first[s] .. first[s + 1]. */
  readonly first: Uint32Array;
  readonly from: Uint32Array;
}

function* reverseOf(graph: StateGraph): Slices<Reverse> {
  const first = new Uint32Array(graph.states + 2);
  const eachEdge = function* (visit: (from: number, to: number) => void): Slices<void> {
    for (let state = 0; state < graph.states; state++) {
      for (let way = 0; way < graph.ways; way++) {
        const to = graph.successor(state, way);
        if (to !== NO_STATE) visit(state, to);
      }
      if (isSliceEnd(state)) yield;
    }
  };
  yield* eachEdge((_, to) => {
    first[to + 2] = (first[to + 2] ?? 0) + 1;
  });
  for (let state = 2; state < first.length; state++) {
    first[state] = (first[state] ?? 0) + (first[state - 1] ?? 0);
  }
  const from = new Uint32Array(first[graph.states + 1] ?? 0);
  yield* eachEdge((state, to) => {
    const at = first[to + 1] ?? 0;
    from[at] = state;
    first[to + 1] = at + 1;
  });
  return { first, from };
}

function violatesNext(graph: StateGraph, state: number, properties: number): boolean {
  for (let way = 0; way < graph.ways; way++) {
    const possible = graph.successor(state, way) !== NO_STATE;
    if (possible && (graph.violations(state, way) & properties) !== 0) return true;
  }
  return false;
}

/**
 * Per state, the steps to the nearest violation of any of `properties` (bits of detectors), the
 * violating step included; OUT_OF_REACH where there is none.
 */
export function* distanceSlices(graph: StateGraph, properties: number): Slices<Uint32Array> {
  const distances = new Uint32Array(graph.states).fill(OUT_OF_REACH);
  const { first, from } = yield* reverseOf(graph);
  const queue = new Uint32Array(graph.states);
  let end = 0;
  for (let state = 0; state < graph.states; state++) {
    if (isSliceEnd(state)) yield;
    if (!violatesNext(graph, state, properties)) continue;
    distances[state] = 1;
    queue[end++] = state;
  }
  for (let head = 0; head < end; head++) {
    const state = queue[head] ?? 0;
    const next = (distances[state] ?? 0) + 1;
    for (let at = first[state] ?? 0; at < (first[state + 1] ?? 0); at++) {
      const before = from[at] ?? 0;
      if (distances[before] !== OUT_OF_REACH) continue;
      distances[before] = next;
      queue[end++] = before;
    }
    if (isSliceEnd(head)) yield;
  }
  return distances;
}

export function violationDistances(graph: StateGraph, properties: number): Uint32Array {
  return complete(distanceSlices(graph, properties));
}

/** Steps to a violation if this way is taken now: 1 if it violates itself. */
export function distanceByWay(
  graph: StateGraph,
  { state, way, properties }: { state: number; way: number; properties: number },
  distances: Uint32Array,
): number {
  const next = graph.successor(state, way);
  if (next === NO_STATE) return OUT_OF_REACH;
  if ((graph.violations(state, way) & properties) !== 0) return 1;
  const behind = distances[next] ?? OUT_OF_REACH;
  return behind === OUT_OF_REACH ? OUT_OF_REACH : behind + 1;
}

/** From how many states a violation can still be reached. */
export function countInReach(distances: Uint32Array): number {
  let count = 0;
  for (const distance of distances) if (distance !== OUT_OF_REACH) count += 1;
  return count;
}
