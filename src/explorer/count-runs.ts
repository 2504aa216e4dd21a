/** How many interleavings lead to each node: along the graph in topological order. */
import { NO_NODE, type RunGraph } from './run-graph.ts';
import { isSliceEnd, type Slices } from './slices.ts';

/**
 * Runs from the start to each node. Exact up to 2^53, rounded beyond; Infinity where a run can go
 * round as often as it likes before it comes there.
 */
export function* countRuns(runs: RunGraph): Slices<Float64Array> {
  const waiting = new Uint32Array(runs.nodes);
  for (let node = 0; node < runs.nodes; node++) {
    eachSuccessor(runs, node, (to) => {
      waiting[to] = (waiting[to] ?? 0) + 1;
    });
    if (isSliceEnd(node)) yield;
  }
  const counts = new Float64Array(runs.nodes);
  const settled = new Uint8Array(runs.nodes);
  const queue = new Uint32Array(runs.nodes);
  counts[0] = 1;
  let end = waiting[0] === 0 ? 1 : 0;
  for (let head = 0; head < end; head++) {
    const node = queue[head] ?? 0;
    settled[node] = 1;
    eachSuccessor(runs, node, (to) => {
      counts[to] = (counts[to] ?? 0) + (counts[node] ?? 0);
      waiting[to] = (waiting[to] ?? 0) - 1;
      if (waiting[to] === 0) queue[end++] = to;
    });
    if (isSliceEnd(head)) yield;
  }
  // What waits for itself, and what lies behind it, is never settled.
  return counts.map((count, node) => (settled[node] === 1 ? count : Infinity));
}

function eachSuccessor(runs: RunGraph, node: number, visit: (to: number) => void): void {
  for (let way = 0; way < runs.ways; way++) {
    const to = runs.successor(node, way);
    if (to !== NO_NODE) visit(to);
  }
}
