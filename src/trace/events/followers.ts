/** Guesses what comes next: that which came the last time after the same one. Lines of a trace repeat. */
export class Followers {
  private after = new Int32Array(64).fill(-1);
  private last = 0;

  /** -1: no idea. */
  guess(): number {
    return this.after[this.last] ?? -1;
  }

  /** What came. */
  learn(id: number): void {
    this.after[this.last] = id;
    if (id >= this.after.length) this.grow(id);
    this.last = id;
  }

  private grow(id: number): void {
    const larger = new Int32Array(Math.max(id + 1, this.after.length * 2)).fill(-1);
    larger.set(this.after);
    this.after = larger;
  }
}
