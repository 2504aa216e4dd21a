/**
 * What a step reads: each cell once, in order, with the value it held when the step began. A step does
 * what it does because of these values and of nothing else that changes, which is what the explorer's
 * memory of steps rests on.
 */
export class ReadTrace {
  /** [cell, value] of each read. */
  #reads: Uint32Array = new Uint32Array(1024);
  #count = 0;
  /** Per cell, the number of the trace in which it was read last. */
  readonly #stamps: Uint32Array;
  #stamp = 0;
  #many = false;

  constructor(cellCount: number) {
    this.#stamps = new Uint32Array(cellCount);
  }

  begin(): void {
    this.#stamp += 1;
    this.#count = 0;
    this.#many = false;
  }

  /** A cell that the step has written itself was read before that: it is no second read. */
  note(cell: number, value: number): void {
    if (this.#stamps[cell] === this.#stamp) return;
    this.#stamps[cell] = this.#stamp;
    const at = this.#count * 2;
    if (at === this.#reads.length) {
      const larger = new Uint32Array(at * 2);
      larger.set(this.#reads);
      this.#reads = larger;
    }
    this.#reads[at] = cell;
    this.#reads[at + 1] = value;
    this.#count += 1;
  }

  /** Whole runs of cells were looked at, which are not noted one by one. */
  noteMany(): void {
    this.#many = true;
  }

  get hasMany(): boolean {
    return this.#many;
  }

  /** How many cells were read. */
  get count(): number {
    return this.#count;
  }

  cell(n: number): number {
    return this.#reads[n * 2] ?? 0;
  }

  value(n: number): number {
    return this.#reads[n * 2 + 1] ?? 0;
  }
}
