/**
 * The actor that is moving, as a step sees it: its registers, its control flow, the journal, the
 * kernel's profile and layout. One object serves all actors of a machine, in turn.
 */
import { assert } from '../base/assert.ts';
import { MutableWord64, type Word64 } from '../base/word64.ts';
import { StepEffect } from './effect.ts';
import type { Journal } from './journal.ts';
import type { SpteLayout } from './layout/spte-layout.ts';
import type { KernelProfile } from './profiles/profile.ts';
import type { Program } from './programs/program.ts';
import type { Reg, Reg64, RegisterBlock } from './programs/registers.ts';
import { COUNTER_NAMES, type CounterName } from './state/counters.ts';
import { CALL_DEPTH_MAX, cellOf, type StateMap } from './state/state-map.ts';

/** Declared nondeterminism: off by default, switched on by a scenario. */
export interface ChoiceRules {
  /** A hardware walk may start at the root or at the deepest paging-structure-cache entry. */
  readonly pscStart: boolean;
}

export interface ThreadEnvironment {
  readonly journal: Journal;
  readonly map: StateMap;
  readonly layout: SpteLayout;
  readonly profile: KernelProfile;
  readonly choices: ChoiceRules;
}

export class Thread {
  readonly journal: Journal;
  readonly map: StateMap;
  readonly layout: SpteLayout;
  readonly profile: KernelProfile;
  readonly choices: ChoiceRules;
  readonly effect = new StepEffect();
  /** Scratch words for the step under way; nothing survives in them. */
  readonly old = new MutableWord64();
  readonly new = new MutableWord64();
  readonly current = new MutableWord64();

  actor = 0;
  variant = 0;
  /** Where the step under way goes on. */
  next = 0;
  /** Set by a step that returned from its program. */
  returned = false;
  /** Set when it was the outermost program: the operation is done. */
  finished = false;

  readonly #counterCell: ReadonlyMap<CounterName, number>;
  readonly #depthOffset: number;
  readonly #resultOffset: number;
  readonly #returnOffset: number;

  constructor(environment: ThreadEnvironment) {
    this.journal = environment.journal;
    this.map = environment.map;
    this.layout = environment.layout;
    this.profile = environment.profile;
    this.choices = environment.choices;
    const { counter, thread } = this.map;
    this.#counterCell = new Map(
      COUNTER_NAMES.map((name) => [name, cellOf(counter, { field: name })]),
    );
    this.#depthOffset = cellOf(thread, { field: 'depth' });
    this.#resultOffset = cellOf(thread, { field: 'result' });
    this.#returnOffset = cellOf(thread, { field: 'return0' });
  }

  /** Is the actor a vCPU? vCPUs come first. */
  get isVcpu(): boolean {
    return this.actor < this.map.shape.vcpus;
  }

  get(reg: Reg): number {
    return this.journal.read(this.#regCell(reg));
  }

  set(reg: Reg, value: number): void {
    this.journal.write(this.#regCell(reg), value);
  }

  /** Copies a 64-bit register into `out`. */
  get64(reg: Reg64, out: MutableWord64): MutableWord64 {
    const cell = this.#regCell(reg);
    out.lo = this.journal.read(cell);
    out.hi = this.journal.read(cell + 1);
    return out;
  }

  set64(reg: Reg64, value: Word64): void {
    const cell = this.#regCell(reg);
    this.journal.write(cell, value.lo);
    this.journal.write(cell + 1, value.hi);
  }

  clear(block: RegisterBlock): void {
    for (let reg = block.first; reg < block.end; reg++) {
      this.journal.write(this.#regCell(reg as Reg), 0);
    }
  }

  /** What the program called last returned. */
  get result(): number {
    return this.journal.read(this.#threadCell(this.#resultOffset));
  }

  set result(value: number) {
    this.journal.write(this.#threadCell(this.#resultOffset), value);
  }

  /** Goes on in `program`; its return comes back to the step after this one. */
  call(program: Program): undefined {
    const depthCell = this.#threadCell(this.#depthOffset);
    const depth = this.journal.read(depthCell);
    assert(depth < CALL_DEPTH_MAX, 'calls nest deeper than CALL_DEPTH_MAX');
    this.journal.write(this.#threadCell(this.#returnOffset) + depth, this.next);
    this.journal.write(depthCell, depth + 1);
    this.result = 0;
    this.next = program.entry;
    return undefined;
  }

  /** Ends the program under way with a result; the machine clears the registers it declared dead. */
  return(result: number): undefined {
    this.returned = true;
    const depthCell = this.#threadCell(this.#depthOffset);
    const depth = this.journal.read(depthCell);
    if (depth === 0) {
      this.finished = true;
      this.next = 0;
      this.result = 0;
      return undefined;
    }
    const returnCell = this.#threadCell(this.#returnOffset) + depth - 1;
    this.next = this.journal.read(returnCell);
    this.journal.write(returnCell, 0);
    this.journal.write(depthCell, depth - 1);
    this.result = result;
    return undefined;
  }

  count(counter: CounterName): void {
    const cell = this.#counterCell.get(counter) ?? 0;
    this.journal.write(cell, this.journal.read(cell) + 1);
  }

  #regCell(reg: number): number {
    const { base, stride } = this.map.reg;
    return base + this.actor * stride + reg;
  }

  #threadCell(cellOfActorZero: number): number {
    return cellOfActorZero + this.actor * this.map.thread.stride;
  }
}
