/**
 * From a document of the right shape to a scenario: what the words in it mean, and machines built of
 * them. Knows neither YAML nor the schema, so that the page, whose own scenarios are read when it is
 * built, can do without both; a file's text comes in through parse-scenario.ts.
 */
import { fail, ok, type Result } from '../base/result.ts';
import { DETECTORS } from '../engine/detectors/registry.ts';
import type { ProgramSet } from '../engine/programs/program-set.ts';
import { buildActors, countZaps } from './build-actors.ts';
import { buildColumns, type KernelColumn } from './build-columns.ts';
import { buildMemslots, checkInSlots } from './build-memslots.ts';
import { buildLeafs, buildTlb, readMappings } from './build-state.ts';
import { buildStory } from './build-story.ts';
import { IssueList, issueOf } from './issues.ts';
import type { LinkInfo, ScenarioInfo } from './scenario-info.ts';
import type { Scenario, ScenarioColumn } from './scenario.ts';
import { FRAME_NUMBER_LIMIT } from './limits.ts';
import type { ScenarioChecks } from './scenario-checks.ts';
import type { ScenarioDocument } from './schema.ts';

const PAGE_SHIFT = 12;

/** A shipped scenario: its shape has been checked when the site was built, the rest by its tests. */
export function assembleScenario(
  document: ScenarioDocument,
  programs: ProgramSet,
): Result<Scenario> {
  const issues = new IssueList();
  const scenario = assemble(document, { programs, checks: null }, issues);
  return scenario === null ? fail(issues.all.map(issueOf)) : ok(scenario);
}

interface Means {
  readonly programs: ProgramSet;
  readonly checks: ScenarioChecks | null;
}

/** The same, for readers that know where in a text the issues are. Null with at least one issue. */
export function assemble(
  document: ScenarioDocument,
  { programs, checks }: Means,
  issues: IssueList,
): Scenario | null {
  const kernels = buildColumns(document.columns, issues);
  const parts = buildParts(document, kernels, issues);
  checks?.checkKernels(document, kernels, issues);
  const columns: ScenarioColumn[] = [];
  for (const { info, layout, profile, shows } of kernels) {
    // What is wrong in one column is likely to be wrong in all: it is told once.
    if (issues.hasIssues()) return null;
    const { memslots, actors, mappings, tlb, choices } = parts;
    const { dirtyLog: dirtyLogProtect } = document;
    const leafs = buildLeafs(mappings, layout, issues);
    const config = {
      ...{ programs, layout, profile, memslots, leafs, tlb, actors, choices, dirtyLogProtect },
      ...(document.flush === undefined ? {} : { flush: document.flush }),
    };
    const column = { id: info.id, index: columns.length, config, story: parts.story };
    checks?.checkColumn(document, column, issues);
    columns.push({ info, config, shows });
  }
  if (issues.hasIssues()) return null;
  return { info: infoOf(document, parts, kernels), columns, script: parts.story.script };
}

type Parts = ReturnType<typeof buildParts>;

/** What all columns have in common. */
function buildParts(
  document: ScenarioDocument,
  columns: readonly KernelColumn[],
  issues: IssueList,
) {
  const memslots = buildMemslots(
    document.memslots,
    { backings: 1 + countZaps(document.actors), pfnLimit: pfnLimitOf(columns) },
    issues,
  );
  const rules = { memslots, protect: document.dirtyLog };
  const actors = buildActors(document.actors, rules, issues);
  const mappings = readMappings(document.mappings, memslots, issues);
  const vcpus = actors.filter(({ kind }) => kind === 'vcpu').length;
  const tlb = buildTlb(document.tlb, { memslots, vcpus }, issues);
  if (document.focus !== undefined) {
    const range = { start: document.focus, end: document.focus + 1, path: ['focus'] };
    checkInSlots(memslots, range, issues);
  }
  const actorIds = actors.map(({ id }) => id);
  const story = buildStory(document.story, actorIds, issues);
  return { memslots, actors, mappings, tlb, story, choices: document.choices };
}

function pfnLimitOf(columns: readonly KernelColumn[]): number {
  const limits = columns.map(({ layout }) => 2 ** (layout.config.maxphyaddr - PAGE_SHIFT));
  return Math.min(FRAME_NUMBER_LIMIT, ...limits);
}

function infoOf(
  document: ScenarioDocument,
  parts: Parts,
  kernels: readonly KernelColumn[],
): ScenarioInfo {
  return {
    id: document.id,
    title: document.title,
    summary: document.summary.trim(),
    commits: document.commits.map(linkOf),
    columns: kernels.map(({ info }) => info),
    narration: parts.story.narration,
    focusGfn: document.focus ?? firstGfn(parts),
    properties: DETECTORS.map(({ id, title, sentence }) => ({ id, title, sentence })),
  };
}

/** The page that the first actor touches first. */
function firstGfn({ actors }: Parts): number {
  const operation = actors[0]?.operations[0];
  if (operation === undefined) return 0;
  return 'gfn' in operation ? operation.gfn : operation.gfnStart;
}

function linkOf({ title, commit, url }: ScenarioDocument['commits'][number]): LinkInfo {
  return {
    title,
    ...(commit === undefined ? {} : { commit }),
    ...(url === undefined ? {} : { url }),
  };
}
