/**
 * What many pairs of cells that hold one value add to the hash: for each value that pairs were filled
 * with, the XOR over all pairs below each one. There are few such values (empty, frozen, foreign).
 */
import type { Word64 } from '../base/word64.ts';
import { mixHi, mixLo, type CellKeys } from './fingerprint.ts';
import type { CellRange } from './journal-entries.ts';

export interface PairHash {
  readonly lo: (range: CellRange) => number;
  readonly hi: (range: CellRange) => number;
}

const NOTHING: PairHash = { lo: () => 0, hi: () => 0 };

type Mixer = (key: number, value: number) => number;

/** XOR over the pairs below each pair; `half` says which of a cell's two keys. */
function prefixes(keys: CellKeys, half: 0 | 1, value: Word64): Int32Array {
  const mix: Mixer = half === 0 ? mixLo : mixHi;
  const pairs = keys.length >> 2;
  const prefix = new Int32Array(pairs + 1);
  let sum = 0;
  for (let pair = 0; pair < pairs; pair++) {
    if (value.lo !== 0) sum ^= mix(keys[pair * 4 + half] ?? 0, value.lo);
    if (value.hi !== 0) sum ^= mix(keys[pair * 4 + 2 + half] ?? 0, value.hi);
    prefix[pair + 1] = sum;
  }
  return prefix;
}

function between(prefix: Int32Array, { first, end }: CellRange): number {
  return (prefix[end >> 1] ?? 0) ^ (prefix[first >> 1] ?? 0);
}

export class PairHashes {
  readonly #keys: CellKeys;
  readonly #known: { readonly value: Word64; readonly hash: PairHash }[] = [];

  constructor(keys: CellKeys) {
    this.#keys = keys;
  }

  /** For one value; zero adds nothing. */
  of(value: Word64): PairHash {
    if (value.lo === 0 && value.hi === 0) return NOTHING;
    for (const known of this.#known) {
      if (known.value.lo === value.lo && known.value.hi === value.hi) return known.hash;
    }
    const lo = prefixes(this.#keys, 0, value);
    const hi = prefixes(this.#keys, 1, value);
    const hash: PairHash = {
      lo: (range) => between(lo, range),
      hi: (range) => between(hi, range),
    };
    this.#known.push({ value: { lo: value.lo, hi: value.hi }, hash });
    return hash;
  }
}
