/**
 * The path that is being searched: the states on it, how far each has been searched, and what is known of
 * the ways that lead out of them.
 */
import { UNKNOWN } from './step-memory.ts';

export class SearchPath {
  readonly #ways: number;
  #states = new Uint32Array(1024);
  /** Per depth: the way to be tried next. */
  #nextWays = new Uint32Array(1024);
  /** Per depth and way: its leaf in the memory of steps, or UNKNOWN. */
  #leafs: Int32Array;
  #depth = -1;
  #depthMax = 0;

  constructor(ways: number) {
    this.#ways = ways;
    this.#leafs = new Int32Array(1024 * ways);
  }

  /** Steps to the state on top; -1 when there is none. */
  get depth(): number {
    return this.#depth;
  }

  /** Steps of the longest path so far. */
  get depthMax(): number {
    return this.#depthMax;
  }

  get bytes(): number {
    return this.#states.byteLength + this.#nextWays.byteLength + this.#leafs.byteLength;
  }

  /** The state on top. */
  get state(): number {
    return this.#states[this.#depth] as number;
  }

  push(state: number): void {
    const depth = this.#depth + 1;
    if (depth === this.#states.length) this.#grow();
    this.#states[depth] = state;
    this.#nextWays[depth] = 0;
    this.#depth = depth;
    if (depth > this.#depthMax) this.#depthMax = depth;
  }

  pop(): void {
    this.#depth -= 1;
  }

  clear(): void {
    this.#depth = -1;
    this.#depthMax = 0;
  }

  /** The next way out of the state on top, or -1 when all were tried. */
  takeWay(): number {
    const way = this.#nextWays[this.#depth] as number;
    if (way === this.#ways) return -1;
    this.#nextWays[this.#depth] = way + 1;
    return way;
  }

  /** From the first state to the one on top. */
  waysTaken(): number[] {
    return Array.from(this.#nextWays.subarray(0, this.#depth), (next) => next - 1);
  }

  leaf(way: number): number {
    return this.#leafs[this.#depth * this.#ways + way] as number;
  }

  setLeaf(way: number, leaf: number): void {
    this.#leafs[this.#depth * this.#ways + way] = leaf;
  }

  /** The state below the one on top; there is one. */
  get stateBefore(): number {
    return this.#states[this.#depth - 1] as number;
  }

  /** The way from there to the one on top. */
  get wayBefore(): number {
    return (this.#nextWays[this.#depth - 1] as number) - 1;
  }

  leafBefore(way: number): number {
    return this.#leafs[(this.#depth - 1) * this.#ways + way] as number;
  }

  /** The memory of steps has forgotten all of them. */
  forgetLeafs(): void {
    this.#leafs.fill(UNKNOWN);
  }

  #grow(): void {
    this.#states = larger(this.#states, new Uint32Array(this.#states.length * 2));
    this.#nextWays = larger(this.#nextWays, new Uint32Array(this.#nextWays.length * 2));
    this.#leafs = larger(this.#leafs, new Int32Array(this.#leafs.length * 2));
  }
}

function larger<T extends Int32Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
