/** `explore`: every interleaving of a scenario, and what it says of each property. */
import { fail, ok, type Issue, type Result } from '../base/result.ts';
import { SEARCH_BOUNDS, type SearchBounds } from '../explorer/search.ts';
import { suggestWord } from '../scenario/did-you-mean.ts';
import type { Scenario, ScenarioColumn } from '../scenario/scenario.ts';
import { exploreReport } from './explore-report.ts';
import { formatExplore } from './format-explore.ts';
import { openReplaySource } from './replay-source.ts';
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

function boundsOf(states: string | undefined): Result<SearchBounds> {
  if (states === undefined) return ok(SEARCH_BOUNDS);
  const statesMax = Number(states);
  if (Number.isSafeInteger(statesMax) && statesMax > 0) return ok({ ...SEARCH_BOUNDS, statesMax });
  return fail([
    {
      code: 'bad-number',
      path: 'states',
      message: `"${states}" is no number of states.`,
      hint: 'Write a whole number above 0, like 1000000.',
    },
  ]);
}

async function explore({ positionals, options }: VerbArguments): Promise<Outcome> {
  const [argument] = positionals;
  if (argument === undefined) return refuse(NOTHING_NAMED);
  const source = await openReplaySource(argument);
  if (!source.ok) return { kind: 'refused', issues: source.issues };
  const { scenario, notes } = source.value;
  const columns = findColumns(scenario, options['column']);
  if (!columns.ok) return { kind: 'refused', issues: columns.issues };
  const bounds = boundsOf(options['states']);
  if (!bounds.ok) return { kind: 'refused', issues: bounds.issues };
  const report = exploreReport(scenario, columns.value, bounds.value);
  return {
    kind: 'report',
    exitCode: report.expected === 'met' ? EXIT.OK : EXIT.DIFFERS,
    json: report,
    text: formatExplore(report),
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
  usage: '<scenario-id | file.yaml | link> [--column C] [--states N]',
  summary: 'every interleaving, and what it says of each property',
  options: {
    column: 'which column to search; all otherwise',
    states: 'how many states at most; then the search is called bounded',
  },
  positionals: 1,
  run: explore,
};
