/** A listing as text. */
import type { ColumnListing, Listing, ScenarioListing } from './listing.ts';
import { alignColumns } from './align-columns.ts';

export function formatListing({ scenarios, profiles, properties }: Listing): string {
  return [
    'Scenarios',
    ...scenarios.flatMap(formatScenario),
    '',
    'Kernel profiles',
    ...alignColumns(profiles.map(({ id, title }) => [id, title])).map(indent),
    '',
    'Properties',
    ...alignColumns(properties.map(({ id, sentence }) => [id, sentence])).map(indent),
    '',
  ].join('\n');
}

function indent(line: string): string {
  return `  ${line}`;
}

function formatScenario({ id, title, columns }: ScenarioListing): string[] {
  const rows = columns.map((column) => [column.id, column.profile, expectation(column)]);
  return [`  ${id}: ${title}`, ...alignColumns(rows).map((line) => `    ${line}`)];
}

/** `P8 sometimes, P12 sometimes`; what never happens goes without saying. */
function expectation({ expected }: ColumnListing): string {
  const violated = Object.entries(expected).filter(([, verdict]) => verdict !== 'never');
  if (violated.length === 0) return 'nothing is ever violated';
  return violated.map(([id, verdict]) => `${id} ${verdict}`).join(', ');
}
