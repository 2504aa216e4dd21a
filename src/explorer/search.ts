/**
 * Exhaustive search over all interleavings of a machine's actors and of its declared alternatives:
 * depth first, by doing and undoing steps, with a table of fingerprints. No state is ever copied, and
 * what a step does is remembered (step-memory.ts), so that a step need only be done to go on from a new state.
 *
 * When a state is entered, all its ways are looked at together, before one of them is taken: the table has
 * to be waited for, and is waited for once instead of once per way. States are entered in the order of a
 * plain depth-first search all the same.
 *
 * A violation does not end the search of what lies behind it: which runs a property's violation ends
 * is decided per property, on the graph (verdicts.ts), so that one property cannot hide another.
 */
import type { Machine } from '../engine/machine.ts';
import { AmpleWays } from './ample-ways.ts';
import { FingerprintTable } from './fingerprint-table.ts';
import { FirstViolation, type FoundRun } from './first-violation.ts';
import { Reduction } from './reduction.ts';
import { SearchPath } from './search-path.ts';
import { NO_STATE, STATE_KIND, StateGraph } from './state-graph.ts';
import { StepMemory, TRIAL_STEPS, UNKNOWN } from './step-memory.ts';
import { ALL_WAYS, WaysOut, type WayRange } from './ways-out.ts';

export interface SearchBounds {
  readonly statesMax: number;
  readonly depthMax: number;
}

export const SEARCH_BOUNDS: SearchBounds = { statesMax: 10_000_000, depthMax: 100_000 };

export type BoundReached = 'states' | 'depth';

export interface SearchOptions {
  /** Pass over interleavings that differ only in the order of steps that do not see one another. */
  readonly reduced: boolean;
  /** Steps of a kind after which it is given up to remember them; tests try it small. */
  readonly trialSteps?: number;
}

export class Search {
  #graph: StateGraph;
  #table = new FingerprintTable();
  readonly #machine: Machine;
  readonly #bounds: SearchBounds;
  readonly #steps: StepMemory;
  readonly #path: SearchPath;
  readonly #out: WaysOut;
  readonly #ample: AmpleWays | null;
  /** Per possible way of the state that is opened: where it is known to lead to, or NO_STATE. */
  readonly #targets: Int32Array;
  /** Per possible way: what the table held there; nobody asks, but else nothing would be looked at. */
  readonly #peeked: Int32Array;
  readonly #allWays: WayRange;
  readonly #edge = { way: 0, to: 0, violations: 0 };
  readonly #first = new FirstViolation();
  #transitions = 0;
  #bounded: BoundReached | null = null;

  /** Begins at the state the machine is in. The machine is the search's own until it is done. */
  constructor(
    machine: Machine,
    bounds: SearchBounds = SEARCH_BOUNDS,
    { reduced, trialSteps = TRIAL_STEPS }: SearchOptions = { reduced: false },
  ) {
    this.#machine = machine;
    this.#bounds = bounds;
    this.#graph = emptyGraph(machine);
    const { ways } = this.#graph;
    const reduction = reduced ? new Reduction(machine.map) : null;
    this.#steps = new StepMemory(machine, ways, { reduction, trialSteps });
    this.#path = new SearchPath(ways);
    this.#targets = new Int32Array(ways);
    this.#peeked = new Int32Array(ways);
    this.#allWays = { first: 0, end: ways };
    this.#out = new WaysOut(machine, this.#steps, this.#path);
    this.#ample = reduction === null ? null : new AmpleWays(reduction, this.#steps, this.#graph);
    this.#addStart();
  }

  get graph(): StateGraph {
    return this.#graph;
  }

  get table(): FingerprintTable {
    return this.#table;
  }

  get states(): number {
    return this.#graph.states;
  }

  get transitions(): number {
    return this.#transitions;
  }

  /** Steps of the longest path searched. */
  get depth(): number {
    return this.#path.depthMax;
  }

  /** Which bound was reached, if one was: then the search is not complete. */
  get bounded(): BoundReached | null {
    return this.#bounded;
  }

  /** The first run to a violation that was come upon; null while there is none. */
  get firstViolation(): FoundRun | null {
    return this.#first.run;
  }

  get bytes(): number {
    return this.#table.bytes + this.#graph.bytes + this.#steps.bytes + this.#path.bytes;
  }

  /** Does at most so many transitions more, or those of one state. True when the search is over. */
  advance(transitionsMax: number): boolean {
    const { ways } = this.#graph;
    const isStart = this.#graph.kind(0) === STATE_KIND.open;
    if (isStart) this.#open();
    let left = transitionsMax - (isStart ? this.#transitions : 0);
    while (this.#path.depth >= 0) {
      if (left < ways && left < transitionsMax) return false;
      const before = this.#transitions;
      this.#go();
      left -= this.#transitions - before;
      if (this.#ample?.isBroken === true) this.#beginAgain();
    }
    return true;
  }

  #addStart(): void {
    this.#table.findOrAdd({ lo: this.#machine.hashLo, hi: this.#machine.hashHi });
    this.#graph.addState();
    this.#path.push(0);
    this.#out.inherit(UNKNOWN);
  }

  /** The reduction has assumed what is not so. What the steps are known to do is still true. */
  #beginAgain(): void {
    for (let { depth } = this.#path; depth > 0; depth--) this.#machine.undo();
    this.#path.clear();
    this.#graph = emptyGraph(this.#machine);
    this.#table = new FingerprintTable();
    this.#transitions = 0;
    this.#bounded = null;
    this.#ample?.beginAgain();
    this.#addStart();
    this.#open();
  }

  /** To the next new state, or back. */
  #go(): void {
    const path = this.#path;
    const graph = this.#graph;
    const { state } = path;
    for (let way = path.takeWay(); way >= 0; way = path.takeWay()) {
      const next = graph.successor(state, way);
      if (next === NO_STATE || graph.kind(next) !== STATE_KIND.open) continue;
      this.#enter(next, way);
      return;
    }
    this.#ample?.leave(state);
    path.pop();
    if (path.depth >= 0) this.#machine.undo();
  }

  #enter(state: number, way: number): void {
    if (this.#path.depth + 1 >= this.#bounds.depthMax) {
      this.#bounded = 'depth';
      // Its ways are never tried: it is neither an end nor a deadlock.
      this.#graph.setKind(state, STATE_KIND.inner);
      return;
    }
    const leaf = this.#path.leaf(way);
    if (leaf === UNKNOWN) this.#out.take(way);
    else this.#steps.leafs.repeat(leaf);
    this.#path.push(state);
    this.#out.inherit(leaf);
    this.#open();
  }

  /** The state on top is new: where do its ways lead to? */
  #open(): void {
    const { state } = this.#path;
    const actor = this.#ample === null ? ALL_WAYS : this.#ample.enter(state, this.#path);
    const { variants, ways } = this.#graph;
    this.#graph.setKind(state, STATE_KIND.inner);
    if (actor === ALL_WAYS) {
      const possible = this.#link(this.#allWays);
      if (possible === 0) this.#graph.setKind(state, this.#kindOfEnd());
      return;
    }
    const alone = { first: actor * variants, end: (actor + 1) * variants };
    this.#link(alone);
    // A step taken alone has closed a cycle: the others must not be put off.
    if (!this.#leadsBack(alone)) return;
    this.#link({ first: 0, end: alone.first });
    this.#link({ first: alone.end, end: ways });
  }

  #leadsBack({ first, end }: WayRange): boolean {
    const { state } = this.#path;
    for (let way = first; way < end; way++) {
      const next = this.#graph.successor(state, way);
      if (next !== NO_STATE && this.#ample?.isOnPath(next) === true) return true;
    }
    return false;
  }

  #kindOfEnd(): number {
    for (let actor = 0; actor < this.#machine.actorCount; actor++) {
      if (this.#machine.nextStep(actor) !== null) return STATE_KIND.deadlock;
    }
    return STATE_KIND.end;
  }

  /** Notes where these ways of the state on top lead to. How many of them can be taken? */
  #link(range: WayRange): number {
    const out = this.#out;
    const graph = this.#graph;
    const edge = this.#edge;
    const { state } = this.#path;
    const possible = out.open(range);
    for (let n = 0; n < possible; n++) this.#look(n);
    for (let n = 0; n < possible; n++) {
      const around = this.#targets[n] as number;
      const to = around === NO_STATE ? this.#numberOf(n) : around;
      if (to < 0) continue;
      if (to === graph.states) graph.addState();
      edge.way = out.way(n);
      edge.to = to;
      edge.violations = out.violations(n);
      graph.setEdge(state, edge);
      if (edge.violations !== 0) this.#first.note(this.#path, edge);
    }
    this.#transitions += possible;
    return possible;
  }

  /**
   * Two steps that do not see one another lead to one state in either order: if the other order has been
   * searched, the graph says which it is. Else the table is asked, and has to be waited for.
   */
  #look(n: number): void {
    const out = this.#out;
    let around = NO_STATE;
    if (out.commutes(n)) {
      const beside = this.#graph.successor(this.#path.stateBefore, out.way(n));
      if (beside !== NO_STATE) around = this.#graph.successor(beside, this.#path.wayBefore);
    }
    this.#targets[n] = around;
    if (around === NO_STATE) this.#peeked[n] = this.#table.peekAt(out.fingerprints, n);
  }

  /** The number of a state; -1 if it is new and there is no room for it. */
  #numberOf(n: number): number {
    const { fingerprints } = this.#out;
    if (this.#graph.states < this.#bounds.statesMax) {
      return this.#table.findOrAddAt(fingerprints, n);
    }
    const [lo = 0, hi = 0] = fingerprints.subarray(n * 2, n * 2 + 2);
    const known = this.#table.find({ lo, hi });
    if (known < 0) this.#bounded = 'states';
    return known;
  }
}

function emptyGraph(machine: Machine): StateGraph {
  return new StateGraph({ actors: machine.actorCount, variants: machine.variantsMax });
}
