/** The scenarios that are shipped; the app knows where they are, the page lists them. */
import { createContext, use, useEffect, useState } from 'react';
import type { ScenarioSummary } from '../../protocol/scenario-info.ts';

export type LoadScenarioList = () => Promise<readonly ScenarioSummary[]>;

export const ScenarioListContext = createContext<LoadScenarioList>(() => Promise.resolve([]));

/** Null until it is there. */
export function useScenarioList(): readonly ScenarioSummary[] | null {
  const load = use(ScenarioListContext);
  const [list, setList] = useState<readonly ScenarioSummary[] | null>(null);
  useEffect(() => {
    let wanted = true;
    const show = (loaded: readonly ScenarioSummary[]): void => {
      if (wanted) setList(loaded);
    };
    // The page says what could not be loaded.
    load().then(show, () => show([]));
    return () => {
      wanted = false;
    };
  }, [load]);
  return list;
}
