/** What an exhaustive search of a scenario found, column by column: the shape that --json promises. */
import { comparisonSentence } from '../explorer/compare-columns.ts';
import { SEARCH_BOUNDS } from '../explorer/search.ts';
import type { Scenario, ScenarioColumn } from '../scenario/scenario.ts';
import { exploreColumn, type ExploredColumn, type HowToExplore } from './explore-column.ts';

export interface ComparedColumn extends ExploredColumn {
  /** What became of the outcomes of the first column; null in that one, and where they are not known. */
  readonly comparison: string | null;
}

export interface ExploreJson {
  readonly scenario: string;
  readonly expected: 'met' | 'not met';
  readonly columns: readonly ComparedColumn[];
}

function comparisonOf(first: ExploredColumn | undefined, column: ExploredColumn): string | null {
  if (first === undefined || first === column) return null;
  const { outcomes } = column;
  if (first.outcomes === null || outcomes === null) return null;
  return comparisonSentence(
    [
      { outcomes: first.outcomes, bound: first.bound },
      { outcomes, bound: column.bound },
    ],
    first.column,
  );
}

export function reportOf(scenario: string, explored: readonly ExploredColumn[]): ExploreJson {
  const met = explored.every(({ properties }) =>
    properties.every(({ verdict, expected }) => verdict === expected),
  );
  const columns = explored.map((column) => ({
    ...column,
    comparison: comparisonOf(explored[0], column),
  }));
  return { scenario, expected: met ? 'met' : 'not met', columns };
}

export function exploreReport(
  { info }: Scenario,
  columns: readonly ScenarioColumn[],
  how: HowToExplore = { bounds: SEARCH_BOUNDS, reduced: false, spte: null },
): ExploreJson {
  return reportOf(
    info.id,
    columns.map((column) => exploreColumn(column, how)),
  );
}
