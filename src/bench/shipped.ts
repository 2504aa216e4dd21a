/** The shipped scenarios, built; a bench has no use for one that is wrong. */
import { formatIssue } from '../base/result.ts';
import { loadScenarioText, scenarioIds } from '../catalogue/node.ts';
import { parseScenario } from '../scenario/parse-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';

export async function shippedScenarios(): Promise<Scenario[]> {
  const all: Scenario[] = [];
  for (const id of scenarioIds()) {
    const text = await loadScenarioText(id);
    const scenario = text.ok ? parseScenario(text.value) : text;
    if (!scenario.ok) throw new Error(scenario.issues.map(formatIssue).join('\n'));
    all.push(scenario.value);
  }
  return all;
}
