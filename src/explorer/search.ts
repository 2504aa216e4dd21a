/**
 * Exhaustive search over all interleavings of a machine's actors and of its declared alternatives:
 * depth first, by doing and undoing steps, with a table of fingerprints. No state is ever copied, and
 * what a step does is remembered (step-memory.ts), so that most steps need not be done.
 *
 * A violation does not end the search of what lies behind it: which runs a property's violation ends
 * is decided per property, on the graph (verdicts.ts), so that one property cannot hide another.
 */
import type { Machine } from '../engine/machine.ts';
import { ALL_WAYS, AmpleWays } from './ample-ways.ts';
import { FingerprintTable, type Fingerprint } from './fingerprint-table.ts';
import { Reduction } from './reduction.ts';
import { NO_STATE, STATE_KIND, StateGraph } from './state-graph.ts';
import { IMPOSSIBLE, StepMemory, UNKNOWN, type Way } from './step-memory.ts';

export interface SearchBounds {
  readonly statesMax: number;
  readonly depthMax: number;
}

export const SEARCH_BOUNDS: SearchBounds = { statesMax: 10_000_000, depthMax: 100_000 };

export type BoundReached = 'states' | 'depth';

export interface SearchOptions {
  /** Pass over interleavings that differ only in the order of steps that do not see one another. */
  readonly reduced: boolean;
}

export class Search {
  #graph: StateGraph;
  #table = new FingerprintTable();
  readonly #machine: Machine;
  readonly #bounds: SearchBounds;
  readonly #steps: StepMemory;
  readonly #ample: AmpleWays | null;
  readonly #way = { way: 0, actor: 0, variant: 0 };
  readonly #next = { lo: 0, hi: 0 };
  #path: Uint32Array = new Uint32Array(1024);
  /** Per depth: the way to be tried next, and the one at which to stop. */
  #ways: Uint32Array = new Uint32Array(1024);
  #ends: Uint32Array = new Uint32Array(1024);
  /** Per depth: 1 if only the ways of one actor are tried. */
  #narrowed: Uint32Array = new Uint32Array(1024);
  #depth = 0;
  #depthMax = 0;
  #transitions = 0;
  #bounded: BoundReached | null = null;

  /** Begins at the state the machine is in. The machine is the search's own until it is done. */
  constructor(
    machine: Machine,
    bounds: SearchBounds = SEARCH_BOUNDS,
    { reduced }: SearchOptions = { reduced: false },
  ) {
    this.#machine = machine;
    this.#bounds = bounds;
    this.#graph = emptyGraph(machine);
    const reduction = reduced ? new Reduction(machine.map) : null;
    this.#steps = new StepMemory(machine, this.#graph.ways, reduction);
    this.#ample = reduction === null ? null : new AmpleWays(reduction, this.#steps, this.#graph);
    this.#addStart();
  }

  get graph(): StateGraph {
    return this.#graph;
  }

  get table(): FingerprintTable {
    return this.#table;
  }

  #addStart(): void {
    this.#table.findOrAdd(this.#fingerprint());
    this.#graph.addState();
    this.#path[0] = 0;
    this.#openWays();
  }

  /** The reduction has assumed what is not so. What the steps are known to do is still true. */
  #beginAgain(): void {
    for (; this.#depth > 0; this.#depth--) this.#machine.undo();
    this.#graph = emptyGraph(this.#machine);
    this.#table = new FingerprintTable();
    this.#transitions = 0;
    this.#depthMax = 0;
    this.#bounded = null;
    this.#ample?.beginAgain();
    this.#addStart();
  }

  get states(): number {
    return this.#graph.states;
  }

  get transitions(): number {
    return this.#transitions;
  }

  /** Steps of the longest path searched. */
  get depth(): number {
    return this.#depthMax;
  }

  /** Which bound was reached, if one was: then the search is not complete. */
  get bounded(): BoundReached | null {
    return this.#bounded;
  }

  get bytes(): number {
    const path = this.#path.byteLength + this.#ways.byteLength;
    return this.#table.bytes + this.#graph.bytes + this.#steps.bytes + path;
  }

  /** Does at most so many transitions more. True when the search is over. */
  advance(transitionsMax: number): boolean {
    let left = transitionsMax;
    while (this.#depth >= 0) {
      if (left <= 0) return false;
      const before = this.#transitions;
      const way = this.#ways[this.#depth] ?? 0;
      if (way === this.#ends[this.#depth]) this.#leave();
      else this.#tryWay(way);
      left -= this.#transitions - before;
      if (this.#ample?.isBroken === true) this.#beginAgain();
    }
    return true;
  }

  /** Of the state that the machine is in. */
  #fingerprint(): Fingerprint {
    this.#next.lo = this.#machine.hashLo;
    this.#next.hi = this.#machine.hashHi;
    return this.#next;
  }

  /** Which ways of the state on top are to be tried: all, or those of one actor. */
  #openWays(): void {
    const depth = this.#depth;
    const actor = this.#ample === null ? ALL_WAYS : this.#ample.enter(this.#path[depth] ?? 0);
    const { variants, ways } = this.#graph;
    this.#ways[depth] = actor === ALL_WAYS ? 0 : actor * variants;
    this.#ends[depth] = actor === ALL_WAYS ? ways : (actor + 1) * variants;
    this.#narrowed[depth] = actor === ALL_WAYS ? 0 : 1;
  }

  /** A step taken alone has closed a cycle: the others must not be put off. */
  #widen(): void {
    if (this.#narrowed[this.#depth] !== 1) return;
    this.#narrowed[this.#depth] = 0;
    this.#ways[this.#depth] = 0;
    this.#ends[this.#depth] = this.#graph.ways;
  }

  /** All ways of the state on top have been tried. */
  #leave(): void {
    const state = this.#path[this.#depth] ?? 0;
    this.#ample?.leave(state);
    if (this.#graph.kind(state) === STATE_KIND.open) this.#graph.setKind(state, this.#kindOfEnd());
    this.#depth -= 1;
    if (this.#depth >= 0) this.#machine.undo();
  }

  #kindOfEnd(): number {
    for (let actor = 0; actor < this.#machine.actorCount; actor++) {
      if (this.#machine.nextStep(actor) !== null) return STATE_KIND.deadlock;
    }
    return STATE_KIND.end;
  }

  #tryWay(way: number): void {
    this.#ways[this.#depth] = way + 1;
    const taken = this.#way;
    taken.way = way;
    taken.actor = this.#graph.actorOf(way);
    taken.variant = this.#graph.variantOf(way);
    if (this.#ample !== null && this.#isTaken(way)) return;
    const leaf = this.#steps.find(taken);
    if (leaf === IMPOSSIBLE) return;
    if (leaf === UNKNOWN) this.#tryUnknown(taken);
    else this.#tryKnown(way, leaf);
  }

  /** Was the way tried before the others were found to be needed, too? */
  #isTaken(way: number): boolean {
    return this.#graph.successor(this.#path[this.#depth] ?? 0, way) !== NO_STATE;
  }

  /** The step has to be done to see where it leads to. */
  #tryUnknown(taken: Way): void {
    const violations = this.#steps.learn(taken);
    if (violations < 0) return;
    const entered = this.#arrive(this.#fingerprint(), { way: taken.way, violations });
    if (entered) this.#openWays();
    else this.#machine.undo();
  }

  /** The step is known: it need only be done when it leads to a new state. */
  #tryKnown(way: number, leaf: number): void {
    const next = this.#next;
    next.lo = this.#machine.hashLo ^ this.#steps.hashLo(leaf);
    next.hi = this.#machine.hashHi ^ this.#steps.hashHi(leaf);
    const entered = this.#arrive(next, { way, violations: this.#steps.violations(leaf) });
    if (!entered) return;
    this.#steps.repeat(leaf);
    this.#openWays();
  }

  /** Notes a transition. True if it leads to a new state, which is on top of the path now. */
  #arrive(
    fingerprint: Fingerprint,
    { way, violations }: { way: number; violations: number },
  ): boolean {
    const state = this.#path[this.#depth] ?? 0;
    this.#graph.setKind(state, STATE_KIND.inner);
    this.#transitions += 1;
    const known = this.#graph.states;
    const next = this.#numberOf(fingerprint);
    if (next >= 0) this.#graph.setEdge({ state, way }, { state: next, violations });
    if (next >= 0 && this.#ample?.isOnPath(next) === true) this.#widen();
    return next === known && this.#enter(next);
  }

  /** The number of a state; -1 if it is new and there is no room for it. */
  #numberOf(fingerprint: Fingerprint): number {
    if (this.#graph.states < this.#bounds.statesMax) return this.#table.findOrAdd(fingerprint);
    const known = this.#table.find(fingerprint);
    if (known < 0) this.#bounded = 'states';
    return known;
  }

  /** Goes on from a new state. False if that would be deeper than is allowed. */
  #enter(state: number): boolean {
    this.#graph.addState();
    if (this.#depth + 1 >= this.#bounds.depthMax) {
      this.#bounded = 'depth';
      // Its ways were never tried: it is neither an end nor a deadlock.
      this.#graph.setKind(state, STATE_KIND.inner);
      return false;
    }
    this.#depth += 1;
    this.#depthMax = Math.max(this.#depthMax, this.#depth);
    if (this.#depth === this.#path.length) {
      this.#path = doubled(this.#path);
      this.#ways = doubled(this.#ways);
      this.#ends = doubled(this.#ends);
      this.#narrowed = doubled(this.#narrowed);
    }
    this.#path[this.#depth] = state;
    return true;
  }
}

function emptyGraph(machine: Machine): StateGraph {
  return new StateGraph({ actors: machine.actorCount, variants: machine.variantsMax });
}

function doubled(array: Uint32Array): Uint32Array {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
