/**
 * A search and what follows from it, in slices: the caller asks for one after the other, and may do
 * something else in between, stop it, or let it be.
 */
import { assert } from '../base/assert.ts';
import type { PropertyId } from '../engine/detectors/detector.ts';
import { Machine } from '../engine/machine.ts';
import type { MachineConfig } from '../engine/machine-config.ts';
import { distanceSlices } from './distances.ts';
import { outcomeSlices, type OutcomeTable } from './outcomes.ts';
import type { FoundRun } from './first-violation.ts';
import { RESULT_PROPERTIES, detectorsOf } from './result-properties.ts';
import { Search, type BoundReached } from './search.ts';
import { ShortestTree, type DepthRow } from './shortest-tree.ts';
import { isSliceEnd, type Slices } from './slices.ts';
import { NO_STATE, type StateGraph } from './state-graph.ts';
import { verdictSlices, type PropertyVerdict } from './verdicts.ts';

export interface ExplorationBounds {
  readonly statesMax: number;
  readonly depthMax: number;
  /** Of the tables; what judging them needs comes on top. */
  readonly bytesMax: number;
}

/** stopped: somebody asked for what had been found by then. */
export type ExplorationBound = BoundReached | 'memory' | 'stopped';

export interface ExplorationProgress {
  readonly phase: 'search' | 'judge';
  readonly states: number;
  readonly transitions: number;
  /** Steps of the longest path searched. */
  readonly depth: number;
  /** States on the path under way, whose other ways are still to be tried. */
  readonly open: number;
  readonly bytes: number;
  /** The first run to a violation, while better ones are still being looked for. */
  readonly found: FirstFound | null;
}

export interface FirstFound {
  readonly property: PropertyId;
  readonly title: string;
  readonly schedule: readonly { readonly actor: number; readonly variant: number }[];
}

export interface Explored {
  readonly progress: ExplorationProgress;
  readonly bound: ExplorationBound | null;
  readonly verdicts: readonly PropertyVerdict[];
  readonly table: OutcomeTable;
  readonly shape: readonly DepthRow[];
  readonly tree: ShortestTree;
  /** The properties that distances are to, and marked in the shape: bits of detectors. */
  readonly focus: number;
  /** Per state, steps to a violation of one of them. */
  readonly distances: Uint32Array;
}

/** A slice of the search takes a few milliseconds: the page asks to stop within 100. */
const SLICE_TRANSITIONS = 8192;

export class Exploration {
  readonly config: MachineConfig;
  readonly bounds: ExplorationBounds;
  readonly search: Search;
  readonly #machine: Machine;
  readonly #slices: Slices<Explored>;
  #bound: ExplorationBound | null = null;
  #phase: ExplorationProgress['phase'] = 'search';
  #explored: Explored | null = null;
  #told: { readonly run: FoundRun; readonly found: FirstFound } | null = null;

  constructor(config: MachineConfig, bounds: ExplorationBounds) {
    this.config = config;
    this.bounds = bounds;
    this.#machine = new Machine(config);
    this.search = new Search(this.#machine, bounds);
    this.#slices = this.#explore();
  }

  /** What was found; null until everything is. */
  get explored(): Explored | null {
    return this.#explored;
  }

  get progress(): ExplorationProgress {
    const { states, transitions, depth, bytes } = this.search;
    const open = this.#machine.position;
    const found = this.#firstFound();
    return { phase: this.#phase, states, transitions, depth, open, bytes, found };
  }

  /** Made once per run: progress is told after each slice. */
  #firstFound(): FirstFound | null {
    const { firstViolation: run, graph } = this.search;
    if (run === null || run === this.#told?.run) return this.#told?.found ?? null;
    const [detector] = detectorsOf(run.violations);
    assert(detector !== undefined, 'a violation is of some property');
    const schedule = run.ways.map((way) => ({
      actor: graph.actorOf(way),
      variant: graph.variantOf(way),
    }));
    const found = { property: detector.id, title: detector.title, schedule };
    this.#told = { run, found };
    return found;
  }

  /** Does a slice. True when there is nothing more to do. */
  advance(): boolean {
    const step = this.#slices.next();
    if (step.done !== true) return false;
    this.#explored ??= step.value;
    return true;
  }

  /** The search ends here; what it has found is judged in the slices to come. */
  stop(): void {
    if (this.#phase === 'search') this.#bound ??= 'stopped';
  }

  *#explore(): Slices<Explored> {
    while (!this.#searchSlice()) yield;
    this.#phase = 'judge';
    return yield* this.#judge();
  }

  /** True when the search is over, or has come to a bound. */
  #searchSlice(): boolean {
    if (this.#bound !== null) return true;
    try {
      if (this.search.advance(SLICE_TRANSITIONS)) {
        this.#bound = this.search.bounded;
        return true;
      }
    } catch (error) {
      // The browser has no room for a larger table: what is in the old one stands.
      if (!(error instanceof RangeError)) throw error;
      this.#bound = 'memory';
    }
    if (this.search.bytes > this.bounds.bytesMax) this.#bound ??= 'memory';
    return this.#bound !== null;
  }

  *#judge(): Slices<Explored> {
    const { graph } = this.search;
    const bounded = this.#bound !== null;
    const focus = yield* focusOf(graph);
    const tree = yield* ShortestTree.grow(graph, focus);
    return {
      progress: this.progress,
      bound: this.#bound,
      verdicts: yield* verdictSlices(graph, { bounded }),
      table: yield* outcomeSlices(graph, this.config),
      shape: yield* tree.rows(),
      tree,
      focus,
      distances: yield* distanceSlices(graph, focus),
    };
  }
}

/** What shows in the result if anything does, else whatever is violated at all. */
function* focusOf(graph: StateGraph): Slices<number> {
  let violated = 0;
  for (let state = 0; state < graph.states; state++) {
    for (let way = 0; way < graph.ways; way++) {
      if (graph.successor(state, way) !== NO_STATE) violated |= graph.violations(state, way);
    }
    if (isSliceEnd(state)) yield;
  }
  return (violated & RESULT_PROPERTIES) === 0 ? violated : violated & RESULT_PROPERTIES;
}
