/** What is shipped: every story can be told, and every verdict is what all runs together say. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { DETECTORS } from '../engine/detectors/registry.ts';
import { Machine } from '../engine/machine.ts';
import type { MachineConfig } from '../engine/machine-config.ts';
import { exploreAll, verdictOf } from '../engine/testing/explore-all.ts';
import { Search } from '../explorer/search.ts';
import { propertyVerdicts } from '../explorer/verdicts.ts';
import type { Result } from '../base/result.ts';
import { parseScenario } from '../scenario/parse-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { loadScenario, loadScenarioDocument, parseCustomScenario } from './index.ts';
import { FIRST_SCENARIO_ID, loadScenarioSummaries } from './listing.ts';
import { loadScenarioText, scenarioIds } from './node.ts';
import { SpteFindings, spteDefectsOf } from './testing/spte-findings.ts';

const FOLDER = new URL('./scenarios/', import.meta.url);
const FILES = readdirSync(FOLDER).sort();
const SUMMARIES = await loadScenarioSummaries();

function read(file: string): Scenario {
  const result = parseScenario(readFileSync(new URL(file, FOLDER), 'utf8'));
  if (!result.ok) throw new Error(`${file}: ${JSON.stringify(result.issues)}`);
  return result.value;
}

const SCENARIOS = FILES.map((file) => [file, read(file)] as const);
const COLUMNS = SCENARIOS.flatMap(([file, scenario]) =>
  scenario.columns.map((column) => [`${file}, ${column.info.id}`, scenario, column] as const),
);

/** Names of the properties that a run violates. */
function violationsOf(config: MachineConfig, script: Scenario['script']): string[] {
  const machine = new Machine(config);
  const violated = script.reduce((bits, step) => bits | machine.step(step), 0);
  return DETECTORS.filter((_, bit) => (violated & (1 << bit)) !== 0).map(({ id }) => id);
}

/** What each actor can do next when the story is over, and in how many ways. */
function whereEnds(config: MachineConfig, script: Scenario['script']): string[] {
  const machine = new Machine(config);
  for (const step of script) machine.step(step);
  return config.actors.map((_, actor) => {
    const next = machine.nextStep(actor);
    return next === null ? 'finished' : `${next.pc} in ${machine.variants(actor)} ways`;
  });
}

function verdictsOf(config: MachineConfig, findings?: SpteFindings): Record<string, string> {
  const machine = new Machine(config);
  const { properties } = exploreAll(machine, (actor) => findings?.look(machine, actor));
  return Object.fromEntries(Object.entries(properties).map(([id, runs]) => [id, verdictOf(runs)]));
}

/** What the explorer says, with its table of fingerprints; `verdictsOf` walks plainly. */
function explorerVerdicts(config: MachineConfig): Record<string, string> {
  const search = new Search(new Machine(config));
  while (!search.advance(1_000_000));
  expect(search.bounded).toBeNull();
  const verdicts = propertyVerdicts(search.graph, { bounded: false });
  return Object.fromEntries(verdicts.map(({ property, verdict }) => [property, verdict]));
}

function present(result: Result<Scenario>): Scenario {
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  return result.value;
}

/** Which programs a machine comes with is no part of what a scenario says. */
function withoutPrograms({ columns, ...rest }: Scenario): unknown {
  return {
    ...rest,
    columns: columns.map(({ config, ...column }) => ({ ...column, ...config, programs: null })),
  };
}

describe.each(SCENARIOS)('%s', (file, scenario) => {
  it('has the name of its file', () => {
    expect(`${scenario.info.id}.yaml`).toBe(file);
  });

  it('is listed with its own words', () => {
    const { id, title, summary, columns } = scenario.info;
    const summaries = SUMMARIES.filter((listed) => listed.id === id);
    expect(summaries).toEqual([
      {
        id,
        title,
        summary,
        columns: columns.map((column) => ({ id: column.id, title: column.title })),
      },
    ]);
  });

  it('tells its story to the end of every actor, or as far as all columns go the same way', () => {
    const ends = scenario.columns.map(({ config }) => whereEnds(config, scenario.script));
    const isOver = ends[0]!.every((end) => end === 'finished');
    expect(isOver || new Set(ends.map((end) => end.join())).size > 1, String(ends)).toBe(true);
    expect(scenario.info.narration.at(-1)?.step).toBe(scenario.script.length);
  });

  it('says little at a time', () => {
    for (const { text } of scenario.info.narration) {
      expect(text.match(/[.?](\s|$)/g)?.length, text).toBeLessThanOrEqual(4);
      expect(text.length, text).toBeLessThanOrEqual(330);
    }
  });
});

describe.each(COLUMNS)('%s', (_name, scenario, { config, info, shows }) => {
  it('shows what it says it shows', () => {
    expect(violationsOf(config, scenario.script)).toEqual(shows);
  });

  it('[STATE-5] does in all its runs what is expected, and nothing else to its SPTEs', () => {
    const findings = new SpteFindings(config);
    expect(verdictsOf(config, findings)).toEqual(info.expected);
    expect(explorerVerdicts(config)).toEqual(info.expected);
    expect(findings.beyondStaleSnapshots()).toEqual(spteDefectsOf(scenario.info.id, info.id));
  });
});

test('every file is listed, and every scenario listed has a file', () => {
  const listed = SUMMARIES.map(({ id }) => `${id}.yaml`);
  expect([...listed].sort()).toEqual(FILES);
  expect(scenarioIds()).toEqual(SUMMARIES.map(({ id }) => id));
  expect(scenarioIds()[0]).toBe(FIRST_SCENARIO_ID);
});

test('the patch is what makes the difference: without its flag, Dirty is lost again', () => {
  const lost = SCENARIOS.filter(([, { info }]) => info.id.includes('drops-dirty'));
  for (const [, { columns }] of lost) {
    const after = columns.find(({ info }) => info.id === 'after')!.config;
    const without = { ...after, profile: { ...after.profile, tdpWrite: 'plain' } as const };
    expect(verdictsOf(without)).toMatchObject({ P8: 'sometimes', P12: 'sometimes' });
  }
});

describe('loading', () => {
  it.each(scenarioIds())('%s is the same from the page and from the file', async (id) => {
    const text = await loadScenarioText(id);
    const fromFile = present(parseScenario(text.ok ? text.value : ''));
    const fromPage = present(await loadScenario(id));
    expect(withoutPrograms(fromPage)).toEqual(withoutPrograms(fromFile));
    // The page loads the programs that the story needs: no less.
    for (const { config } of fromPage.columns) {
      for (const step of fromPage.script) expect(step.actor).toBeLessThan(config.actors.length);
      expect(() => violationsOf(config, fromPage.script)).not.toThrow();
    }
    expect(present(await parseCustomScenario(text.ok ? text.value : ''))).toEqual(fromFile);
  });

  it('says which scenarios there are when one is not there', async () => {
    const expected = {
      ok: false,
      issues: [
        {
          code: 'unknown-scenario',
          path: 'scenario',
          message: 'There is no scenario "aging-drop-dirty".',
          hint: `Did you mean "aging-drops-dirty"? There are ${scenarioIds().length} known here.`,
        },
      ],
    };
    expect(await loadScenarioDocument('aging-drop-dirty')).toEqual(expected);
    expect(await loadScenario('aging-drop-dirty')).toEqual(expected);
    expect(await loadScenarioText('aging-drop-dirty')).toEqual(expected);
  });
});
