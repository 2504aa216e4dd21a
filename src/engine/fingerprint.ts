/**
 * The 64-bit hash of a state: the XOR, over all hashed cells that are not zero, of a mixed word of
 * (key of the cell, value). XOR makes it incremental: a write takes the old word out and puts the
 * new one in. Zero contributes nothing, so memory that nobody uses costs nothing and changes nothing.
 *
 * ref: Zobrist hashing; the mixers are the 32-bit finalizers of MurmurHash3 and of lowbias32.
 */
import type { MemoryMap } from './cells.ts';

export function mixLo(key: number, value: number): number {
  let x = Math.imul(value ^ key, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return x ^ (x >>> 16);
}

export function mixHi(key: number, value: number): number {
  let x = Math.imul(value ^ (key >>> 15) ^ key, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  return x ^ (x >>> 16);
}

/** FNV-1a over UTF-16 code units, started from a seed: two seeds give two independent keys. */
function hashName(name: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Keys of all cells: lo at 2 * cell, hi after it. */
export type CellKeys = Int32Array;

const SEED_LO = 0x5350_5445;
const SEED_HI = 0x7464_706d;

/** Keys from region name, field name and record number. */
export function cellKeys(map: MemoryMap): CellKeys {
  const keys = new Int32Array(map.cellCount * 2);
  for (const region of map.regions) {
    region.fields.forEach((field, offset) => {
      const nameLo = hashName(`${region.name}.${field}`, SEED_LO);
      const nameHi = hashName(`${region.name}.${field}`, SEED_HI);
      for (let record = 0; record < region.count; record++) {
        const cell = region.base + record * region.stride + offset;
        keys[cell * 2] = mixLo(nameLo, record + 1);
        keys[cell * 2 + 1] = mixHi(nameHi, record + 1);
      }
    });
  }
  return keys;
}
