/** What a search found, as lines that fit a mail. */
import type { ExploredColumn, PropertyJson, WitnessJson } from './explore-column.ts';
import type { ComparedColumn, ExploreJson } from './explore-report.ts';
import type { DrawnWitness } from './explore-witnesses.ts';
import { formatSpteChanges } from './format-spte-changes.ts';

const SENTENCE_MAX = 76;

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

function formatWitness(how: string, { schedule, steps, switches }: WitnessJson): string {
  return `    ${how}: ${count(steps, 'step')}, ${count(switches, 'switch').replace('switchs', 'switches')}: ${schedule}`;
}

function formatProperty(property: PropertyJson): string[] {
  const { verdict, expected, violatingEnds, ends, shortest, fewestSwitches } = property;
  const differs = verdict === expected ? '' : `   DIFFERS: expected ${expected}`;
  const found =
    verdict === 'unknown' ? 'none found so far' : `${violatingEnds} of ${count(ends, 'end')}`;
  return [
    `  ${property.property.padEnd(9)} ${verdict.padEnd(10)} ${found}${differs}`,
    ...(shortest === null ? [] : [formatWitness('shortest', shortest)]),
    ...(fewestSwitches === null || fewestSwitches.schedule === shortest?.schedule
      ? []
      : [formatWitness('fewest switches', fewestSwitches)]),
  ];
}

/** A reduced search counts fewer violating ends: it does not go to a violation in every order. */
export function scopeOf({ bound, states, reduced }: ExploredColumn): string {
  if (bound !== null) return `bounded (${bound}) at ${states} states: so far`;
  return reduced ? 'every interleaving, reduced' : 'every interleaving';
}

/** A sentence about several properties takes a line for each where it would not fit a mail. */
function partsOf(sentence: string): string[] {
  return sentence.length <= SENTENCE_MAX ? [sentence] : sentence.split(/(?<=;) /);
}

/** Properties that nobody expects to be violated, and that are not, take one line together. */
function formatColumn(explored: ComparedColumn): string[] {
  const { column, title, states, transitions, depth, seconds, properties } = explored;
  const { collisionProbability, comparison, sentence } = explored;
  const quiet = properties.filter(
    ({ verdict, expected }) => verdict === 'never' && expected === 'never',
  );
  const loud = properties.filter((property) => !quiet.includes(property));
  return [
    `${column}: ${title}`,
    ...(sentence === null ? [] : partsOf(sentence).map((part) => `  ${part}`)),
    ...(comparison === null ? [] : [`  ${comparison}`]),
    `  ${scopeOf(explored)}: ${count(states, 'state')}, ${count(transitions, 'transition')}, depth ${depth}, ${seconds.toFixed(2)} s`,
    `  the chance that two states were taken for one: ${collisionProbability.toExponential(0)}`,
    ...loud.flatMap(formatProperty),
    ...(quiet.length === 0 ? [] : [`  never: ${quiet.map(({ property }) => property).join(', ')}`]),
    ...formatSpteChanges(explored),
  ];
}

function formatDrawing({ properties, lanes, link }: DrawnWitness): string[] {
  return [
    `  witness of ${properties.join(' and ')}:`,
    ...lanes.map((line) => `  ${line}`),
    ...(link === null ? [] : [`  ${link}`]),
  ];
}

export function formatExplore(
  { scenario, expected, columns }: ExploreJson,
  witnesses: readonly DrawnWitness[],
): string {
  const lines = columns.flatMap((explored) => [
    ...formatColumn(explored),
    ...witnesses.filter(({ column }) => column === explored.column).flatMap(formatDrawing),
    '',
  ]);
  return [scenario, '', ...lines, `expected: ${expected}`, ''].join('\n');
}
