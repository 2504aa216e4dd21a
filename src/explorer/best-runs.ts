/**
 * Runs from the start of a graph, the best first: those with the fewest steps and among them the
 * fewest switches between actors, or the other way round. A search over pairs of a node and the actor
 * that came to it.
 */
import { isSliceEnd, type Slices } from './slices.ts';

/** A graph whose ways belong to actors; node 0 is the start. */
export interface ActorGraph {
  readonly nodes: number;
  readonly ways: number;
  actorOf(way: number): number;
  /** Below zero, or not below `nodes`: the actor cannot move so. */
  successor(node: number, way: number): number;
}

/** What makes a run better than another; the other number decides between equals. */
export type RunOrder = 'steps' | 'switches';

/** The last step of a run. */
export interface LastStep {
  readonly from: number;
  readonly way: number;
  readonly to: number;
  /** All ways of the run. */
  readonly ways: () => number[];
}

/** Steps to be looked at in one go: [pair before, way, node after] each. */
type Bucket = number[];

const START = -1;

/** Tells `visit` of the last steps of runs, the best run first, until it answers true. */
export function* bestRuns(
  graph: ActorGraph,
  order: RunOrder,
  visit: (last: LastStep) => boolean,
): Slices<void> {
  const search = new PairSearch(graph, order);
  let done = 0;
  for (let bucket = search.take(); bucket !== null; bucket = search.take()) {
    for (let at = 0; at < bucket.length; at += 3) {
      const before = bucket[at] ?? START;
      const way = bucket[at + 1] ?? 0;
      const to = bucket[at + 2] ?? 0;
      const from = before === START ? 0 : search.nodeOf(before);
      if (visit({ from, way, to, ways: () => [...search.waysTo(before), way] })) return;
      search.settle({ before, way, to });
      if (isSliceEnd(done++)) yield;
    }
  }
}

interface Step {
  readonly before: number;
  readonly way: number;
  readonly to: number;
}

class PairSearch {
  readonly #graph: ActorGraph;
  readonly #order: RunOrder;
  readonly #actors: number;
  readonly #cameFrom: Int32Array;
  readonly #cameBy: Uint8Array;
  readonly #settled: Uint8Array;
  /** By what decides first, then by what decides between equals. */
  #layer: Bucket[] = [];
  #nextLayer: Bucket[] = [];
  #at = 0;

  constructor(graph: ActorGraph, order: RunOrder) {
    this.#graph = graph;
    this.#order = order;
    this.#actors = graph.ways === 0 ? 1 : graph.actorOf(graph.ways - 1) + 1;
    const pairs = graph.nodes * this.#actors;
    this.#cameFrom = new Int32Array(pairs).fill(START);
    this.#cameBy = new Uint8Array(pairs);
    this.#settled = new Uint8Array(pairs);
    for (let way = 0; way < graph.ways; way++) this.#offer(START, way);
    this.#nextRound();
  }

  nodeOf(pair: number): number {
    return Math.floor(pair / this.#actors);
  }

  waysTo(pair: number): number[] {
    const ways: number[] = [];
    for (let at = pair; at !== START; at = this.#cameFrom[at] ?? START) {
      ways.push(this.#cameBy[at] ?? 0);
    }
    return ways.reverse();
  }

  /** The next best steps, all of them equally good; null when there are no more. */
  take(): Bucket | null {
    for (;;) {
      while (this.#at < this.#layer.length) {
        const bucket = this.#layer[this.#at++] ?? [];
        if (bucket.length > 0) return bucket;
      }
      if (this.#nextLayer.length === 0) return null;
      this.#nextRound();
    }
  }

  /** The first step to a pair is the best one: the run goes on from there. */
  settle({ before, way, to }: Step): void {
    const pair = to * this.#actors + this.#graph.actorOf(way);
    if (this.#settled[pair] === 1) return;
    this.#settled[pair] = 1;
    this.#cameFrom[pair] = before;
    this.#cameBy[pair] = way;
    for (let next = 0; next < this.#graph.ways; next++) this.#offer(pair, next);
  }

  #offer(pair: number, way: number): void {
    const to = this.#graph.successor(pair === START ? 0 : this.nodeOf(pair), way);
    if (to < 0 || to >= this.#graph.nodes) return;
    const switches = pair === START || pair % this.#actors === this.#graph.actorOf(way) ? 0 : 1;
    // `take` has gone past the bucket that is being emptied.
    const equal = Math.max(this.#at - 1, 0);
    if (this.#order === 'steps') put(this.#nextLayer, equal + switches, { before: pair, way, to });
    else put(switches === 0 ? this.#layer : this.#nextLayer, equal + 1, { before: pair, way, to });
  }

  #nextRound(): void {
    if (this.#nextLayer.length > 0) this.#layer = this.#nextLayer;
    this.#nextLayer = [];
    this.#at = 0;
  }
}

function put(layer: Bucket[], at: number, { before, way, to }: Step): void {
  while (layer.length <= at) layer.push([]);
  layer[at]?.push(before, way, to);
}
