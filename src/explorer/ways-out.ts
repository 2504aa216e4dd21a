/** The ways out of the state that a search is in, and the fingerprints of the states they lead to. */
import type { Machine } from '../engine/machine.ts';
import { assert } from '../base/assert.ts';
import type { SearchPath } from './search-path.ts';
import { UNKNOWN, type StepMemory } from './step-memory.ts';

/** All ways of a state, and not those of one actor. */
export const ALL_WAYS = -1;

export interface WayRange {
  readonly first: number;
  /** Exclusive. */
  readonly end: number;
}

export class WaysOut {
  /** Of the states that the ways opened last lead to, those that cannot be taken left out: lo, hi. */
  readonly fingerprints: Int32Array;
  readonly #machine: Machine;
  readonly #steps: StepMemory;
  readonly #path: SearchPath;
  readonly #all: readonly {
    readonly way: number;
    readonly actor: number;
    readonly variant: number;
  }[];
  readonly #ways: Uint32Array;
  readonly #violations: Int32Array;
  /** Per way: 1 if it and the way that led here do not see one another. */
  readonly #commutes: Uint8Array;
  #forgotten = 0;

  constructor(machine: Machine, steps: StepMemory, path: SearchPath) {
    this.#machine = machine;
    this.#steps = steps;
    this.#path = path;
    const variants = machine.variantsMax;
    this.#all = Array.from({ length: machine.actorCount * variants }, (_, way) => ({
      way,
      actor: Math.floor(way / variants),
      variant: way % variants,
    }));
    this.fingerprints = new Int32Array(2 * Math.max(1, this.#all.length));
    this.#ways = new Uint32Array(this.#all.length);
    this.#violations = new Int32Array(this.#all.length);
    this.#commutes = new Uint8Array(this.#all.length);
  }

  /** The n-th possible one of those opened last. */
  way(n: number): number {
    return this.#ways[n] as number;
  }

  /** Of the n-th possible one of those opened last. */
  violations(n: number): number {
    return this.#violations[n] as number;
  }

  /** Could the n-th possible one of those opened last have been taken before the way that led here? */
  commutes(n: number): boolean {
    return this.#commutes[this.#ways[n] as number] === 1;
  }

  /** Takes a way that is not remembered, and that can be taken. */
  take(way: number): void {
    const taken = this.#all[way];
    assert(taken !== undefined && this.#steps.take(taken) >= 0, 'a way is there no more');
  }

  /** A state is on top that the step of `done` has led to: most other ways are as they were. */
  inherit(done: number): void {
    const path = this.#path;
    const { leafs } = this.#steps;
    for (let way = 0; way < this.#commutes.length; way++) {
      const before = done === UNKNOWN ? UNKNOWN : path.leafBefore(way);
      const stays = before !== UNKNOWN && leafs.outlives(before, done);
      path.setLeaf(way, stays ? before : this.#find(way));
      this.#commutes[way] = stays && leafs.outlives(done, before) ? 1 : 0;
    }
  }

  #find(way: number): number {
    const wanted = this.#all[way];
    return wanted === undefined ? UNKNOWN : this.#steps.find(wanted);
  }

  /** Looks where these ways lead to, and returns how many can be taken. The machine stays where it is. */
  open({ first, end }: WayRange): number {
    const { leafs } = this.#steps;
    const { hashLo, hashHi } = this.#machine;
    const { fingerprints } = this;
    let possible = 0;
    for (let way = first; way < end; way++) {
      const leaf = this.#path.leaf(way);
      if (leaf === UNKNOWN) {
        if (this.#tryOut(way, possible)) possible += 1;
        continue;
      }
      if (!leafs.isPossible(leaf)) continue;
      fingerprints[possible * 2] = hashLo ^ leafs.hashLo(leaf);
      fingerprints[possible * 2 + 1] = hashHi ^ leafs.hashHi(leaf);
      this.#ways[possible] = way;
      this.#violations[possible] = leafs.violations(leaf);
      possible += 1;
    }
    return possible;
  }

  /** Does a step that is not known, and takes it back. False if it cannot be done. */
  #tryOut(way: number, n: number): boolean {
    const tried = this.#all[way];
    assert(tried !== undefined, 'there is no such way');
    const violations = this.#steps.learn(tried);
    if (violations >= 0) {
      this.fingerprints[n * 2] = this.#machine.hashLo;
      this.fingerprints[n * 2 + 1] = this.#machine.hashHi;
      this.#ways[n] = way;
      this.#violations[n] = violations;
      this.#machine.undo();
    }
    if (this.#steps.forgotten !== this.#forgotten) this.#path.forgetLeafs();
    this.#forgotten = this.#steps.forgotten;
    this.#path.setLeaf(way, this.#steps.find(tried));
    return violations >= 0;
  }
}
