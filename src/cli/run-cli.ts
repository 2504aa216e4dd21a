/** The command line: finds the verb, prints what came of it, and says so in the exit code. */
import { parseArgs } from 'node:util';
import { InvariantViolation } from '../base/assert.ts';
import { formatIssue, type Issue } from '../base/result.ts';
import { suggestWord } from '../scenario/did-you-mean.ts';
import { EngineCrash } from './engine-crash.ts';
import { EXPLORE } from './explore.ts';
import { LIST } from './list.ts';
import { REPLAY } from './replay.ts';
import { TRACE } from './trace.ts';
import { callOf, usage, verbUsage } from './usage.ts';
import { VECTORS } from './vectors.ts';
import { EXIT, optionsOf, type Outcome, type Verb } from './verb.ts';

export const VERBS: readonly Verb[] = [LIST, EXPLORE, REPLAY, VECTORS, TRACE];

/** Where it prints: standard output and standard error, or a test's strings. */
export interface CliStreams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

export async function runCli(
  argv: readonly string[],
  streams: CliStreams,
  verbs: readonly Verb[] = VERBS,
): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    streams.out(usage(verbs));
    return EXIT.OK;
  }
  const verb = verbs.find((candidate) => candidate.name === name);
  if (verb === undefined) return complain([unknownVerb(name, verbs)], streams);
  const parsed = parseVerbArguments(verb, rest);
  if ('issue' in parsed) return complain([parsed.issue], streams);
  const { help, json, ...args } = parsed;
  if (help) {
    streams.out(verbUsage(verb));
    return EXIT.OK;
  }
  try {
    return print(await verb.run(args), { json, streams });
  } catch (error) {
    return reportBug(error, { argv, streams });
  }
}

interface ParsedArguments {
  readonly help: boolean;
  readonly json: boolean;
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, string>>;
  readonly flags: ReadonlySet<string>;
}

function parseVerbArguments(
  verb: Verb,
  args: readonly string[],
): ParsedArguments | { readonly issue: Issue } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: optionsOf(verb),
      allowPositionals: true,
    });
    if (positionals.length > verb.positionals) {
      return {
        issue: badArguments(verb, `There is one argument too many: ${positionals.at(-1)}.`),
      };
    }
    const options = Object.entries(values).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    );
    return {
      help: values['help'] === true,
      json: values['json'] === true,
      positionals,
      options: Object.fromEntries(options),
      flags: new Set(Object.keys(values).filter((name) => values[name] === true)),
    };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // The library goes on with advice on arguments that begin with a dash.
    const [sentence = ''] = error.message.split('. ');
    return { issue: badArguments(verb, `${sentence.replace(/\.$/, '')}.`) };
  }
}

function badArguments(verb: Verb, message: string): Issue {
  return {
    code: 'bad-arguments',
    path: '',
    message,
    hint: `Usage: ${callOf(verb)}`,
  };
}

function unknownVerb(name: string, verbs: readonly Verb[]): Issue {
  const known = verbs.map((verb) => verb.name);
  return {
    code: 'unknown-verb',
    path: '',
    message: `There is no verb "${name}".`,
    hint: suggestWord(name, known),
  };
}

function complain(issues: readonly Issue[], { err }: CliStreams): number {
  for (const issue of issues) err(`${formatIssue(issue)}\n`);
  return EXIT.BAD_INPUT;
}

function print(
  outcome: Outcome,
  { json, streams }: { readonly json: boolean; readonly streams: CliStreams },
): number {
  if (outcome.kind === 'refused') return complain(outcome.issues, streams);
  streams.out(json ? `${JSON.stringify(outcome.json, null, 2)}\n` : outcome.text);
  for (const note of outcome.notes) streams.err(`${note}\n`);
  return outcome.exitCode;
}

/** Our own bug: what it says, and how to bring it back. Anything else is none of ours to explain. */
function reportBug(
  error: unknown,
  { argv, streams }: { readonly argv: readonly string[]; readonly streams: CliStreams },
): number {
  if (!(error instanceof EngineCrash) && !(error instanceof InvariantViolation)) throw error;
  const command = `sptescope ${argv.map((word) => JSON.stringify(word)).join(' ')}`;
  const repro = error instanceof EngineCrash ? `${error.repro}\n` : '';
  streams.err(`This is a bug of sptescope: ${error.message}\n${repro}It came of: ${command}\n`);
  return EXIT.BUG;
}
