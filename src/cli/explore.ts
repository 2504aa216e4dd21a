/** `explore`: every interleaving of a scenario, and what it says of each property. */
import { fail, ok, type Issue, type Result } from '../base/result.ts';
import { SEARCH_BOUNDS, type SearchBounds } from '../explorer/search.ts';
import { suggestWord } from '../scenario/did-you-mean.ts';
import type { Scenario, ScenarioColumn } from '../scenario/scenario.ts';
import { exploreColumns } from './explore-columns.ts';
import { reportOf, type ExploreJson } from './explore-report.ts';
import { drawWitnesses } from './explore-witnesses.ts';
import { formatExploreJunit } from './format-explore-junit.ts';
import { formatExploreMarkdown } from './format-explore-markdown.ts';
import { formatExplore } from './format-explore.ts';
import { openReplaySource, type ReplaySource } from './replay-source.ts';
import { readSpteOption } from './spte-option.ts';
import { EXIT, refuse, type Outcome, type Verb, type VerbArguments } from './verb.ts';

function findColumns(
  { columns, info }: Scenario,
  name: string | undefined,
): Result<readonly ScenarioColumn[]> {
  if (name === undefined) return ok(columns);
  const found = columns.filter((column) => column.info.id === name);
  if (found.length > 0) return ok(found);
  const known = columns.map((column) => column.info.id);
  const message = `The scenario ${info.id} has no column "${name}".`;
  return fail([
    { code: 'unknown-column', path: 'column', message, hint: suggestWord(name, known) },
  ]);
}

function wholeNumber(
  text: string,
  { option, like }: { readonly option: string; readonly like: string },
): Result<number> {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return ok(value);
  return fail([
    {
      code: 'bad-number',
      path: option,
      message: `"${text}" is no number of ${option}.`,
      hint: `Write a whole number above 0, like ${like}.`,
    },
  ]);
}

function boundsOf(states: string | undefined): Result<SearchBounds> {
  if (states === undefined) return ok(SEARCH_BOUNDS);
  const statesMax = wholeNumber(states, { option: 'states', like: '1000000' });
  return statesMax.ok ? ok({ ...SEARCH_BOUNDS, statesMax: statesMax.value }) : statesMax;
}

type ExploreFormat = 'text' | 'json' | 'junit' | 'markdown';

type Formatter = (report: ExploreJson, source: ReplaySource) => string | Promise<string>;

const FORMATTERS: Readonly<Record<ExploreFormat, Formatter>> = {
  text: async (report, { scenario, source }) =>
    formatExplore(report, await drawWitnesses(scenario, report.columns, source)),
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
  junit: formatExploreJunit,
  markdown: async (report, { scenario, source }) =>
    formatExploreMarkdown(report, await drawWitnesses(scenario, report.columns, source)),
};

function isFormat(name: string): name is ExploreFormat {
  return Object.hasOwn(FORMATTERS, name);
}

function formatOf(name = 'text'): Result<ExploreFormat> {
  if (isFormat(name)) return ok(name);
  return fail([
    {
      code: 'unknown-format',
      path: 'format',
      message: `There is no format "${name}".`,
      hint: suggestWord(name, Object.keys(FORMATTERS)),
    },
  ]);
}

async function explore({ flags, positionals, options }: VerbArguments): Promise<Outcome> {
  const [argument] = positionals;
  if (argument === undefined) return refuse(NOTHING_NAMED);
  const source = await openReplaySource(argument);
  if (!source.ok) return { kind: 'refused', issues: source.issues };
  const { scenario, notes } = source.value;
  const columns = findColumns(scenario, options['column']);
  if (!columns.ok) return { kind: 'refused', issues: columns.issues };
  const bounds = boundsOf(options['states']);
  if (!bounds.ok) return { kind: 'refused', issues: bounds.issues };
  const format = formatOf(options['format']);
  if (!format.ok) return { kind: 'refused', issues: format.issues };
  const spte = readSpteOption(options['spte']);
  if (!spte.ok) return { kind: 'refused', issues: spte.issues };
  const workers = wholeNumber(options['workers'] ?? '1', { option: 'workers', like: '2' });
  if (!workers.ok) return { kind: 'refused', issues: workers.issues };
  const explored = await exploreColumns({
    argument,
    columns: columns.value,
    how: { bounds: bounds.value, reduced: flags.has('reduce'), spte: spte.value },
    workers: workers.value,
  });
  const report = reportOf(scenario.info.id, explored);
  return {
    kind: 'report',
    exitCode: report.expected === 'met' ? EXIT.OK : EXIT.DIFFERS,
    json: report,
    text: await FORMATTERS[format.value](report, source.value),
    notes,
  };
}

const NOTHING_NAMED: Issue = {
  code: 'missing-argument',
  path: '',
  message: 'Nothing is named to be explored.',
  hint: 'Name a shipped scenario (see list), a scenario file, or a link.',
};

export const EXPLORE: Verb = {
  name: 'explore',
  usage:
    '<scenario-id | file.yaml | link> [--column C] [--states N] [--workers N] [--format F] [--spte GFN[:LEVEL]] [--reduce]',
  summary: 'every interleaving, and what it says of each property',
  options: {
    column: 'which column to search; all otherwise',
    format: 'text, json, junit or markdown',
    spte: 'an SPTE, in hexadecimal like 0x205 or 0x200:2: how often it changes, and how',
    states: 'how many states at most; then the search is called bounded',
    workers: 'how many columns to search at the same time, for large scenarios; 1 otherwise',
  },
  flags: {
    reduce: 'pass over interleavings that differ only in the order of steps nobody else sees',
  },
  positionals: 1,
  run: explore,
};
