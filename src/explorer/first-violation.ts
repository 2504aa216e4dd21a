/**
 * The first run to a violation that a search comes upon: something to look at while it goes on. It is neither
 * short nor the best one. What shows in the result is worth more than what was only seen on the way.
 */
import { RESULT_PROPERTIES } from './result-properties.ts';
import type { SearchPath } from './search-path.ts';

export interface FoundRun {
  /** Ways from the start; the last one violates. */
  readonly ways: readonly number[];
  /** Bits of detectors. */
  readonly violations: number;
}

export class FirstViolation {
  #run: FoundRun | null = null;

  get run(): FoundRun | null {
    return this.#run;
  }

  /** A way out of the state on top of the path violates something. */
  note(path: SearchPath, { way, violations }: { way: number; violations: number }): void {
    const known = this.#run?.violations ?? 0;
    if (this.#run !== null && (!isSeen(violations) || isSeen(known))) return;
    this.#run = { ways: [...path.waysTaken(), way], violations };
  }
}

function isSeen(violations: number): boolean {
  return (violations & RESULT_PROPERTIES) !== 0;
}
