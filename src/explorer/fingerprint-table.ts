/**
 * The states seen so far, by 64-bit fingerprint: an open-addressing table in typed arrays. States are
 * numbered in the order in which they were first seen.
 *
 * Two states with one fingerprint would be taken for one. With n states the probability that this has
 * happened is about n² / 2^65: see `collisionProbability`.
 */

const EMPTY = 0xffff_ffff;
/** The table is enlarged when more than this share of its slots is in use. */
const LOAD_MAX = 0.6;

export class FingerprintTable {
  #slots: Uint32Array;
  #lo: Int32Array;
  #hi: Int32Array;
  #count = 0;

  constructor(capacity = 1024) {
    this.#slots = new Uint32Array(capacity * 2).fill(EMPTY);
    this.#lo = new Int32Array(capacity);
    this.#hi = new Int32Array(capacity);
  }

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return (this.#slots.length + this.#lo.length + this.#hi.length) * 4;
  }

  /**
   * The number of the state with this fingerprint, two signed 32-bit halves. A state not seen before gets the next number, which
   * is `count` as it was before the call.
   */
  findOrAdd({ lo, hi }: { readonly lo: number; readonly hi: number }): number {
    let slot = this.#home(lo, hi);
    for (;;) {
      const id = this.#slots[slot] ?? EMPTY;
      if (id === EMPTY) break;
      if (this.#lo[id] === lo && this.#hi[id] === hi) return id;
      slot = (slot + 1) & (this.#slots.length - 1);
    }
    return this.#add(slot, lo, hi);
  }

  /** The number of the state with this fingerprint, or -1. */
  find({ lo, hi }: { readonly lo: number; readonly hi: number }): number {
    for (let slot = this.#home(lo, hi); ; slot = (slot + 1) & (this.#slots.length - 1)) {
      const id = this.#slots[slot] ?? EMPTY;
      if (id === EMPTY) return -1;
      if (this.#lo[id] === lo && this.#hi[id] === hi) return id;
    }
  }

  #home(lo: number, hi: number): number {
    return (lo ^ Math.imul(hi, 0x9e37_79b1)) & (this.#slots.length - 1);
  }

  #add(slot: number, lo: number, hi: number): number {
    const id = this.#count;
    if (id === this.#lo.length) this.#growStates();
    this.#lo[id] = lo;
    this.#hi[id] = hi;
    this.#slots[slot] = id;
    this.#count = id + 1;
    if (this.#count > this.#slots.length * LOAD_MAX) this.#growSlots();
    return id;
  }

  #growStates(): void {
    this.#lo = enlarged(this.#lo);
    this.#hi = enlarged(this.#hi);
  }

  #growSlots(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2).fill(EMPTY);
    for (let id = 0; id < this.#count; id++) {
      let slot = this.#home(this.#lo[id] ?? 0, this.#hi[id] ?? 0);
      while (this.#slots[slot] !== EMPTY) slot = (slot + 1) & (this.#slots.length - 1);
      this.#slots[slot] = id;
    }
  }
}

function enlarged(array: Int32Array): Int32Array {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/** The chance that among n random 64-bit fingerprints two are equal: the birthday bound. */
export function collisionProbability(n: number): number {
  return (n * (n - 1)) / 2 / 2 ** 64;
}
