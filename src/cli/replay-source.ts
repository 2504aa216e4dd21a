/** What `replay` is asked for: a link, a shipped scenario, or a file, and what goes with it. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { scenarioIds } from '../catalogue/node.ts';
import { fail, formatIssue, ok, type Issue, type Result } from '../base/result.ts';
import { textDeflater } from '../client/text-deflater.ts';
import { decodeLink } from '../link/decode-link.ts';
import type { Link, LinkSource } from '../link/link.ts';
import { packSource, unpackSource } from '../link/source-text.ts';
import { DIRTY_LOG_STRESS_ID, parseDirtyLogStress } from '../scenario/dirty-log-stress.ts';
import { parseScenario } from '../scenario/parse-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { unknownScenario } from '../scenario/unknown-scenario.ts';
import { loadShipped } from './shipped-scenarios.ts';

export interface ReplaySource {
  readonly scenario: Scenario;
  /** The link, when it was one. */
  readonly link: Link | null;
  /** How a link would name the scenario; null for one that was made for its parameters. */
  readonly source: LinkSource | null;
  readonly notes: readonly string[];
}

/** A link as people paste it: with the address before it, or from the # on, or without the #. */
const LINK = /(^|#)v\d+\//;
/** A scenario made for its parameters: `dirty-log-stress:pages=2,vcpus=3`. */
const STRESS = `${DIRTY_LOG_STRESS_ID}:`;
const SCENARIO_FILE = /\.ya?ml$/;

export async function openReplaySource(argument: string): Promise<Result<ReplaySource>> {
  if (LINK.test(argument)) return openLink(argument);
  if (argument.startsWith(STRESS)) {
    return withoutLink(parseDirtyLogStress(argument.slice(STRESS.length)), null);
  }
  if (scenarioIds().includes(argument)) {
    return withoutLink(await loadShipped(argument), { kind: 'shipped', id: argument });
  }
  if (SCENARIO_FILE.test(argument) || existsSync(argument)) {
    return loadFile(argument);
  }
  const { hint, ...issue } = unknownScenario(argument, scenarioIds());
  return fail([{ ...issue, hint: `${hint} A file of your own ends in .yaml.` }]);
}

function withoutLink(scenario: Result<Scenario>, source: LinkSource | null): Result<ReplaySource> {
  return scenario.ok ? ok({ scenario: scenario.value, link: null, source, notes: [] }) : scenario;
}

async function openLink(text: string): Promise<Result<ReplaySource>> {
  const decoded = decodeLink(text);
  if (!decoded.ok) return fail(decoded.issues);
  const { link, notes } = decoded;
  const scenario = await loadLinked(link);
  if (!scenario.ok) return scenario;
  const { source } = link;
  return ok({ scenario: scenario.value, link, source, notes: notes.map(formatIssue) });
}

async function loadLinked({ source }: Link): Promise<Result<Scenario>> {
  if (source.kind === 'shipped') return loadShipped(source.id);
  const text = await unpackSource(source.packed, textDeflater);
  return text.ok ? parseScenario(text.value) : text;
}

async function loadFile(path: string): Promise<Result<ReplaySource>> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return fail([unreadable(path)]);
  const parsed = parseScenario(text);
  if (!parsed.ok) return fail(parsed.issues.map((issue) => withFile(issue, path)));
  return withoutLink(parsed, { kind: 'custom', packed: await packSource(text, textDeflater) });
}

/** The place as compilers write it, which editors follow: `file:line:column`. */
function withFile({ code, path, line = 1, column = 1, message, hint }: Issue, file: string): Issue {
  const place = `${file}:${line}:${column}`;
  return { code, path: path === '' ? place : `${place}: ${path}`, message, hint };
}

function unreadable(path: string): Issue {
  return {
    code: 'not-found',
    path: '',
    message: `The file "${path}" cannot be read.`,
    hint: 'Name a scenario file, a shipped scenario, or a link.',
  };
}
