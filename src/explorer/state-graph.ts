/**
 * The graph a search leaves behind, in typed arrays: per state and way to move, the state it leads to
 * and the properties that the step violates. A way is actor * variants + variant.
 */

/** No successor: the actor could not move so. */
export const NO_STATE = 0xffff_ffff;

/** What a state without successors is. */
export const STATE_KIND = { open: 0, inner: 1, end: 2, deadlock: 3 } as const;

export class StateGraph {
  /** Ways per state: actors * variants. */
  readonly ways: number;
  readonly variants: number;
  #successors: Uint32Array;
  #violations: Uint16Array;
  #kinds: Uint8Array;
  #states = 0;

  constructor({ actors, variants }: { readonly actors: number; readonly variants: number }) {
    this.variants = variants;
    this.ways = actors * variants;
    this.#successors = new Uint32Array(1024 * this.ways).fill(NO_STATE);
    this.#violations = new Uint16Array(1024 * this.ways);
    this.#kinds = new Uint8Array(1024);
  }

  get states(): number {
    return this.#states;
  }

  get bytes(): number {
    return this.#successors.byteLength + this.#violations.byteLength + this.#kinds.byteLength;
  }

  addState(): void {
    if (this.#states === this.#kinds.length) this.#grow();
    this.#states += 1;
  }

  setEdge(at: { state: number; way: number }, to: { state: number; violations: number }): void {
    const edge = at.state * this.ways + at.way;
    this.#successors[edge] = to.state;
    this.#violations[edge] = to.violations;
  }

  setKind(state: number, kind: number): void {
    this.#kinds[state] = kind;
  }

  kind(state: number): number {
    return this.#kinds[state] ?? STATE_KIND.open;
  }

  /** The state that a way leads to, or NO_STATE. */
  successor(state: number, way: number): number {
    return this.#successors[state * this.ways + way] ?? NO_STATE;
  }

  /** A bit per detector that the step violates. */
  violations(state: number, way: number): number {
    return this.#violations[state * this.ways + way] ?? 0;
  }

  actorOf(way: number): number {
    return Math.floor(way / this.variants);
  }

  variantOf(way: number): number {
    return way % this.variants;
  }

  #grow(): void {
    const states = this.#kinds.length * 2;
    const successors = new Uint32Array(states * this.ways).fill(NO_STATE);
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
