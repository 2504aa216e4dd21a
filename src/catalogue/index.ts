/**
 * The shipped scenarios as the worker gets them: each is loaded when it is opened. What is needed to
 * list them is in listing.ts.
 */
import { fail, ok, type Result } from '../base/result.ts';
import type { ProgramSet } from '../engine/programs/program-set.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { ScenarioDocument } from '../scenario/schema.ts';
import { unknownScenario } from '../scenario/unknown-scenario.ts';

/** By path; read from YAML, and held against the schema, when the page was built. */
const DOCUMENTS = import.meta.glob<ScenarioDocument>('./scenarios/*.yaml', { import: 'default' });

/** What a shipped scenario's file says. */
export async function loadScenarioDocument(id: string): Promise<Result<ScenarioDocument>> {
  const load = DOCUMENTS[`./scenarios/${id}.yaml`];
  if (load !== undefined) return ok(await load());
  const known = Object.keys(DOCUMENTS).map((path) =>
    path.slice('./scenarios/'.length, -'.yaml'.length),
  );
  return fail([unknownScenario(id, known)]);
}

// The two below load what they need when they are called: the page imports this file for its list,
// and shall get neither the engine, nor the schema, nor a YAML parser with it.

export async function loadScenario(id: string): Promise<Result<Scenario>> {
  const document = await loadScenarioDocument(id);
  if (!document.ok) return document;
  const { assembleScenario } = await import('../scenario/assemble-scenario.ts');
  return assembleScenario(document.value, await loadPrograms(document.value));
}

/** A scenario from the text of somebody's own file. */
export async function parseCustomScenario(text: string): Promise<Result<Scenario>> {
  const { parseScenario } = await import('../scenario/parse-scenario.ts');
  return parseScenario(text);
}

/** Operations of the core programs, where the CPU keeps Accessed and Dirty bits. */
const CORE_OPERATION = /^(?:load|store|fetch|zap|clear_young|clear_flush_young) /;

/** The core programs come with the engine; the others when a scenario needs one of them. */
async function loadPrograms({ actors, columns, memslots }: ScenarioDocument): Promise<ProgramSet> {
  const large = memslots.some((slot) => slot.large === true);
  const withoutAd = columns.some(({ layout }) => layout.includes('noad'));
  const core = actors.every(({ ops }) => ops.every((operation) => CORE_OPERATION.test(operation)));
  if (core && !withoutAd && !large) {
    return (await import('../engine/programs/core-programs.ts')).CORE_PROGRAMS;
  }
  return (await import('../engine/programs/all-programs.ts')).ALL_PROGRAMS;
}
