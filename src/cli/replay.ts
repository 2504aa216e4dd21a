/** `replay`: one run of a scenario, step by step. */
import { fail, ok, type Issue, type Result } from '../base/result.ts';
import { parseSchedule } from '../engine/schedule-text.ts';
import type { Choice } from '../protocol/run.ts';
import { suggestWord } from '../scenario/did-you-mean.ts';
import type { Scenario, ScenarioColumn } from '../scenario/scenario.ts';
import { formatReplay } from './format-replay.ts';
import { replayReport } from './replay-report.ts';
import { runSchedule, type ReplayRun } from './replay-run.ts';
import { openReplaySource, type ReplaySource } from './replay-source.ts';
import { digestDifferences, storyDifferences } from './replay-verdict.ts';
import { EXIT, refuse, type Outcome, type Verb, type VerbArguments } from './verb.ts';

function findColumn(scenario: Scenario, name: string | null): Result<ScenarioColumn> {
  const { columns } = scenario;
  const column = name === null ? columns[0] : columns.find(({ info }) => info.id === name);
  if (column !== undefined) return ok(column);
  return fail([
    {
      code: 'unknown-column',
      path: 'column',
      message: `The scenario ${scenario.info.id} has no column "${name}".`,
      hint: suggestWord(
        name ?? '',
        columns.map(({ info }) => info.id),
      ),
    },
  ]);
}

/** A schedule given on the command line goes before the link's, and that before the story's. */
function findSchedule(
  { scenario, link }: ReplaySource,
  column: ScenarioColumn,
  given: string | undefined,
): Result<readonly Choice[]> {
  const text = given ?? link?.run;
  return typeof text === 'string' ? parseSchedule(text, column.config.actors) : ok(scenario.script);
}

/** What of the run is compared: everything that was not changed on the command line. */
function differences(
  { link }: ReplaySource,
  { column, run, options }: Replayed & Pick<VerbArguments, 'options'>,
): readonly string[] {
  if (options['schedule'] !== undefined) return [];
  const digest =
    link !== null && options['column'] === undefined ? digestDifferences(link, run) : [];
  const isStory = link === null || link.run === null;
  return [...digest, ...(isStory ? storyDifferences(column, run) : [])];
}

interface Replayed {
  readonly column: ScenarioColumn;
  readonly run: ReplayRun;
}

function stuck({ ran }: ReplayRun): string | null {
  if (ran.stopped === null) return null;
  const { step, text } = ran.stopped;
  return `The schedule cannot be followed beyond step ${step - 1}: at step ${step}, ${text}. Change the schedule from there on.`;
}

async function replay({ positionals, options }: VerbArguments): Promise<Outcome> {
  const [argument] = positionals;
  if (argument === undefined) return refuse(NOTHING_NAMED);
  const source = await openReplaySource(argument);
  if (!source.ok) return { kind: 'refused', issues: source.issues };
  const { scenario, link, notes } = source.value;
  const column = findColumn(scenario, options['column'] ?? link?.column ?? null);
  if (!column.ok) return { kind: 'refused', issues: column.issues };
  const schedule = findSchedule(source.value, column.value, options['schedule']);
  if (!schedule.ok) return { kind: 'refused', issues: schedule.issues };

  const run = await runSchedule(scenario, {
    column: column.value.info.id,
    schedule: schedule.value,
  });
  const report = replayReport({
    scenario,
    column: column.value,
    schedule: schedule.value,
    run,
  });
  const found = differences(source.value, { column: column.value, run, options });
  const stopped = stuck(run);
  return {
    kind: 'report',
    exitCode: stopped !== null ? EXIT.BAD_INPUT : found.length > 0 ? EXIT.DIFFERS : EXIT.OK,
    json: report.json,
    text: formatReplay(report, found),
    notes: stopped === null ? notes : [...notes, stopped],
  };
}

const NOTHING_NAMED: Issue = {
  code: 'missing-argument',
  path: '',
  message: 'Nothing is named to be replayed.',
  hint: 'Name a shipped scenario (see list), a scenario file, or a link.',
};

export const REPLAY: Verb = {
  name: 'replay',
  usage: '<link | scenario-id | file.yaml> [--column C] [--schedule S]',
  summary: 'one run, step by step, then what it violates',
  options: {
    column: 'which column to run in; the first one otherwise',
    schedule: "what to run, like zap:7.vcpu0:5; the link's run or the story otherwise",
  },
  positionals: 1,
  run: replay,
};
