/** Every column of every shipped scenario, by name, for tests over all of them. */
import { readFileSync, readdirSync } from 'node:fs';
import { parseScenario } from '../../scenario/parse-scenario.ts';
import type { Scenario, ScenarioColumn } from '../../scenario/scenario.ts';

const FOLDER = new URL('../scenarios/', import.meta.url);

export function shippedScenarios(): Scenario[] {
  return readdirSync(FOLDER)
    .sort()
    .map((file) => {
      const result = parseScenario(readFileSync(new URL(file, FOLDER), 'utf8'));
      if (!result.ok) throw new Error(`${file}: ${JSON.stringify(result.issues)}`);
      return result.value;
    });
}

/** `zap-drops-dirty-assist, before` and its column. */
export function shippedColumns(): (readonly [string, ScenarioColumn])[] {
  return shippedScenarios().flatMap(({ info, columns }) =>
    columns.map((column) => [`${info.id}, ${column.info.id}`, column] as const),
  );
}
