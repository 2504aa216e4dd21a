/** What a search found, as Markdown: a table of verdicts, then the witnesses as they were drawn. */
import type { ExploredColumn, PropertyJson } from './explore-column.ts';
import type { ComparedColumn, ExploreJson } from './explore-report.ts';
import type { DrawnWitness } from './explore-witnesses.ts';
import { scopeOf } from './format-explore.ts';

function row({ column }: ExploredColumn, property: PropertyJson): string {
  const { verdict, expected, violatingEnds, ends, shortest } = property;
  const expectation = verdict === expected ? '' : ` (expected ${expected})`;
  const found = verdict === 'unknown' ? 'none found so far' : `${violatingEnds} of ${ends}`;
  const witness = shortest === null ? '' : `\`${shortest.schedule}\``;
  return `| ${column} | ${property.property} | ${verdict}${expectation} | ${found} | ${witness} |`;
}

/** Properties that nobody expects to be violated, and that are not, are left to the sentence below. */
function isTold({ verdict, expected }: PropertyJson): boolean {
  return verdict !== 'never' || expected !== 'never';
}

function scope(explored: ComparedColumn): string {
  const { column, states, transitions, sentence, comparison } = explored;
  const told = [sentence, comparison].filter((text) => text !== null).map((text) => ` ${text}.`);
  return `- ${column}: ${scopeOf(explored)}; ${states} states, ${transitions} transitions.${told.join('')}`;
}

function witnessText({ column, properties, lanes, link }: DrawnWitness): string[] {
  return [
    '',
    `Witness of ${properties.join(' and ')}, column ${column}:`,
    '',
    '```',
    ...lanes,
    '```',
    ...(link === null ? [] : ['', `\`${link}\``]),
  ];
}

export function formatExploreMarkdown(
  { scenario, expected, columns }: ExploreJson,
  witnesses: readonly DrawnWitness[],
): string {
  const rows = columns.flatMap((explored) =>
    explored.properties.filter(isTold).map((property) => row(explored, property)),
  );
  const table =
    rows.length === 0
      ? []
      : ['| column | property | verdict | ends | shortest witness |', '|-|-|-|-|-|', ...rows, ''];
  return [
    `## ${scenario}: ${expected === 'met' ? 'as expected' : 'NOT as expected'}`,
    '',
    ...table,
    ...columns.map(scope),
    ...witnesses.flatMap(witnessText),
    '',
  ].join('\n');
}
