/** What a verb of the command line is: it gets its arguments, and gives an outcome; it prints nothing. */
import type { ParseArgsConfig } from 'node:util';
import type { Issue } from '../base/result.ts';

/**
 * 0: ran, and everything is as expected. 1: ran, and a verdict or a comparison differs. 2: bad input.
 * 70: our own bug (EX_SOFTWARE of sysexits.h).
 */
export const EXIT = { OK: 0, DIFFERS: 1, BAD_INPUT: 2, BUG: 70 } as const;

export interface VerbArguments {
  readonly positionals: readonly string[];
  /** Values of the options given. */
  readonly options: Readonly<Record<string, string>>;
  /** Options without a value that were given. */
  readonly flags: ReadonlySet<string>;
}

export interface Report {
  readonly kind: 'report';
  readonly exitCode: number;
  /** For --json: its shape is promised. */
  readonly json: unknown;
  /** For people. */
  readonly text: string;
  /** What is no part of the report: remarks on the input, printed beside it. */
  readonly notes: readonly string[];
}

export interface Refusal {
  readonly kind: 'refused';
  readonly issues: readonly Issue[];
}

export type Outcome = Report | Refusal;

export interface Verb {
  readonly name: string;
  /** Its arguments, as the usage writes them. */
  readonly usage: string;
  readonly summary: string;
  /** Options with a value. */
  readonly options: Readonly<Record<string, string>>;
  /** Options without a value, besides --json and --help. */
  readonly flags?: Readonly<Record<string, string>>;
  /** How many arguments it takes. */
  readonly positionals: number;
  readonly run: (args: VerbArguments) => Promise<Outcome>;
}

/** The options as node:util wants them. */
export function optionsOf(verb: Verb): NonNullable<ParseArgsConfig['options']> {
  const own = Object.keys(verb.options).map((name) => [name, { type: 'string' }] as const);
  const flags = Object.keys(verb.flags ?? {}).map((name) => [name, { type: 'boolean' }] as const);
  return {
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
    ...Object.fromEntries<NonNullable<ParseArgsConfig['options']>[string]>([...own, ...flags]),
  };
}

export function refuse(issue: Issue): Refusal {
  return { kind: 'refused', issues: [issue] };
}
