/**
 * The graph a search leaves behind, in typed arrays: per state and way to move, the state it leads to
 * and the properties that the step violates. A way is actor * variants + variant.
 */
import { assert } from '../base/assert.ts';

/** No successor: the actor could not move so. */
export const NO_STATE = -1;

/** What a state without successors is. */
export const STATE_KIND = { open: 0, inner: 1, end: 2, deadlock: 3 } as const;

/** So many different sets of properties can be violated by one step. */
const VIOLATION_SETS_MAX = 0xffff;

export interface Edge {
  readonly way: number;
  readonly to: number;
  /** A bit per detector. */
  readonly violations: number;
}

export class StateGraph {
  /** Ways per state: actors * variants. */
  readonly ways: number;
  readonly variants: number;
  /** Number of the state that a way leads to, plus 1; 0 if none. */
  #successors: Int32Array;
  /** Number of the set of properties that a way violates: there are few, and they have 32 bits each. */
  #violations: Uint16Array;
  readonly #violationSets: number[] = [0];
  #kinds: Uint8Array;
  #states = 0;
  #everViolated = 0;

  constructor({ actors, variants }: { readonly actors: number; readonly variants: number }) {
    this.variants = variants;
    this.ways = actors * variants;
    this.#successors = new Int32Array(1024 * this.ways);
    this.#violations = new Uint16Array(1024 * this.ways);
    this.#kinds = new Uint8Array(1024);
  }

  get states(): number {
    return this.#states;
  }

  get bytes(): number {
    return this.#successors.byteLength + this.#violations.byteLength + this.#kinds.byteLength;
  }

  /** A bit per detector that some step violates. */
  get everViolated(): number {
    return this.#everViolated;
  }

  addState(): void {
    if (this.#states === this.#kinds.length) this.#grow();
    this.#states += 1;
  }

  setEdge(state: number, { way, to, violations }: Edge): void {
    const edge = state * this.ways + way;
    this.#successors[edge] = to + 1;
    if (violations === 0) return;
    this.#everViolated |= violations;
    this.#violations[edge] = this.#violationSet(violations);
  }

  setKind(state: number, kind: number): void {
    this.#kinds[state] = kind;
  }

  kind(state: number): number {
    return this.#kinds[state] ?? STATE_KIND.open;
  }

  /** The state that a way leads to, or NO_STATE. */
  successor(state: number, way: number): number {
    return (this.#successors[state * this.ways + way] ?? 0) - 1;
  }

  /** A bit per detector that the step violates. */
  violations(state: number, way: number): number {
    const set = this.#violations[state * this.ways + way] ?? 0;
    return set === 0 ? 0 : (this.#violationSets[set] ?? 0);
  }

  actorOf(way: number): number {
    return Math.floor(way / this.variants);
  }

  variantOf(way: number): number {
    return way % this.variants;
  }

  #violationSet(violations: number): number {
    const known = this.#violationSets.indexOf(violations);
    if (known >= 0) return known;
    assert(this.#violationSets.length <= VIOLATION_SETS_MAX, 'too many sets of violations');
    return this.#violationSets.push(violations) - 1;
  }

  #grow(): void {
    const states = this.#kinds.length * 2;
    const successors = new Int32Array(states * this.ways);
    successors.set(this.#successors);
    this.#successors = successors;
    const violations = new Uint16Array(states * this.ways);
    violations.set(this.#violations);
    this.#violations = violations;
    const kinds = new Uint8Array(states);
    kinds.set(this.#kinds);
    this.#kinds = kinds;
  }
}
