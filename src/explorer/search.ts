/**
 * Exhaustive search over all interleavings of a machine's actors and of its declared alternatives:
 * depth first, by doing and undoing steps, with a table of fingerprints. No state is ever copied.
 *
 * A violation does not end the search of what lies behind it: which runs a property's violation ends
 * is decided per property, on the graph (verdicts.ts), so that one property cannot hide another.
 */
import type { Machine } from '../engine/machine.ts';
import { FingerprintTable } from './fingerprint-table.ts';
import { STATE_KIND, StateGraph } from './state-graph.ts';

export interface SearchBounds {
  readonly statesMax: number;
  readonly depthMax: number;
}

export const SEARCH_BOUNDS: SearchBounds = { statesMax: 10_000_000, depthMax: 100_000 };

export type BoundReached = 'states' | 'depth';

export class Search {
  readonly graph: StateGraph;
  readonly table = new FingerprintTable();
  readonly #machine: Machine;
  readonly #bounds: SearchBounds;
  readonly #start: number;
  readonly #choice = { actor: 0, variant: 0 };
  #path: Uint32Array = new Uint32Array(1024);
  #ways: Uint32Array = new Uint32Array(1024);
  #depth = 0;
  #depthMax = 0;
  #transitions = 0;
  #bounded: BoundReached | null = null;

  /** Begins at the state the machine is in. The machine is the search's own until it is done. */
  constructor(machine: Machine, bounds: SearchBounds = SEARCH_BOUNDS) {
    this.#machine = machine;
    this.#bounds = bounds;
    this.#start = machine.position;
    this.graph = new StateGraph({ actors: machine.actorCount, variants: machine.variantsMax });
    this.table.findOrAdd(this.#fingerprint());
    this.graph.addState();
  }

  get states(): number {
    return this.graph.states;
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
    return this.table.bytes + this.graph.bytes + this.#path.byteLength + this.#ways.byteLength;
  }

  /** Does at most so many transitions more. True when the search is over. */
  advance(transitionsMax: number): boolean {
    const end = this.#transitions + transitionsMax;
    while (this.#depth >= 0) {
      if (this.#transitions >= end) return false;
      const way = this.#ways[this.#depth] ?? 0;
      if (way === this.graph.ways) this.#leave();
      else this.#tryWay(way);
    }
    return true;
  }

  #fingerprint(): { lo: number; hi: number } {
    return { lo: this.#machine.hashLo, hi: this.#machine.hashHi };
  }

  /** All ways of the state on top have been tried. */
  #leave(): void {
    const state = this.#path[this.#depth] ?? 0;
    if (this.graph.kind(state) === STATE_KIND.open) this.graph.setKind(state, this.#kindOfEnd());
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
    const choice = this.#choice;
    choice.actor = this.graph.actorOf(way);
    choice.variant = this.graph.variantOf(way);
    if (choice.variant >= this.#machine.variants(choice.actor)) return;
    const state = this.#path[this.#depth] ?? 0;
    this.graph.setKind(state, STATE_KIND.inner);
    const violations = this.#machine.step(choice);
    this.#transitions += 1;
    const known = this.graph.states;
    const next = this.#numberOfNext();
    if (next >= 0) this.graph.setEdge({ state, way }, { state: next, violations });
    if (next === known && this.#enter(next)) return;
    this.#machine.undo();
  }

  /** The number of the state just reached; -1 if it is new and there is no room for it. */
  #numberOfNext(): number {
    if (this.graph.states < this.#bounds.statesMax)
      return this.table.findOrAdd(this.#fingerprint());
    const known = this.table.find(this.#fingerprint());
    if (known < 0) this.#bounded = 'states';
    return known;
  }

  /** Goes on from a new state. False if that would be deeper than is allowed. */
  #enter(state: number): boolean {
    this.graph.addState();
    if (this.#depth + 1 >= this.#bounds.depthMax) {
      this.#bounded = 'depth';
      // Its ways were never tried: it is neither an end nor a deadlock.
      this.graph.setKind(state, STATE_KIND.inner);
      return false;
    }
    this.#depth += 1;
    this.#depthMax = Math.max(this.#depthMax, this.#machine.position - this.#start);
    if (this.#depth === this.#path.length) {
      this.#path = doubled(this.#path);
      this.#ways = doubled(this.#ways);
    }
    this.#path[this.#depth] = state;
    this.#ways[this.#depth] = 0;
    return true;
  }
}

function doubled(array: Uint32Array): Uint32Array {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
