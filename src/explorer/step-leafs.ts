/**
 * What steps came to, by number: whether they can be taken, what they write, their share of the hash,
 * the properties they violate, and which cells all this depends on.
 */
import type { Machine } from '../engine/machine.ts';
import type { CellBits } from './cell-bits.ts';

/** Words of a leaf, and what they are. */
const LEAF = {
  hashLo: 0,
  hashHi: 1,
  violations: 2,
  /** Where its writes begin and end. */
  first: 3,
  end: 4,
  readsLo: 5,
  readsHi: 6,
  writesLo: 7,
  writesHi: 8,
  words: 9,
} as const;

/** In place of violations: the step cannot be taken. */
const IMPOSSIBLE = -1;

/** The leaf of an actor that has nothing left to do. */
export const FINISHED = 0;

export interface StepResult {
  readonly hashLo: number;
  readonly hashHi: number;
  /** Bits of detectors; -1 if the step cannot be taken. */
  readonly violations: number;
  /** Cells it depends on. */
  readonly reads: readonly number[];
  /** [cell, value]. */
  readonly writes: readonly (readonly [number, number])[];
}

export class StepLeafs {
  readonly #machine: Machine;
  readonly #bits: CellBits;
  #leafs = new Int32Array(LEAF.words * 256);
  #count = 0;
  /** [cell, value] of the writes of all leafs. */
  #writes = new Uint32Array(4096);
  #writeEnd = 0;
  readonly #range = { first: 0, end: 0, hashLo: 0, hashHi: 0 };

  constructor(machine: Machine, bits: CellBits) {
    this.#machine = machine;
    this.#bits = bits;
    this.forget();
  }

  get bytes(): number {
    return this.#leafs.byteLength + this.#writes.byteLength;
  }

  forget(): void {
    this.#count = 1;
    this.#writeEnd = 0;
    this.#leafs[FINISHED * LEAF.words + LEAF.violations] = IMPOSSIBLE;
    this.#leafs[FINISHED * LEAF.words + LEAF.readsLo] = -1;
    this.#leafs[FINISHED * LEAF.words + LEAF.readsHi] = -1;
  }

  add({ hashLo, hashHi, violations, reads, writes }: StepResult): number {
    const leaf = this.#count;
    this.#count += 1;
    const at = leaf * LEAF.words;
    if (at + LEAF.words > this.#leafs.length) {
      this.#leafs = larger(this.#leafs, new Int32Array(this.#leafs.length * 2));
    }
    const first = this.#writeEnd;
    const end = first + writes.length * 2;
    if (end > this.#writes.length) this.#writes = larger(this.#writes, new Uint32Array(end * 2));
    for (const write of writes) {
      this.#writes.set(write, this.#writeEnd);
      this.#writeEnd += 2;
    }
    this.#leafs.set([hashLo, hashHi, violations, first, end, 0, 0, 0, 0], at);
    for (const cell of reads) this.#mark(at + LEAF.readsLo, cell);
    for (const [cell] of writes) this.#mark(at + LEAF.writesLo, cell);
    return leaf;
  }

  #mark(at: number, cell: number): void {
    const leafs = this.#leafs;
    leafs[at] = (leafs[at] ?? 0) | this.#bits.lo(cell);
    leafs[at + 1] = (leafs[at + 1] ?? 0) | this.#bits.hi(cell);
  }

  isPossible(leaf: number): boolean {
    return this.#leafs[leaf * LEAF.words + LEAF.violations] !== IMPOSSIBLE;
  }

  hashLo(leaf: number): number {
    return this.#leafs[leaf * LEAF.words + LEAF.hashLo] as number;
  }

  hashHi(leaf: number): number {
    return this.#leafs[leaf * LEAF.words + LEAF.hashHi] as number;
  }

  violations(leaf: number): number {
    return this.#leafs[leaf * LEAF.words + LEAF.violations] as number;
  }

  /** Is `leaf` still what its way comes to when `done` has been done? False also if it may be so. */
  outlives(leaf: number, done: number): boolean {
    const leafs = this.#leafs;
    const reads = leaf * LEAF.words + LEAF.readsLo;
    const writes = done * LEAF.words + LEAF.writesLo;
    const lo = (leafs[reads] as number) & (leafs[writes] as number);
    return (lo | ((leafs[reads + 1] as number) & (leafs[writes + 1] as number))) === 0;
  }

  /** Does what the leaf says. */
  repeat(leaf: number): void {
    const at = leaf * LEAF.words;
    const range = this.#range;
    range.first = this.#leafs[at + LEAF.first] as number;
    range.end = this.#leafs[at + LEAF.end] as number;
    range.hashLo = this.#leafs[at + LEAF.hashLo] as number;
    range.hashHi = this.#leafs[at + LEAF.hashHi] as number;
    this.#machine.repeat(this.#writes, range);
  }
}

function larger<T extends Int32Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
