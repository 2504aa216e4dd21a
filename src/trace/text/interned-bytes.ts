/**
 * Byte strings that come again and again (names of events, what stands before a timestamp), each
 * kept once under a number. Looking one up that is known allocates nothing.
 */
const SLOTS_MIN = 256;

export class InternedBytes {
  readonly values: Uint8Array[] = [];
  private hashes: number[] = [];
  private slots = new Int32Array(SLOTS_MIN).fill(-1);

  get bytes(): number {
    return this.slots.byteLength + this.values.reduce((sum, value) => sum + value.length + 64, 0);
  }

  /** The number of the bytes from `start` up to `end`, which hash to `hash`; a new one if need be. */
  intern(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const found = this.find(bytes, start, end, hash);
    return found >= 0 ? found : this.add(bytes.slice(start, end), hash);
  }

  find(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = this.slots[slot] ?? -1;
      if (id < 0) return -1;
      if (this.hashes[id] === hash && this.equals(id, bytes, start, end)) return id;
    }
  }

  private equals(id: number, bytes: Uint8Array, start: number, end: number): boolean {
    const value = this.values[id];
    if (value?.length !== end - start) return false;
    for (let i = 0; i < value.length; i++) {
      if (value[i] !== bytes[start + i]) return false;
    }
    return true;
  }

  private add(value: Uint8Array, hash: number): number {
    const id = this.values.length;
    this.values.push(value);
    this.hashes.push(hash);
    if (this.values.length * 2 > this.slots.length) this.grow();
    else this.place(id);
    return id;
  }

  private grow(): void {
    this.slots = new Int32Array(this.slots.length * 2).fill(-1);
    this.values.forEach((_value, id) => {
      this.place(id);
    });
  }

  private place(id: number): void {
    const mask = this.slots.length - 1;
    let slot = (this.hashes[id] ?? 0) & mask;
    while ((this.slots[slot] ?? -1) >= 0) slot = (slot + 1) & mask;
    this.slots[slot] = id;
  }
}

const HASH_SEED = 0x811c_9dc5;

export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = HASH_SEED;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x0100_0193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
