/**
 * Kernel paths as step tables. A program is a list of labelled steps that reads top to bottom like
 * the kernel function it models: a step falls through to the next one, or names the label it jumps
 * to. One step makes at most one access to shared state; steps marked `local` make none and are done
 * together with the step before them.
 */
import { assert, present } from '../../base/assert.ts';
import type { AccessKind } from '../effect.ts';
import type { SptePath } from '../spte-states/transition.ts';
import type { Thread } from '../thread.ts';
import type { RegisterBlock } from './registers.ts';

export interface StepDef<Label extends string> {
  /** Kernel function modelled, or what the CPU does. */
  readonly fn: string;
  /** One line of pseudo-code in our own words. */
  readonly code: string;
  /** The accesses to shared state it may make: at most one of them each time. */
  readonly access: readonly AccessKind[];
  /** Touches registers only; fused to the step before it. */
  readonly local?: true;
  /** A step that cannot be done now says so; without this it always can. */
  readonly enabled?: (t: Thread) => boolean;
  /** What it waits for when it is not enabled. */
  readonly waitsFor?: string;
  /** How many declared alternatives it has now (1 or more), and what they are called. */
  readonly variants?: (t: Thread) => number;
  readonly variantNames?: readonly string[];
  /**
   * Does the step. Names the label to go on at, or nothing to fall through; null after a call or a
   * return, which have said it themselves.
   */
  readonly run: (t: Thread) => Label | null | undefined;
}

export interface ProgramDef<Label extends string> {
  /** Stable for ever: program counters, and so digests, are made of it. 1..63. */
  readonly number: number;
  readonly id: string;
  /** Kernel function or hardware unit. */
  readonly models: string;
  /** Kernel version(s) it was read from. */
  readonly version: string;
  /** Registers that are dead when it returns. */
  readonly clears: readonly RegisterBlock[];
  /** As which paths of the SPTE state machine it writes SPTEs; left out if it writes none. */
  readonly sptePaths?: readonly SptePath[];
  readonly steps: Readonly<Record<Label, StepDef<NoInfer<Label>>>>;
}

export interface Step extends StepDef<string> {
  readonly pc: number;
  readonly label: string;
  readonly program: Program;
  readonly targets: ReadonlyMap<string, number>;
}

export interface Program {
  readonly number: number;
  readonly id: string;
  readonly models: string;
  readonly version: string;
  readonly clears: readonly RegisterBlock[];
  readonly sptePaths: readonly SptePath[];
  readonly entry: number;
  readonly steps: readonly Step[];
}

/** Steps a program can have: program counters are number * STEPS_MAX + index. */
export const STEPS_MAX = 64;

/** Where the program of this number begins, for those who call it without loading it with themselves. */
export function programEntry(number: number): { readonly entry: number } {
  return { entry: number * STEPS_MAX };
}
export const PROGRAMS_MAX = 64;

export function defineProgram<const Label extends string>(def: ProgramDef<Label>): Program {
  const { number, id, models, version, clears, sptePaths = [] } = def;
  const labels = Object.keys(def.steps) as Label[];
  assert(number > 0 && number < PROGRAMS_MAX, `${id}: program number ${number} is out of range`);
  assert(labels.length <= STEPS_MAX, `${id} has more than ${STEPS_MAX} steps`);
  const entry = number * STEPS_MAX;
  const targets = new Map(labels.map((label, index) => [label as string, entry + index]));
  const steps: Step[] = [];
  const program: Program = { number, id, models, version, clears, sptePaths, entry, steps };
  labels.forEach((label, index) => {
    steps.push({ ...def.steps[label], pc: entry + index, label, program, targets });
  });
  return program;
}

/** All steps by program counter; holes are null, and 0 is no step: an actor with nothing to do. */
export function linkPrograms(programs: readonly Program[]): readonly (Step | null)[] {
  const table: (Step | null)[] = new Array<Step | null>(PROGRAMS_MAX * STEPS_MAX).fill(null);
  for (const program of programs) {
    for (const step of program.steps) {
      assert(table[step.pc] === null, `program number ${program.number} is used twice`);
      table[step.pc] = step;
    }
  }
  return table;
}

export function stepAt(table: readonly (Step | null)[], pc: number): Step {
  return present(table[pc], 'a program counter points at no step');
}
