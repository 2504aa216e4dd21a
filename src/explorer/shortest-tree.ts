/** How many steps each state is from the start at least, and a shortest run to it. */
import { isSliceEnd, type Slices } from './slices.ts';
import { NO_STATE, STATE_KIND, type StateGraph } from './state-graph.ts';

/** What there is at a distance from the start: the picture of a state space, row by row. */
export interface DepthRow {
  /** Steps from the start. */
  readonly depth: number;
  readonly states: number;
  /** Of those, states in which runs end. */
  readonly ends: number;
  /** Of those, states that a step violating one of the properties leads out of. */
  readonly violating: number;
}

/** What to go to at a depth. */
export type DepthTarget = 'any' | 'end' | 'violation';

const UNSEEN = 0xffff_ffff;

export class ShortestTree {
  readonly #graph: StateGraph;
  readonly #properties: number;
  readonly #depths: Uint32Array;
  readonly #cameFrom: Uint32Array;
  readonly #cameBy: Uint8Array;
  /** States by depth. */
  readonly #order: Uint32Array;
  #found = 0;

  private constructor(graph: StateGraph, properties: number) {
    this.#graph = graph;
    this.#properties = properties;
    this.#depths = new Uint32Array(graph.states).fill(UNSEEN);
    this.#cameFrom = new Uint32Array(graph.states);
    this.#cameBy = new Uint8Array(graph.states);
    this.#order = new Uint32Array(graph.states);
  }

  /** `properties`: bits of the detectors whose violations are marked. */
  static *grow(graph: StateGraph, properties: number): Slices<ShortestTree> {
    const tree = new ShortestTree(graph, properties);
    tree.#depths[0] = 0;
    tree.#found = 1;
    for (let head = 0; head < tree.#found; head++) {
      tree.#leave(tree.#order[head] ?? 0);
      if (isSliceEnd(head)) yield;
    }
    return tree;
  }

  get bytes(): number {
    return this.#graph.states * 13;
  }

  *rows(): Slices<DepthRow[]> {
    const rows: { depth: number; states: number; ends: number; violating: number }[] = [];
    for (let at = 0; at < this.#found; at++) {
      const state = this.#order[at] ?? 0;
      const depth = this.#depths[state] ?? 0;
      const row = (rows[depth] ??= { depth, states: 0, ends: 0, violating: 0 });
      row.states += 1;
      if (this.#isEnd(state)) row.ends += 1;
      if (this.#violatingWay(state) >= 0) row.violating += 1;
      if (isSliceEnd(at)) yield;
    }
    return rows;
  }

  /** Ways of a shortest run to something at a depth; null if there is nothing of the kind. */
  runTo(depth: number, target: DepthTarget): number[] | null {
    for (let at = 0; at < this.#found; at++) {
      const state = this.#order[at] ?? 0;
      if (this.#depths[state] !== depth) continue;
      if (target === 'end' && !this.#isEnd(state)) continue;
      const way = this.#violatingWay(state);
      if (target === 'violation' && way < 0) continue;
      return target === 'violation' ? [...this.#waysTo(state), way] : this.#waysTo(state);
    }
    return null;
  }

  #leave(state: number): void {
    for (let way = 0; way < this.#graph.ways; way++) {
      const next = this.#graph.successor(state, way);
      if (next === NO_STATE || this.#depths[next] !== UNSEEN) continue;
      this.#depths[next] = (this.#depths[state] ?? 0) + 1;
      this.#cameFrom[next] = state;
      this.#cameBy[next] = way;
      this.#order[this.#found++] = next;
    }
  }

  #waysTo(state: number): number[] {
    const ways: number[] = [];
    for (let at = state; at !== 0; at = this.#cameFrom[at] ?? 0) ways.push(this.#cameBy[at] ?? 0);
    return ways.reverse();
  }

  #isEnd(state: number): boolean {
    const kind = this.#graph.kind(state);
    return kind === STATE_KIND.end || kind === STATE_KIND.deadlock;
  }

  #violatingWay(state: number): number {
    for (let way = 0; way < this.#graph.ways; way++) {
      if (this.#graph.successor(state, way) === NO_STATE) continue;
      if ((this.#graph.violations(state, way) & this.#properties) !== 0) return way;
    }
    return -1;
  }
}
