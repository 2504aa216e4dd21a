import { expect, test } from 'vitest';
import { largeText, litmusTable } from './litmus-table.ts';
import { explored, outcome, property, VIOLATED, WITNESS } from './testing/explored.ts';

const BEFORE = explored({
  properties: [property('P8', VIOLATED), property('P1')],
  outcomes: [
    outcome('fine', { facts: ['gfn 1: mapped', 'gfn 1: told'] }),
    outcome('lost', { violated: ['P8'], facts: ['gfn 1: mapped', 'gfn 1: copied'], runs: 1 }),
  ],
  runs: 11,
});
const AFTER = explored({
  properties: [property('P8'), property('P1')],
  outcomes: [outcome('fine', { facts: ['gfn 1: mapped', 'gfn 1: told'], runs: 7 })],
  runs: 7,
});
const table = (before = BEFORE, after: typeof AFTER | null = AFTER) =>
  litmusTable([
    { key: 'before', title: 'Before', explored: before },
    { key: 'after', title: 'After', explored: after },
  ]);

test('a row for each property that some column violates; the others in one sentence', () => {
  const { properties, quiet } = table();
  expect(properties.map(({ key }) => key)).toEqual(['P8']);
  expect(properties[0]?.cells).toMatchObject([
    { word: 'Sometimes', detail: '1 of 4 ends, 2 steps, 1 switch', witness: WITNESS },
    { word: 'Never', detail: '', witness: null },
  ]);
  expect(quiet).toBe('Never, in any column: P1.');
});

test('a row for each outcome of any column, violating ones first, with how often and what changed', () => {
  const { outcomes, common } = table();
  expect(common).toEqual(['gfn 1: mapped']);
  expect(outcomes.map(({ words, violating }) => [words, violating])).toEqual([
    [['gfn 1: copied'], true],
    [['gfn 1: told'], false],
  ]);
  expect(outcomes[0]?.cells).toMatchObject([
    { word: 'Sometimes', detail: '9.09 % of runs, 1 end', change: null },
    { word: 'Never', change: 'disappeared', witness: null },
  ]);
  expect(outcomes[1]?.cells).toMatchObject([
    { word: 'Sometimes', detail: '90.9 % of runs, 1 end' },
    { word: 'Always', detail: 'all runs, 1 end', change: null },
  ]);
});

test('an outcome that the first column has not is new', () => {
  const { outcomes } = table(AFTER, BEFORE);
  expect(outcomes[0]?.cells).toMatchObject([
    { word: 'Never', change: null },
    { word: 'Sometimes', change: 'new' },
  ]);
});

test('of a bounded search nothing is never, always, new or gone', () => {
  const bounded = { ...AFTER, bound: 'memory' } as const;
  const { quiet, outcomes, properties } = table(BEFORE, bounded);
  expect(quiet).toBe('Not so far, in any column: P1.');
  expect(outcomes.map(({ cells }) => cells[1])).toMatchObject([
    { word: 'Not so far', change: null },
    { word: 'Sometimes', change: null },
  ]);
  const unknown = explored({ properties: [property('P8', { verdict: 'unknown' })] });
  expect(table(BEFORE, unknown).properties[0]?.cells[1]?.word).toBe('Not so far');
  expect(properties).toHaveLength(1);
  const notYet = table({ ...BEFORE, bound: 'states' }, AFTER).outcomes[0]?.cells[1];
  expect(notYet?.change).toBe('disappeared');
  const first = table({ ...AFTER, bound: 'states' }, BEFORE).outcomes[0]?.cells[1];
  expect(first?.change).toBeNull();
  expect(table(BEFORE, null).outcomes[0]?.cells[1]?.word).toBe('…');
});

test('where runs go in circles there is no share of them', () => {
  const endless = explored({
    outcomes: [outcome('a', { runs: Infinity }), outcome('b', { runs: 12 })],
    runs: Infinity,
  });
  const { outcomes } = litmusTable([{ key: 'before', title: 'Before', explored: endless }]);
  expect(outcomes.map(({ cells }) => cells[0]?.detail)).toEqual(['1 end', '12 runs, 1 end']);
});

test('large numbers are powers of ten', () => {
  expect([12, 999_999, 1_500_000, 2.4e29].map(largeText)).toEqual([
    '12',
    '999,999',
    '1.5 × 10⁶',
    '2.4 × 10²⁹',
  ]);
});
