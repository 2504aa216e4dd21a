/** The scenarios that are shipped; the app knows them, the page lists them. */
import { createContext, use } from 'react';
import type { ScenarioSummary } from '../../protocol/scenario-info.ts';

export const ScenarioListContext = createContext<readonly ScenarioSummary[]>([]);

export function useScenarioList(): readonly ScenarioSummary[] {
  return use(ScenarioListContext);
}
