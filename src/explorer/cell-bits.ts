/**
 * Sets of cells in 64 bits. Many cells share a bit: two sets without a common bit have no common cell, and
 * of two that have one it is not known. Registers and program counters of one actor share a bit, since
 * mostly nobody else looks at them; the others get bits in the order in which they are written.
 */
import type { StateMap } from '../engine/state/state-map.ts';

/** Bits of `lo` for the cells of actors; the others are for cells that they share. */
const ACTOR_BITS = 12;
const SHARED_BITS = 64 - ACTOR_BITS;

export class CellBits {
  readonly #map: StateMap;
  /** Per cell: [lo, hi]. */
  readonly #bits: Int32Array;
  #shared = 0;

  constructor(map: StateMap) {
    this.#map = map;
    this.#bits = new Int32Array(map.memory.cellCount * 2);
  }

  /** Of a cell that has been named. */
  lo(cell: number): number {
    return this.#bits[cell * 2] as number;
  }

  hi(cell: number): number {
    return this.#bits[cell * 2 + 1] as number;
  }

  /** Gives a cell its bit. */
  name(cell: number): void {
    const bit = this.#bitOf(cell);
    this.#bits[cell * 2 + (bit >> 5)] = 1 << (bit & 31);
  }

  #bitOf(cell: number): number {
    const { reg, thread } = this.#map;
    for (const { base, count, stride } of [reg, thread]) {
      if (cell >= base && cell < base + count * stride) {
        return Math.floor((cell - base) / stride) % ACTOR_BITS;
      }
    }
    const bit = ACTOR_BITS + (this.#shared % SHARED_BITS);
    this.#shared += 1;
    return bit;
  }
}
