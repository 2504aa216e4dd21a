/**
 * Fingerprints of states that several threads have seen, in shared memory: who sees a state first has it.
 * The table does not grow. Both halves are kept other than 0, which is an empty word: two states of whose
 * fingerprints one half is 0 in one and 1 in the other would be taken for one, which is as unlikely as others.
 */
import { assert } from '../../base/assert.ts';

const SLOT = 2;

export class SharedStates {
  readonly #words: Int32Array;
  readonly #mask: number;

  static bytesFor(capacity: number): number {
    return capacity * SLOT * Int32Array.BYTES_PER_ELEMENT;
  }

  /** Of a power of two of slots, so many that it is never full. */
  constructor(buffer: SharedArrayBuffer) {
    this.#words = new Int32Array(buffer);
    const capacity = this.#words.length / SLOT;
    assert((capacity & (capacity - 1)) === 0, 'a table has a power of two of slots');
    this.#mask = capacity - 1;
  }

  /** Of no use but to the processor, which then need not be waited for: several looks take as long as one. */
  peek(lo: number, hi: number): number {
    return this.#words[(indexOf(lo, hi) & this.#mask) * SLOT] as number;
  }

  /** True for one caller only, of all threads: the state is its own to go on from. */
  claim({ lo, hi }: { readonly lo: number; readonly hi: number }): boolean {
    const words = this.#words;
    const [first, second] = [lo === 0 ? 1 : lo, hi === 0 ? 1 : hi];
    for (let slot = indexOf(lo, hi) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const at = slot * SLOT;
      let found = words[at] as number;
      if (found === 0) found = Atomics.compareExchange(words, at, 0, first);
      if (found === 0) {
        Atomics.store(words, at + 1, second);
        return true;
      }
      if (found !== first) continue;
      if (this.#secondOf(at) === second) return false;
    }
  }

  /** Another thread may have claimed the slot, and be about to write this. */
  #secondOf(at: number): number {
    let second = this.#words[at + 1] as number;
    while (second === 0) second = Atomics.load(this.#words, at + 1);
    return second;
  }
}

function indexOf(lo: number, hi: number): number {
  return lo ^ Math.imul(hi, 0x9e37_79b1);
}
