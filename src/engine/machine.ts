/**
 * The machine: who may move, moving, and taking it back. One step is one micro-step of one actor with
 * the local steps that follow it; detectors look at each.
 */
import { assert } from '../base/assert.ts';
import type { Word64 } from '../base/word64.ts';
import { DETECTORS } from './detectors/registry.ts';
import type { Detector } from './detectors/detector.ts';
import type { StepEffect } from './effect.ts';
import { Journal, type KnownStep } from './journal.ts';
import type { MachineConfig } from './machine-config.ts';
import type { Operation } from './programs/operation.ts';
import { stepAt, type Step } from './programs/program.ts';
import type { ReadTrace } from './read-trace.ts';
import { setUp, shapeOf } from './setup.ts';
import { buildStateMap, cellOf, type StateMap } from './state/state-map.ts';
import { Thread } from './thread.ts';

/** Local steps that may follow one another without an access to shared state. */
const LOCAL_STEPS_MAX = 64;

export class Machine {
  readonly config: MachineConfig;
  readonly map: StateMap;
  readonly #journal: Journal;
  readonly #thread: Thread;
  readonly #steps: readonly (Step | null)[];
  readonly #operations: readonly (readonly Operation[])[];
  readonly #pcCell: number;
  readonly #opCell: number;
  /** What `#asked` has answered before: few sets of events ever happen. */
  readonly #detectorsOf = new Map<number, number>();
  /** Program counter of the step that made the access of the last step. */
  #lastPc = 0;

  constructor(config: MachineConfig) {
    this.config = config;
    this.#steps = config.programs.steps;
    this.map = buildStateMap(shapeOf(config));
    this.#journal = new Journal(this.map.memory);
    this.#thread = new Thread({
      journal: this.#journal,
      map: this.map,
      layout: config.layout,
      profile: config.profile,
      choices: config.choices,
      flush: config.flush,
    });
    this.#operations = config.actors.map((actor) => actor.operations);
    this.#pcCell = cellOf(this.map.thread, { field: 'pc' });
    this.#opCell = cellOf(this.map.thread, { field: 'op' });
    setUp(this.#thread, config);
    for (let actor = 0; actor < this.actorCount; actor++) this.#startNextOperation(actor, 0);
    this.#journal.seal();
  }

  get actorCount(): number {
    return this.#operations.length;
  }

  /** Alternatives that a step of this machine can have at most. */
  get variantsMax(): number {
    const { pscStart, yields = false, tdxBusy = false } = this.config.choices;
    return pscStart || yields || tdxBusy ? 2 : 1;
  }

  /** Steps done and not undone. */
  get position(): number {
    return this.#journal.steps;
  }

  /** The cells, to read. */
  get cells(): { read(cell: number): number } {
    return this.#journal;
  }

  get hash(): Word64 {
    return this.#journal.hash();
  }

  get hashLo(): number {
    return this.#journal.hashLo;
  }

  get hashHi(): number {
    return this.#journal.hashHi;
  }

  hashFromScratch(): Word64 {
    return this.#journal.hashFromScratch();
  }

  snapshot(): Uint32Array {
    return this.#journal.snapshot();
  }

  /** [cell, old, new] of all writes of step `n` (0-based), in order; a cell may appear twice. */
  entriesOf(n: number): Uint32Array {
    return this.#journal.entriesOf(n);
  }

  /** What the last `step` did; valid until the next one, and not after undo. */
  get effect(): Readonly<StepEffect> {
    return this.#thread.effect;
  }

  /** The step that made the access of the last `step`. */
  get lastStep(): Step {
    return stepAt(this.#steps, this.#lastPc);
  }

  /** The next step of an actor, or null if it has nothing left to do. */
  nextStep(actor: number): Step | null {
    const pc = this.#pcOf(actor);
    return pc === 0 ? null : stepAt(this.#steps, pc);
  }

  /** Can this actor move now? If so, in how many ways; 0 if it is finished or waits. */
  variants(actor: number): number {
    const pc = this.#pcOf(actor);
    if (pc === 0) return 0;
    const step = stepAt(this.#steps, pc);
    const t = this.#thread;
    t.actor = actor;
    if (this.#waitsForFlush(actor)) return 0;
    if (step.enabled !== undefined && !step.enabled(t)) return 0;
    return step.variants === undefined ? 1 : step.variants(t);
  }

  /** What an actor waits for that has something to do and cannot move. */
  waitsFor(actor: number): string {
    if (this.#waitsForFlush(actor)) return 'vCPUs in the guest to acknowledge its flush';
    return this.nextStep(actor)?.waitsFor ?? 'another actor';
  }

  /** Moves an actor. Returns a bit per detector (in the order of DETECTORS) that the step violated. */
  step({ actor, variant }: { readonly actor: number; readonly variant: number }): number {
    const t = this.#thread;
    t.actor = actor;
    assert(this.#canMove(actor, variant), 'the actor cannot move, or not by this variant');
    t.variant = variant;
    t.effect.reset();
    const pc = this.#pcOf(actor);
    this.#lastPc = pc;
    this.#run(actor, pc);
    const violated = this.#detect();
    this.#journal.commit();
    return violated;
  }

  /** Does what a step is known to do, without doing it: there is no effect to look at. */
  repeat(writes: Uint32Array, known: KnownStep): void {
    this.#journal.repeat(writes, known);
  }

  /** Program counter of an actor; 0: it has nothing left to do. */
  pc(actor: number): number {
    return this.#pcOf(actor);
  }

  pcCell(actor: number): number {
    return this.#pcCell + actor * this.map.thread.stride;
  }

  /** The cells, for those who read very many of them. */
  get memory(): ArrayLike<number> {
    return this.#journal.cells;
  }

  /** From now on, notes what is read; null: no more. */
  traceTo(trace: ReadTrace | null): void {
    this.#journal.traceTo(trace);
  }

  undo(): boolean {
    return this.#journal.undo();
  }

  /** Does the last undone step again, without its effect or its detectors. */
  redo(): boolean {
    return this.#journal.redo();
  }

  /** Explains a violation of the step just done. */
  explain(detector: Detector): string {
    return detector.explain(this.#thread);
  }

  #canMove(actor: number, variant: number): boolean {
    const pc = this.#pcOf(actor);
    if (pc === 0) return false;
    const step = stepAt(this.#steps, pc);
    if (this.#waitsForFlush(actor)) return false;
    if (step.enabled !== undefined && !step.enabled(this.#thread)) return false;
    if (variant === 0) return true;
    return step.variants !== undefined && variant > 0 && variant < step.variants(this.#thread);
  }

  #waitsForFlush(actor: number): boolean {
    return this.#journal.read(this.map.flush_wait.base + actor) !== 0;
  }

  #pcOf(actor: number): number {
    return this.#journal.read(this.pcCell(actor));
  }

  /** One step and the local steps after it, up to the next access to shared state. */
  #run(actor: number, start: number): void {
    let pc = start;
    for (let done = 0; done <= LOCAL_STEPS_MAX; done++) {
      pc = this.#runOne(stepAt(this.#steps, pc), actor);
      if (pc === 0 || stepAt(this.#steps, pc).local !== true) {
        this.#journal.write(this.#pcCell + actor * this.map.thread.stride, pc);
        return;
      }
      // A variant is chosen for the step that makes the access only.
      this.#thread.variant = 0;
    }
    assert(
      false,
      `${LOCAL_STEPS_MAX} local steps in a row: a program loops without touching memory`,
    );
  }

  #runOne(step: Step, actor: number): number {
    const t = this.#thread;
    t.begin(step.pc + 1);
    const label = step.run(t);
    if (label !== undefined && label !== null) {
      const target = step.targets.get(label);
      assert(target !== undefined, 'a step names a label that its program does not have');
      return target;
    }
    if (t.returned) {
      for (const block of step.program.clears) t.clear(block);
    }
    if (!t.finished) return t.next;
    const op = this.#journal.read(this.#opCell + actor * this.map.thread.stride);
    return this.#startNextOperation(actor, op + 1);
  }

  /** Starts operation `op` of an actor, if it has one. Returns where it begins, or 0. */
  #startNextOperation(actor: number, op: number): number {
    const operation = this.#operations[actor]?.[op];
    const t = this.#thread;
    t.actor = actor;
    this.#journal.write(this.#opCell + actor * this.map.thread.stride, op);
    const pc = operation === undefined ? 0 : this.config.programs.start(t, operation);
    this.#journal.write(this.#pcCell + actor * this.map.thread.stride, pc);
    return pc;
  }

  /** A bit for each detector that waits for one of these events. */
  #asked(events: number): number {
    const known = this.#detectorsOf.get(events);
    if (known !== undefined) return known;
    const asked = DETECTORS.reduce(
      (bits, detector, i) => ((detector.events & events) === 0 ? bits : bits | (1 << i)),
      0,
    );
    this.#detectorsOf.set(events, asked);
    return asked;
  }

  #detect(): number {
    const t = this.#thread;
    const { events } = t.effect;
    if (events === 0) return 0;
    let violated = 0;
    for (let left = this.#asked(events); left !== 0; left &= left - 1) {
      const detector = 31 - Math.clz32(left & -left);
      if (DETECTORS[detector]?.check(t) === true) violated |= 1 << detector;
    }
    return violated;
  }
}
