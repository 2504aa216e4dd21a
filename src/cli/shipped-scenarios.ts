/** The shipped scenarios, read from their files. */
import { loadScenarioText, scenarioIds } from '../catalogue/node.ts';
import type { Result } from '../base/result.ts';
import { parseScenario } from '../scenario/parse-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';

export async function loadShipped(id: string): Promise<Result<Scenario>> {
  const text = await loadScenarioText(id);
  return text.ok ? parseScenario(text.value) : text;
}

export async function loadAllShipped(): Promise<readonly Result<Scenario>[]> {
  return Promise.all(scenarioIds().map(loadShipped));
}
