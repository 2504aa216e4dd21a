/**
 * Partial-order reduction: where the next step of one actor touches nothing that any other actor ever
 * touches (it writes what nobody else reads or writes, and reads what nobody else writes), it is taken alone: every
 * run is then one of those searched, up to the order of steps that do not see one another.
 *
 * What a step touches is not declared but observed: the cells it and its detectors have read, the question
 * whether it can be taken among them, and the cells it has written. What others *ever* touch is
 * assumed to be what they have been seen to touch so far. When a step shows that an assumption on which
 * states were passed over was wrong, the search begins again, and knows more. It ends with a search in which
 * all assumptions held, and then they hold for what was passed over, too: a step that was passed over
 * and touches such a cell would still have touched it after the step that was taken alone, because until it
 * comes to that cell it reads what it would have read before.
 *
 * A step that is taken alone must not close a cycle, or others could be put off for ever: then all are
 * taken. Violations are outcomes of steps that read what they read, so they are the same in every order.
 *
 * ref: Clarke, Grumberg, Peled, Model Checking, chapter 10 (ample sets); Godefroid, LNCS 1032
 */
import type { StateMap } from '../engine/state/state-map.ts';

/** Cells that a step has read, whether it wrote them afterwards or not, and those it has written. */
export interface Footprint {
  readonly reads: readonly number[];
  readonly writes: readonly number[];
}

export class Reduction {
  readonly #map: StateMap;
  /** Per cell: a bit per actor that was seen to read it, to write it. */
  readonly #readers: Uint32Array;
  readonly #writers: Uint32Array;
  /** Per cell: a bit per actor whose step was taken alone, having read the cell, or written it. */
  readonly #reliedReads: Uint32Array;
  readonly #reliedWrites: Uint32Array;
  #isBroken = false;

  constructor(map: StateMap) {
    this.#map = map;
    const cells = map.memory.cellCount;
    this.#readers = new Uint32Array(cells);
    this.#writers = new Uint32Array(cells);
    this.#reliedReads = new Uint32Array(cells);
    this.#reliedWrites = new Uint32Array(cells);
  }

  /** An assumption was wrong: the search has to begin again. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** The search begins again: what was seen stays known. */
  beginAgain(): void {
    this.#isBroken = false;
    this.#reliedReads.fill(0);
    this.#reliedWrites.fill(0);
  }

  note(actor: number, { reads, writes }: Footprint): void {
    for (const cell of reads) this.#noteRead(actor, cell);
    const others = ~(1 << actor);
    for (const cell of writes) {
      this.#writers[cell] = (this.#writers[cell] ?? 0) | (1 << actor);
      const relied = (this.#reliedReads[cell] ?? 0) | (this.#reliedWrites[cell] ?? 0);
      if ((relied & others) !== 0) this.#isBroken = true;
    }
  }

  /** The step has looked at whole tables: which, was not noted. */
  noteTables(actor: number): void {
    const { base, count, stride } = this.#map.pt;
    for (let cell = base; cell < base + count * stride; cell++) this.#noteRead(actor, cell);
  }

  /** Does nobody else touch what the step touches, as far as is known? */
  isAlone(actor: number, { reads, writes }: Footprint): boolean {
    const others = ~(1 << actor);
    const isWritten = (cell: number): boolean => ((this.#writers[cell] ?? 0) & others) !== 0;
    const isRead = (cell: number): boolean => ((this.#readers[cell] ?? 0) & others) !== 0;
    return !reads.some(isWritten) && !writes.some((cell) => isRead(cell) || isWritten(cell));
  }

  /** The step is taken alone: from now on this rests on what is known. */
  rely(actor: number, { reads, writes }: Footprint): void {
    for (const cell of reads) {
      this.#reliedReads[cell] = (this.#reliedReads[cell] ?? 0) | (1 << actor);
    }
    for (const cell of writes) {
      this.#reliedWrites[cell] = (this.#reliedWrites[cell] ?? 0) | (1 << actor);
    }
  }

  #noteRead(actor: number, cell: number): void {
    this.#readers[cell] = (this.#readers[cell] ?? 0) | (1 << actor);
    if (((this.#reliedWrites[cell] ?? 0) & ~(1 << actor)) !== 0) this.#isBroken = true;
  }
}
