/**
 * How one of two threads that has nothing left to search gets something of the other's: it waits, the other
 * sees that, and leaves the way to a state here.
 */

const STAGE = { working: 0, waiting: 1, left: 2, over: 3 } as const;

/** Words: the stage, the number of steps, and these. */
const STAGE_AT = 0;
const COUNT_AT = 1;
const STEPS_AT = 2;
const STEPS_MAX = 4096;

export class Handover {
  readonly #words: Int32Array;

  static readonly bytes = (STEPS_AT + STEPS_MAX) * Int32Array.BYTES_PER_ELEMENT;

  constructor(buffer: SharedArrayBuffer) {
    this.#words = new Int32Array(buffer);
  }

  get isWanted(): boolean {
    return Atomics.load(this.#words, STAGE_AT) === STAGE.waiting;
  }

  leave(ways: readonly number[]): void {
    this.#words.set(ways, STEPS_AT);
    this.#words[COUNT_AT] = ways.length;
    this.#tell(STAGE.left);
  }

  /** Waits for something to search; null: the other has nothing left either. */
  take(): number[] | null {
    const words = this.#words;
    for (;;) {
      const stage = Atomics.compareExchange(words, STAGE_AT, STAGE.working, STAGE.waiting);
      if (stage === STAGE.working) break;
      if (stage === STAGE.waiting) this.#tell(STAGE.over);
      if (stage !== STAGE.left) return null;
      // The other has been left something, and is about to take it.
      Atomics.wait(words, STAGE_AT, STAGE.left);
    }
    while (Atomics.load(words, STAGE_AT) === STAGE.waiting)
      Atomics.wait(words, STAGE_AT, STAGE.waiting);
    if (Atomics.load(words, STAGE_AT) === STAGE.over) return null;
    const ways = [...words.subarray(STEPS_AT, STEPS_AT + (words[COUNT_AT] ?? 0))];
    this.#tell(STAGE.working);
    return ways;
  }

  #tell(stage: number): void {
    Atomics.store(this.#words, STAGE_AT, stage);
    Atomics.notify(this.#words, STAGE_AT);
  }
}
