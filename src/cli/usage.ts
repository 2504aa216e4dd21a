/** What the command line says of itself. */
import { alignColumns } from './align-columns.ts';
import { EXIT, type Verb } from './verb.ts';

const EXIT_CODES: readonly (readonly [number, string])[] = [
  [EXIT.OK, 'ran, and everything is as expected'],
  [EXIT.DIFFERS, 'ran, and a verdict or a comparison differs'],
  [EXIT.BAD_INPUT, 'bad input; the message says what to mend'],
  [EXIT.BUG, 'a bug of sptescope; the message says how to bring it back'],
];

export function usage(verbs: readonly Verb[]): string {
  const rows = verbs.flatMap((verb) => [
    [verb.name, verb.usage],
    ['', verb.summary],
  ]);
  return [
    'Usage: sptescope <verb> [arguments] [--json]',
    '',
    ...alignColumns(rows).map((line) => `  ${line}`),
    '',
    'Every verb takes --json and --help. Exit codes:',
    ...exitCodes(),
    '',
  ].join('\n');
}

/** How a verb is called. */
export function callOf({ name, usage: args }: Verb): string {
  return ['sptescope', name, args, '[--json]'].filter((word) => word !== '').join(' ');
}

export function verbUsage(verb: Verb): string {
  const options = Object.entries({ ...verb.options, ...verb.flags, json: 'the result as JSON' });
  const rows = options.map(([name, meaning]) => [`--${name}`, meaning]);
  return [
    `Usage: ${callOf(verb)}`,
    `  ${verb.summary}`,
    '',
    ...alignColumns(rows).map((line) => `  ${line}`),
    '',
  ].join('\n');
}

function exitCodes(): string[] {
  return alignColumns(EXIT_CODES.map(([code, meaning]) => [String(code), meaning])).map(
    (line) => `  ${line}`,
  );
}
