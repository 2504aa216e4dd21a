/**
 * The programs a machine can run: with the table of their steps, and where an operation begins. There
 * are two: the core, which the first stories need and the page loads at once, and all of them.
 */
import type { Thread } from '../thread.ts';
import type { Operation } from './operation.ts';
import type { Program, Step } from './program.ts';

export interface ProgramSet {
  readonly programs: readonly Program[];
  /** By program counter. */
  readonly steps: readonly (Step | null)[];
  /** Sets the registers of an operation's program and returns where it begins. */
  readonly start: (t: Thread, operation: Operation) => number;
}
