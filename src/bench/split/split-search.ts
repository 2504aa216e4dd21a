/**
 * A thread's part of a search that two of them do: depth first, by doing and undoing steps, with a table of
 * states that both write to. Who claims a state goes on from it, or leaves it to the other when that has nothing
 * to do; so each state is gone on from once. There is no graph, so the other order of two steps that do not
 * see one another has to be looked up like any state.
 */
import { DETECTORS } from '../../engine/detectors/registry.ts';
import type { MachineConfig } from '../../engine/machine-config.ts';
import { Machine } from '../../engine/machine.ts';
import { SearchPath } from '../../explorer/search-path.ts';
import { StepMemory, UNKNOWN } from '../../explorer/step-memory.ts';
import { WaysOut } from '../../explorer/ways-out.ts';
import type { Handover } from './handover.ts';
import type { SharedStates } from './shared-states.ts';

export interface SplitCounts {
  /** Gone on from by this thread. */
  readonly states: number;
  readonly transitions: number;
  /** Steps that violate a property, by the number of its detector. */
  readonly violating: readonly number[];
  /** How often something was left to the other. */
  readonly left: number;
}

export class SplitSearch {
  readonly #machine: Machine;
  readonly #table: SharedStates;
  /** Null: there is no other thread. */
  readonly #handover: Handover | null;
  readonly #steps: StepMemory;
  readonly #path: SearchPath;
  readonly #out: WaysOut;
  readonly #allWays: { readonly first: 0; readonly end: number };
  /** Per depth: the ways to states that are this thread's, and that it has not gone to: a bit each. */
  readonly #own: number[] = [];
  /** Per depth: the way taken from there. */
  readonly #taken: number[] = [];
  readonly #violating = DETECTORS.map(() => 0);
  #states = 0;
  #transitions = 0;
  #left = 0;

  constructor(config: MachineConfig, table: SharedStates, handover: Handover | null) {
    this.#machine = new Machine(config);
    this.#table = table;
    this.#handover = handover;
    const ways = this.#machine.actorCount * this.#machine.variantsMax;
    this.#steps = new StepMemory(this.#machine, ways);
    this.#path = new SearchPath(ways);
    this.#out = new WaysOut(this.#machine, this.#steps, this.#path);
    this.#allWays = { first: 0, end: ways };
  }

  get counts(): SplitCounts {
    const [states, transitions, left] = [this.#states, this.#transitions, this.#left];
    return { states, transitions, violating: this.#violating, left };
  }

  /** Until neither thread has anything left. Who is first begins at the start. */
  run({ isFirst }: { readonly isFirst: boolean }): void {
    if (isFirst) {
      this.#table.claim({ lo: this.#machine.hashLo, hi: this.#machine.hashHi });
      this.#searchBehind([]);
    }
    const handover = this.#handover;
    if (handover === null) return;
    for (let ways = handover.take(); ways !== null; ways = handover.take())
      this.#searchBehind(ways);
  }

  /** Everything that this thread comes to first behind the state that these ways lead to. */
  #searchBehind(ways: readonly number[]): void {
    this.#path.clear();
    this.#path.push(0);
    this.#out.inherit(UNKNOWN);
    this.#own[0] = 0;
    for (const way of ways) {
      // What steps write must be known, also of those on the way to what was left here.
      this.#out.open(this.#allWays);
      this.#enter(way);
    }
    this.#open();
    while (this.#path.depth >= 0) {
      if (this.#handover?.isWanted === true) this.#leaveSome(this.#handover);
      this.#go();
    }
  }

  #go(): void {
    const { depth } = this.#path;
    const own = this.#own[depth] ?? 0;
    if (own !== 0) {
      const way = 31 - Math.clz32(own & -own);
      this.#own[depth] = own & (own - 1);
      this.#enter(way);
      this.#open();
      return;
    }
    this.#path.pop();
    if (depth > 0) this.#machine.undo();
  }

  #enter(way: number): void {
    const leaf = this.#path.leaf(way);
    if (leaf === UNKNOWN) this.#out.take(way);
    else this.#steps.leafs.repeat(leaf);
    this.#taken[this.#path.depth] = way;
    this.#path.push(0);
    this.#own[this.#path.depth] = 0;
    this.#out.inherit(leaf);
  }

  #open(): void {
    const out = this.#out;
    const possible = out.open(this.#allWays);
    this.#states += 1;
    this.#transitions += possible;
    const { fingerprints } = out;
    for (let n = 0; n < possible; n++) {
      this.#table.peek(fingerprints[n * 2] as number, fingerprints[n * 2 + 1] as number);
    }
    let own = 0;
    for (let n = 0; n < possible; n++) {
      const lo = fingerprints[n * 2] as number;
      const hi = fingerprints[n * 2 + 1] as number;
      const way = out.way(n);
      if (this.#table.claim({ lo, hi })) own |= 1 << way;
      if (out.violations(n) !== 0) this.#note(out.violations(n));
    }
    this.#own[this.#path.depth] = own;
  }

  #note(violations: number): void {
    for (let i = 0; i < this.#violating.length; i++) {
      if ((violations & (1 << i)) !== 0) this.#violating[i] = (this.#violating[i] ?? 0) + 1;
    }
  }

  /** The state nearest to the start: most lies behind that. */
  #leaveSome(handover: Handover): void {
    for (let depth = 0; depth <= this.#path.depth; depth++) {
      const own = this.#own[depth] ?? 0;
      if (own === 0) continue;
      this.#own[depth] = own & (own - 1);
      this.#left += 1;
      handover.leave([...this.#taken.slice(0, depth), 31 - Math.clz32(own & -own)]);
      return;
    }
  }
}
