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
import type { Reg, Reg64, RegisterBlock } from './programs/registers.ts';
import { COUNTER_NAMES, type CounterName } from './state/counters.ts';
import { CALL_DEPTH_MAX, cellOf, type StateMap } from './state/state-map.ts';

/** Declared nondeterminism: off by default, switched on by a scenario. */
export interface ChoiceRules {
  /** A hardware walk may start at the root or at the deepest paging-structure-cache entry. */
  readonly pscStart: boolean;
  /** A zap that may let go of mmu_lock on its way does so, or not. */
  readonly yields?: boolean | undefined;
  /** The TDX module may find itself busy when a page is to be installed. */
  readonly tdxBusy?: boolean | undefined;
}

/** How far a remote flush is told; without any of this, it is one step and takes everything. */
export interface FlushRules {
  /** A flush of a range leaves the rest: Hyper-V has such flushes, bare-metal x86 has not. */
  readonly byRange?: boolean | undefined;
  /** The request, the IPI and its acknowledgement are steps. */
  readonly expanded?: boolean | undefined;
}

export interface ThreadEnvironment {
  readonly journal: Journal;
  readonly map: StateMap;
  readonly layout: SpteLayout;
  readonly profile: KernelProfile;
  readonly choices: ChoiceRules;
  readonly flush?: FlushRules | undefined;
}

/** What a call needs to know of a program: the program counter at which it begins. */
export interface CallTarget {
  readonly entry: number;
}

export class Thread {
  readonly journal: Journal;
  readonly map: StateMap;
  readonly layout: SpteLayout;
  readonly profile: KernelProfile;
  readonly choices: ChoiceRules;
  readonly flush: FlushRules;
  readonly effect = new StepEffect();
  /** Scratch words for the step under way; nothing survives in them. */
  readonly old = new MutableWord64();
  readonly new = new MutableWord64();
  readonly current = new MutableWord64();

  variant = 0;
  /** Where the step under way goes on. */
  next = 0;
  /**
   * What the program called last returned. Not state: the step a call returns to is local, so it is
   * done together with the one that returned.
   */
  result = 0;
  /** Set by a step that returned from its program. */
  returned = false;
  /** Set when it was the outermost program: the operation is done. */
  finished = false;

  #actor = 0;
  /** Cells of the moving actor: its first register, and its first return address. */
  #regBase = 0;
  #returnBase = 0;
  readonly #counterCell: ReadonlyMap<CounterName, number>;
  readonly #returnOffset: number;

  constructor(environment: ThreadEnvironment) {
    this.journal = environment.journal;
    this.map = environment.map;
    this.layout = environment.layout;
    this.profile = environment.profile;
    this.choices = environment.choices;
    this.flush = environment.flush ?? {};
    const { counter, thread } = this.map;
    this.#counterCell = new Map(
      COUNTER_NAMES.map((name) => [name, cellOf(counter, { field: name })]),
    );
    this.#returnOffset = cellOf(thread, { field: 'return0' });
    this.actor = 0;
  }

  /** The actor that is moving. */
  get actor(): number {
    return this.#actor;
  }

  set actor(actor: number) {
    this.#actor = actor;
    this.#regBase = this.map.reg.base + actor * this.map.reg.stride;
    this.#returnBase = this.#returnOffset + actor * this.map.thread.stride;
  }

  /** Is the actor a vCPU? vCPUs come first. */
  get isVcpu(): boolean {
    return this.actor < this.map.shape.vcpus;
  }

  get(reg: Reg): number {
    return this.journal.read(this.#regBase + reg);
  }

  set(reg: Reg, value: number): void {
    this.journal.write(this.#regBase + reg, value);
  }

  /** Copies a 64-bit register into `out`. */
  get64(reg: Reg64, out: MutableWord64): MutableWord64 {
    const cell = this.#regBase + reg;
    out.lo = this.journal.read(cell);
    out.hi = this.journal.read(cell + 1);
    return out;
  }

  set64(reg: Reg64, value: Word64): void {
    const cell = this.#regBase + reg;
    this.journal.write(cell, value.lo);
    this.journal.write(cell + 1, value.hi);
  }

  clear(block: RegisterBlock): void {
    this.journal.writeAll(this.#regBase + block.first, this.#regBase + block.end, 0);
  }

  /** Before each step: it falls through to `next` unless it says otherwise. */
  begin(next: number): void {
    this.next = next;
    this.finished = false;
    this.returned = false;
  }

  /** Goes on in `program`; its return comes back to the step after this one, which must be local. */
  call(program: CallTarget): null {
    const cell = this.#returnBase + this.#callDepth();
    assert(cell < this.#returnBase + CALL_DEPTH_MAX, 'calls nest deeper than CALL_DEPTH_MAX');
    this.journal.write(cell, this.next);
    this.next = program.entry;
    return null;
  }

  /** Ends the program under way with a result; the machine clears the registers it declared dead. */
  return(result: number): null {
    this.returned = true;
    const depth = this.#callDepth();
    if (depth === 0) {
      this.finished = true;
      this.next = 0;
      return null;
    }
    const cell = this.#returnBase + depth - 1;
    this.next = this.journal.read(cell);
    this.journal.write(cell, 0);
    this.result = result;
    return null;
  }

  /** How many return addresses there are. */
  #callDepth(): number {
    let depth = 0;
    while (depth < CALL_DEPTH_MAX && this.journal.read(this.#returnBase + depth) !== 0) depth += 1;
    return depth;
  }

  count(counter: CounterName): void {
    const cell = this.#counterCell.get(counter) ?? 0;
    this.journal.write(cell, this.journal.read(cell) + 1);
  }
}
