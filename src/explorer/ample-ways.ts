/** Which ways of a state have to be searched: those of an actor whose next step nobody else sees, or all. */
import type { Footprint, Reduction } from './reduction.ts';
import type { SearchPath } from './search-path.ts';
import type { StateGraph } from './state-graph.ts';
import { UNKNOWN, type StepMemory } from './step-memory.ts';
import { ALL_WAYS } from './ways-out.ts';

export class AmpleWays {
  readonly #reduction: Reduction;
  readonly #steps: StepMemory;
  readonly #actors: number;
  readonly #variants: number;
  /** Per state: 1 while it is on the path that is being searched. */
  #onPath = new Uint8Array(1024);
  readonly #footprints: Footprint[] = [];

  constructor(reduction: Reduction, steps: StepMemory, { ways, variants }: StateGraph) {
    this.#reduction = reduction;
    this.#steps = steps;
    this.#variants = variants;
    this.#actors = ways / variants;
  }

  get isBroken(): boolean {
    return this.#reduction.isBroken;
  }

  beginAgain(): void {
    this.#reduction.beginAgain();
    this.#onPath.fill(0);
  }

  isOnPath(state: number): boolean {
    return this.#onPath[state] === 1;
  }

  leave(state: number): void {
    this.#onPath[state] = 0;
  }

  /** The machine is in a new state, on top of the path: whose ways are to be searched? An actor, or ALL_WAYS. */
  enter(state: number, path: SearchPath): number {
    if (state >= this.#onPath.length) {
      const larger = new Uint8Array(state * 2);
      larger.set(this.#onPath);
      this.#onPath = larger;
    }
    this.#onPath[state] = 1;
    for (let actor = 0; actor < this.#actors; actor++) {
      if (!this.#isAlone(actor, path)) continue;
      for (const footprint of this.#footprints) this.#reduction.rely(actor, footprint);
      return actor;
    }
    return ALL_WAYS;
  }

  /** Can the actor move, and does nobody else see it, whichever of its alternatives it takes? */
  #isAlone(actor: number, path: SearchPath): boolean {
    this.#footprints.length = 0;
    for (let variant = 0; variant < this.#variants; variant++) {
      const leaf = path.leaf(actor * this.#variants + variant);
      if (leaf === UNKNOWN) return false;
      if (!this.#steps.leafs.isPossible(leaf)) continue;
      const footprint = this.#steps.footprint(leaf);
      if (!this.#reduction.isAlone(actor, footprint)) return false;
      this.#footprints.push(footprint);
    }
    return this.#footprints.length > 0;
  }
}
