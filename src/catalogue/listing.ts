/**
 * The list of the shipped scenarios, for the page: apart from the scenarios themselves, which only the
 * worker opens. A test holds it against the files.
 */
import type { ScenarioSummary } from '../scenario/scenario-info.ts';

/** The one to begin with. */
export const FIRST_SCENARIO_ID = 'zap-drops-dirty-assist';

/** What there is, in the order to be read in: loaded when somebody looks at the list. */
export async function loadScenarioSummaries(): Promise<readonly ScenarioSummary[]> {
  const { default: summaries } = await import('./summaries.json');
  return summaries;
}
