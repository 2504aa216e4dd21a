/**
 * The state graph, unfolded by what a run has violated so far: two runs that come to one state, of
 * which one has lost a Dirty bit on its way, end differently. A node is a state and a set of
 * properties; nodes are numbered breadth first, so each is first reached by a shortest run.
 */
import { FingerprintTable } from './fingerprint-table.ts';
import { isSliceEnd, type Slices } from './slices.ts';
import { NO_STATE, type StateGraph } from './state-graph.ts';

/** No node: the actor cannot move so. */
export const NO_NODE = -1;

interface LastStep {
  readonly node: number;
  readonly way: number;
}

export class RunGraph {
  readonly graph: StateGraph;
  /** Number of the node that each way of each node leads to, plus 1; 0 if none. */
  #successors: Int32Array;
  #states = new Uint32Array(1024);
  #violated = new Uint32Array(1024);
  #cameFrom = new Int32Array(1024);
  #cameBy = new Uint8Array(1024);
  #nodes = 0;

  private constructor(graph: StateGraph) {
    this.graph = graph;
    this.#successors = new Int32Array(1024 * graph.ways);
  }

  static *build(graph: StateGraph): Slices<RunGraph> {
    const runs = new RunGraph(graph);
    const ids = new FingerprintTable();
    runs.#add(ids, { state: 0, violated: 0 }, { node: NO_NODE, way: 0 });
    for (let node = 0; node < runs.#nodes; node++) {
      for (let way = 0; way < graph.ways; way++) runs.#reach(ids, { node, way });
      if (isSliceEnd(node)) yield;
    }
    return runs;
  }

  get nodes(): number {
    return this.#nodes;
  }

  get ways(): number {
    return this.graph.ways;
  }

  actorOf(way: number): number {
    return this.graph.actorOf(way);
  }

  state(node: number): number {
    return this.#states[node] ?? NO_STATE;
  }

  /** Properties violated on the way here: bits of detectors. */
  violated(node: number): number {
    return this.#violated[node] ?? 0;
  }

  /** The node that a way leads to, or NO_NODE. */
  successor(node: number, way: number): number {
    return (this.#successors[node * this.ways + way] ?? 0) - 1;
  }

  /** Ways of a shortest run to a node. */
  shortestRun(node: number): number[] {
    const ways: number[] = [];
    for (let at = node; at > 0; at = this.#cameFrom[at] ?? 0) ways.push(this.#cameBy[at] ?? 0);
    return ways.reverse();
  }

  #reach(ids: FingerprintTable, from: LastStep): void {
    const { node, way } = from;
    const before = this.state(node);
    const state = this.graph.successor(before, way);
    if (state === NO_STATE) return;
    const violated = this.violated(node) | this.graph.violations(before, way);
    this.#successors[node * this.ways + way] = this.#add(ids, { state, violated }, from) + 1;
  }

  #add(ids: FingerprintTable, to: { state: number; violated: number }, from: LastStep): number {
    const node = ids.findOrAdd({ lo: scattered(to.state), hi: to.violated });
    if (node < this.#nodes) return node;
    if (node === this.#states.length) this.#grow();
    this.#states[node] = to.state;
    this.#violated[node] = to.violated;
    this.#cameFrom[node] = from.node;
    this.#cameBy[node] = from.way;
    this.#nodes = node + 1;
    return node;
  }

  #grow(): void {
    const nodes = this.#nodes * 2;
    this.#states = enlarged(this.#states, new Uint32Array(nodes));
    this.#violated = enlarged(this.#violated, new Uint32Array(nodes));
    this.#cameFrom = enlarged(this.#cameFrom, new Int32Array(nodes));
    this.#successors = enlarged(this.#successors, new Int32Array(nodes * this.ways));
    this.#cameBy = enlarged(this.#cameBy, new Uint8Array(nodes));
  }
}

/** Another number for each state: the table is made for numbers that are spread, and states are 0, 1, 2. */
function scattered(state: number): number {
  return Math.imul(state, 0x9e37_79b1);
}

function enlarged<T extends Uint32Array | Int32Array | Uint8Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
