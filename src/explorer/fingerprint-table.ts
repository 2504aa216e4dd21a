/**
 * The states seen so far, by 64-bit fingerprint: an open-addressing table in typed arrays. States are
 * numbered in the order in which they were first seen.
 *
 * Two states with one fingerprint would be taken for one. With n states the probability that this has
 * happened is about n² / 2^65: see `collisionProbability`.
 */

/** Words of a slot: lo, hi, and the number of the state plus 1, or 0 when the slot is empty. */
const SLOT = 3;
/** The table is enlarged when more than this share of its slots is in use. */
const LOAD_MAX = 0.8;

export interface Fingerprint {
  /** Signed 32-bit halves. */
  readonly lo: number;
  readonly hi: number;
}

export class FingerprintTable {
  #capacity: number;
  #slots: Int32Array;
  #count = 0;
  readonly #one = new Int32Array(2);

  constructor(capacity = 1024) {
    this.#capacity = capacity;
    this.#slots = new Int32Array(capacity * SLOT);
  }

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#slots.byteLength;
  }

  /**
   * The number of the state with this fingerprint. A state not seen before gets the next number, which is
   * `count` as it was before the call.
   */
  findOrAdd({ lo, hi }: Fingerprint): number {
    this.#one[0] = lo;
    this.#one[1] = hi;
    return this.findOrAddAt(this.#one, 0);
  }

  /** The number of the state with this fingerprint, or -1. */
  find({ lo, hi }: Fingerprint): number {
    return (this.#slots[this.#place(lo, hi) + 2] as number) - 1;
  }

  /** Of the n-th of many fingerprints, which lie one after the other: lo, hi. */
  findOrAddAt(fingerprints: Int32Array, n: number): number {
    const lo = fingerprints[n * 2] as number;
    const hi = fingerprints[n * 2 + 1] as number;
    const at = this.#place(lo, hi);
    const id = this.#slots[at + 2] as number;
    if (id !== 0) return id - 1;
    this.#slots[at] = lo;
    this.#slots[at + 1] = hi;
    this.#count += 1;
    this.#slots[at + 2] = this.#count;
    if (this.#count > this.#capacity * LOAD_MAX) this.#grow();
    return this.#count - 1;
  }

  /**
   * What is at the place of the n-th of many fingerprints; of use to nobody but the processor, which does not wait
   * for one look before it begins with the next: several of them take as long as one.
   */
  peekAt(fingerprints: Int32Array, n: number): number {
    const lo = fingerprints[n * 2] as number;
    const hi = fingerprints[n * 2 + 1] as number;
    return this.#slots[(indexOf(lo, hi) & (this.#capacity - 1)) * SLOT] as number;
  }

  /** Where the fingerprint is, or the empty slot where it belongs. */
  #place(lo: number, hi: number): number {
    const slots = this.#slots;
    const mask = this.#capacity - 1;
    let slot = indexOf(lo, hi) & mask;
    for (;;) {
      const at = slot * SLOT;
      if (slots[at + 2] === 0 || (slots[at] === lo && slots[at + 1] === hi)) return at;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const old = this.#slots;
    // First of all: if there is no room for it, the table stays as it is, and finds what it holds.
    const slots = new Int32Array(this.#capacity * 2 * SLOT);
    this.#capacity *= 2;
    this.#slots = slots;
    for (let at = 0; at < old.length; at += SLOT) {
      if (old[at + 2] === 0) continue;
      const to = this.#place(old[at] as number, old[at + 1] as number);
      slots[to] = old[at] as number;
      slots[to + 1] = old[at + 1] as number;
      slots[to + 2] = old[at + 2] as number;
    }
  }
}

function indexOf(lo: number, hi: number): number {
  return lo ^ Math.imul(hi, 0x9e37_79b1);
}

/** The chance that among n random 64-bit fingerprints two are equal: the birthday bound. */
export function collisionProbability(n: number): number {
  return (n * (n - 1)) / 2 / 2 ** 64;
}
