/**
 * What steps do, remembered. A step is a function of the cells it reads; most states differ in cells
 * that a given step does not look at. So the outcome of a step is kept under the values it has read, in
 * a tree per way and program counter: each node asks for the value of one cell, in the order in which the
 * step reads them, and a leaf knows the writes, their share of the hash, and the violations. A step to a
 * state that is known need not be done at all then.
 *
 * Cells that no step has ever written hold what they held when the search began, and are not asked for. The
 * first write of such a cell makes the trees forget everything. Steps that look at whole tables at once
 * are not remembered, nor those that rarely find themselves again.
 */
import { assert } from '../base/assert.ts';
import type { Machine } from '../engine/machine.ts';
import { ReadTrace } from '../engine/read-trace.ts';
import { PROGRAMS_MAX, STEPS_MAX } from '../engine/programs/program.ts';
import { CellBits } from './cell-bits.ts';
import type { Footprint, Reduction } from './reduction.ts';
import { FINISHED, StepLeafs } from './step-leafs.ts';

/** Words of a node: cell, value, where to go if it is equal, where to go if not. */
const NODE = 4;
/** Beyond this many nodes (64 MB) nothing new is remembered. */
const NODES_MAX = 4_000_000;
/** After so many steps that were not known, some share must have been known, or it is given up. */
export const TRIAL_STEPS = 1000;
/** A leaf that is found once goes along with the search for a while, and is not looked for again. */
const FOUND_PER_MISS_MIN = 0.25;

/** Nothing is known of the step. */
export const UNKNOWN = -1;

const NO_ENTRIES = new Uint32Array(0);
const NO_FOOTPRINT: Footprint = { reads: [], writes: [] };

export interface Way {
  readonly way: number;
  readonly actor: number;
  readonly variant: number;
}

interface StepMemoryOptions {
  readonly reduction?: Reduction | null;
  readonly trialSteps?: number;
}

export class StepMemory {
  readonly leafs: StepLeafs;
  readonly #machine: Machine;
  readonly #cells: ArrayLike<number>;
  readonly #ways: number;
  /** Per actor. */
  readonly #pcCells: Uint32Array;
  readonly #trace: ReadTrace;
  readonly #hashedEnd: number;
  /** Has any step written this cell? */
  readonly #written: Uint8Array;
  readonly #bits: CellBits;
  /** Number of a program counter among those met, plus 1. */
  readonly #pcNumbers = new Uint16Array(PROGRAMS_MAX * STEPS_MAX);
  #pcCount = 0;
  /** Per program counter and way: the first node; or a leaf, as -1 - leaf; or 0. */
  #roots: Int32Array;
  /** Per program counter and way: how many steps were not known, and how many were. */
  #missed: Uint32Array;
  #found: Uint32Array;
  #nodes = new Int32Array(NODE * 1024);
  /** Where the next node goes; 0 is none. */
  #nodeEnd = NODE;
  #forgotten = 0;
  /** Told what each step touches, where somebody wants to know; then leafs know it, too. */
  readonly #reduction: Reduction | null;
  readonly #footprints: Footprint[] = [NO_FOOTPRINT];
  readonly #trialSteps: number;

  constructor(machine: Machine, ways: number, options: StepMemoryOptions = {}) {
    const { reduction = null, trialSteps = TRIAL_STEPS } = options;
    this.#trialSteps = trialSteps;
    this.#machine = machine;
    this.#reduction = reduction;
    this.#cells = machine.memory;
    this.#ways = ways;
    this.#pcCells = Uint32Array.from({ length: machine.actorCount }, (_, actor) =>
      machine.pcCell(actor),
    );
    this.#trace = new ReadTrace(machine.map.memory.cellCount);
    this.#hashedEnd = machine.map.memory.hashedEnd;
    this.#written = new Uint8Array(machine.map.memory.cellCount);
    this.#bits = new CellBits(machine.map);
    this.leafs = new StepLeafs(machine, this.#bits);
    this.#roots = new Int32Array(ways * 64);
    this.#missed = new Uint32Array(ways * 64);
    this.#found = new Uint32Array(ways * 64);
  }

  get bytes(): number {
    const arrays = [this.#nodes, this.#roots, this.#missed, this.#found];
    return arrays.reduce((sum, { byteLength }) => sum + byteLength, this.leafs.bytes);
  }

  /** How often all leafs were forgotten: numbers known from before mean nothing then. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** The leaf of a way from where the machine is, or UNKNOWN. */
  find({ way, actor }: Way): number {
    const cells = this.#cells;
    const pc = cells[this.#pcCells[actor] as number] as number;
    if (pc === 0) return FINISHED;
    const slot = (this.#pcNumbers[pc] as number) * this.#ways + way;
    const nodes = this.#nodes;
    let at = this.#roots[slot] as number;
    while (at > 0) {
      const equal = ((cells[nodes[at] as number] as number) | 0) === nodes[at + 1];
      at = nodes[equal ? at + 2 : at + 3] as number;
    }
    if (at === 0) return UNKNOWN;
    this.#found[slot] = (this.#found[slot] as number) + 1;
    return -1 - at;
  }

  /** Takes a way, if it can be taken, and remembers what came of it. The bits of violations, or -1. */
  learn(way: Way): number {
    const slot = this.#slotOf(this.#machine.pc(way.actor), way.way);
    const misses = (this.#missed[slot] ?? 0) + 1;
    const hopeless =
      misses > this.#trialSteps && misses * FOUND_PER_MISS_MIN > (this.#found[slot] ?? 0);
    const isKept = !hopeless && this.#nodeEnd < NODES_MAX * NODE;
    if (!isKept && this.#reduction === null) {
      const violations = this.take(way);
      if (violations >= 0) this.#noteWritten(this.#lastEntries());
      return violations;
    }
    this.#missed[slot] = misses;
    const { hashLo, hashHi } = this.#machine;
    this.#trace.begin();
    this.#machine.traceTo(this.#trace);
    const violations = this.take(way);
    this.#machine.traceTo(null);
    const entries = violations < 0 ? NO_ENTRIES : this.#lastEntries();
    const footprint = this.#noteFootprint(way.actor, entries);
    this.#noteWritten(entries);
    if (this.#trace.hasMany || !isKept) return violations;
    const pcCell = this.#machine.pcCell(way.actor);
    const leaf = this.leafs.add({
      hashLo: violations < 0 ? 0 : this.#machine.hashLo ^ hashLo,
      hashHi: violations < 0 ? 0 : this.#machine.hashHi ^ hashHi,
      violations,
      reads: [pcCell, ...this.#askedCells(pcCell)],
      writes: this.#writesOf(entries),
    });
    this.#footprints[leaf] = footprint;
    this.#insert(slot, { pcCell, leaf });
    return violations;
  }

  /** Takes a way, if it can be taken. The bits of violations, or -1. */
  take(way: Way): number {
    if (way.variant >= this.#machine.variants(way.actor)) return -1;
    return this.#machine.step(way);
  }

  #lastEntries(): Uint32Array {
    return this.#machine.entriesOf(this.#machine.position - 1);
  }

  /** What the step of a leaf touches; only where a reduction asks. */
  footprint(leaf: number): Footprint {
    return this.#footprints[leaf] ?? NO_FOOTPRINT;
  }

  /** Counters are nobody's business: they are no part of the state. */
  #noteFootprint(actor: number, entries: Uint32Array): Footprint {
    if (this.#reduction === null) return NO_FOOTPRINT;
    const reads: number[] = [];
    for (let n = 0; n < this.#trace.count; n++) {
      const cell = this.#trace.cell(n);
      if (cell < this.#hashedEnd) reads.push(cell);
    }
    const writes: number[] = [];
    for (let at = 0; at < entries.length; at += 3) {
      const cell = entries[at] ?? 0;
      if (cell < this.#hashedEnd) writes.push(cell);
    }
    const footprint = { reads, writes };
    this.#reduction.note(actor, footprint);
    if (this.#trace.hasMany) this.#reduction.noteTables(actor);
    return footprint;
  }

  #slotOf(pc: number, way: number): number {
    if (this.#pcNumbers[pc] === 0) {
      this.#pcCount += 1;
      this.#pcNumbers[pc] = this.#pcCount;
      const slots = (this.#pcCount + 1) * this.#ways;
      if (slots > this.#roots.length) {
        this.#roots = larger(this.#roots, new Int32Array(slots * 2));
        this.#missed = larger(this.#missed, new Uint32Array(slots * 2));
        this.#found = larger(this.#found, new Uint32Array(slots * 2));
      }
    }
    return (this.#pcNumbers[pc] ?? 0) * this.#ways + way;
  }

  /** A cell that was never written before was not asked for: what is known may be wrong from here on. */
  #noteWritten(entries: Uint32Array): void {
    let isNew = false;
    for (let at = 0; at < entries.length; at += 3) {
      const cell = entries[at] ?? 0;
      if (this.#written[cell] !== 0) continue;
      this.#written[cell] = 1;
      this.#bits.name(cell);
      isNew = true;
    }
    if (isNew) this.#forget();
  }

  #forget(): void {
    this.#forgotten += 1;
    this.#roots.fill(0);
    this.#missed.fill(0);
    this.#found.fill(0);
    this.#nodeEnd = NODE;
    this.leafs.forget();
  }

  /** Of the last step: [cell, value] of what it has left behind; counters are no part of the state. */
  #writesOf(entries: Uint32Array): readonly (readonly [number, number])[] {
    const last = new Map<number, number>();
    for (let at = 0; at < entries.length; at += 3) {
      const cell = entries[at] ?? 0;
      if (cell < this.#hashedEnd) last.set(cell, entries[at + 2] ?? 0);
    }
    return [...last];
  }

  /** Of the last step: the cells it has read that can hold something else another time. */
  #askedCells(pcCell: number): number[] {
    const cells: number[] = [];
    for (let n = 0; n < this.#trace.count; n++) {
      const cell = this.#trace.cell(n);
      if (this.#isAsked(cell, pcCell)) cells.push(cell);
    }
    return cells;
  }

  #isAsked(cell: number, pcCell: number): boolean {
    return cell !== pcCell && cell < this.#hashedEnd && this.#written[cell] !== 0;
  }

  /** Puts a leaf where the reads of the trace lead to. */
  #insert(slot: number, { pcCell, leaf }: { pcCell: number; leaf: number }): void {
    /** Where the way goes on: a root, or a node's link. */
    let link = -1;
    const { count } = this.#trace;
    for (let n = 0; n < count; n++) {
      const cell = this.#trace.cell(n);
      if (!this.#isAsked(cell, pcCell)) continue;
      const value = this.#trace.value(n) | 0;
      let at = this.#follow(slot, link);
      assert(at >= 0, 'a step reads more than it did before');
      while (at > 0 && this.#nodes[at + 1] !== value) {
        assert(this.#nodes[at] === cell, 'a step reads otherwise than it did before');
        link = at + 3;
        at = this.#nodes[link] ?? 0;
      }
      if (at === 0) at = this.#addNode(slot, { link, cell, value });
      link = at + 2;
    }
    assert(this.#follow(slot, link) === 0, 'a step was known and is learned again');
    this.#setLink(slot, { link, to: -1 - leaf });
  }

  #follow(slot: number, link: number): number {
    return (link < 0 ? this.#roots[slot] : this.#nodes[link]) ?? 0;
  }

  #setLink(slot: number, { link, to }: { link: number; to: number }): void {
    if (link < 0) this.#roots[slot] = to;
    else this.#nodes[link] = to;
  }

  #addNode(
    slot: number,
    { link, cell, value }: { link: number; cell: number; value: number },
  ): number {
    const at = this.#nodeEnd;
    this.#nodeEnd = at + NODE;
    if (this.#nodeEnd > this.#nodes.length) {
      this.#nodes = larger(this.#nodes, new Int32Array(this.#nodes.length * 2));
    }
    this.#nodes.set([cell, value, 0, 0], at);
    this.#setLink(slot, { link, to: at });
    return at;
  }
}

function larger<T extends Int32Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
