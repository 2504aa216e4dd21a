/** Counts what is under way, so that tests can wait for the page instead of sleeping. */
export class Activity {
  #count = 0;
  readonly #waiting: (() => void)[] = [];

  async during<T>(work: Promise<T>): Promise<T> {
    this.#count += 1;
    try {
      return await work;
    } finally {
      this.#count -= 1;
      if (this.#count === 0) for (const tell of this.#waiting.splice(0)) tell();
    }
  }

  /** Resolves when nothing is under way. */
  async whenIdle(): Promise<void> {
    // What has just ended may be followed by something in the same turn.
    while (this.#count > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
