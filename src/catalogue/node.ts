/** The shipped scenarios as the command line, the bench and tests get them: from the files. */
import { readFile } from 'node:fs/promises';
import { fail, ok, type Result } from '../base/result.ts';
import { unknownScenario } from '../scenario/unknown-scenario.ts';
import summaries from './summaries.json' with { type: 'json' };

const FOLDER = new URL('./scenarios/', import.meta.url);

/** In the order to be read in. */
export function scenarioIds(): readonly string[] {
  return summaries.map(({ id }) => id);
}

/** The YAML text of a shipped scenario. */
export async function loadScenarioText(id: string): Promise<Result<string>> {
  const known = scenarioIds();
  if (!known.includes(id)) return fail([unknownScenario(id, known)]);
  return ok(await readFile(new URL(`${id}.yaml`, FOLDER), 'utf8'));
}
