import { expect, test } from 'vitest';
import { STEPS, zapRunAt } from '../spte/testing/zap-run.ts';
import { LeafTableAlong } from './leaf-table-along.ts';
import type { LeafRow } from './leaf-table.ts';

const { actors, layout, records, selection } = zapRunAt(0);
const last = records.length;

/** Of the rows of each picture, the keys of those that were not in the one before. */
function madeAnew(positions: readonly number[]): string[][] {
  const tables = new LeafTableAlong();
  let before: readonly LeafRow[] = [];
  return positions.map((position) => {
    const input = { ...zapRunAt(position), actors, layout, records, selection };
    const rows = tables.at(input, { all: true })?.rows ?? [];
    const made = rows.filter((row) => !before.includes(row)).map(({ key }) => key);
    before = rows;
    return made;
  });
}

test('a step makes the rows it concerns, and those that the step before had marked', () => {
  const there = Array.from({ length: last + 1 }, (_, position) => position);
  const [first = [], ...others] = madeAnew(there);
  expect(first.length).toBeGreaterThan(4);
  for (const made of others) expect(made.length).toBeLessThanOrEqual(2);
  expect(others[STEPS.store - 1]).toEqual(['3/5']);
});

test('a jump, and another selection, make all of them', () => {
  const [first = [], jumped] = madeAnew([0, 2]);
  expect(jumped).toEqual(first);
});
