/** What a search found, as the XML that build servers read: a suite per column, a case per property. */
import type { ExploredColumn, PropertyJson } from './explore-column.ts';
import type { ExploreJson } from './explore-report.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
}

function isFailed({ verdict, expected }: PropertyJson): boolean {
  return verdict !== expected;
}

function caseOf(suite: string, property: PropertyJson): string[] {
  const open = `    <testcase classname="${escape(suite)}" name="${property.property}"`;
  if (!isFailed(property)) return [`${open}/>`];
  const { expected, shortest, verdict } = property;
  const witness = shortest === null ? '' : `shortest witness: ${shortest.schedule}`;
  const message = `expected ${expected}, found ${verdict}`;
  return [
    `${open}>`,
    `      <failure message="${message}">${escape(witness)}</failure>`,
    '    </testcase>',
  ];
}

function suiteOf(scenario: string, { column, properties, seconds }: ExploredColumn): string[] {
  const suite = `${scenario}.${column}`;
  const counts = `tests="${properties.length}" failures="${properties.filter(isFailed).length}"`;
  return [
    `  <testsuite name="${escape(suite)}" ${counts} time="${seconds.toFixed(3)}">`,
    ...properties.flatMap((property) => caseOf(suite, property)),
    '  </testsuite>',
  ];
}

export function formatExploreJunit({ scenario, columns }: ExploreJson): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    ...columns.flatMap((column) => suiteOf(scenario, column)),
    '</testsuites>',
    '',
  ].join('\n');
}
