/** Typed arrays that grow: doubled when full, cut to size at the end. */

type Column = Uint8Array | Uint16Array | Uint32Array | Float64Array;

export function grown<T extends Column>(column: T, capacity: number): T {
  const larger = new (column.constructor as new (length: number) => T)(capacity);
  larger.set(column.subarray(0, Math.min(column.length, capacity)));
  return larger;
}

/** A list of 32-bit numbers that only grows. */
export class Uint32List {
  private items = new Uint32Array(64);
  length = 0;

  get bytes(): number {
    return this.items.byteLength;
  }

  push(value: number): void {
    if (this.length === this.items.length) this.items = grown(this.items, this.length * 2);
    this.items[this.length] = value;
    this.length += 1;
  }

  at(index: number): number {
    return this.items[index] ?? 0;
  }

  set(index: number, value: number): void {
    this.items[index] = value;
  }

  last(): number {
    return this.at(this.length - 1);
  }

  /** How many items, which must ascend, are below `value`. */
  countBelow(value: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  clear(): void {
    this.length = 0;
  }

  trim(): void {
    this.items = grown(this.items, Math.max(this.length, 1));
  }
}
