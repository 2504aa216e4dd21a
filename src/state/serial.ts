import type { Activity } from './activity.ts';

/**
 * Does one thing after the other: a key pressed while the engine still answers the one before is not
 * lost, and acts on what that one led to. A task that finds nobody before it starts at once, in the
 * same turn, so that what needs no engine is on the next frame.
 */
export class Serial {
  readonly #activity: Activity;
  #tail: Promise<unknown> | null = null;

  constructor(activity: Activity) {
    this.#activity = activity;
  }

  run<T>(task: () => T | Promise<T>): Promise<T> {
    // An async function starts in the same turn, and turns what its task throws into a rejection.
    const start = async (): Promise<T> => task();
    const result = this.#activity.during(this.#tail === null ? start() : this.#tail.then(start));
    const ended = (): void => {
      if (this.#tail === tail) this.#tail = null;
    };
    const tail: Promise<void> = result.then(ended, ended);
    this.#tail = tail;
    return result;
  }
}
