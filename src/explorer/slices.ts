/**
 * Long work that can be put down: a generator that yields between two pieces of it. Whoever runs it
 * decides what happens in between (the worker lets messages in); the result is the same.
 */
export type Slices<T> = Generator<void, T, void>;

/** States looked at in one piece. A piece of a few milliseconds: the page asks to stop within 100. */
export const SLICE_STATES = 0x4000;

/** Is this the turn to put the work down? */
export function isSliceEnd(done: number): boolean {
  return (done & (SLICE_STATES - 1)) === SLICE_STATES - 1;
}

/** Does all of it at once. */
export function complete<T>(slices: Slices<T>): T {
  for (;;) {
    const step = slices.next();
    if (step.done === true) return step.value;
  }
}
