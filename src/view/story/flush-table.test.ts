import { expect, test } from 'vitest';
import { layoutOf } from '../../engine/layout/registry.ts';
import { flushTableModel } from './flush-table.ts';

const LAYOUT = layoutOf('v5.18pre/ept-ad-46');

const column = (id: string, flags: Record<string, string>) => ({ id, title: `In ${id}`, flags });

test('columns that differ in the flush rule get its table, each with its own answers', () => {
  const columns = [column('new', { flushRule: 'new' }), column('naive', { flushRule: 'naive' })];
  const model = flushTableModel(columns, LAYOUT);
  expect(model?.columns).toEqual([
    { id: 'new', title: 'In new' },
    { id: 'naive', title: 'In naive' },
  ]);
  expect(model?.rows.map(({ key, flushes }) => [key, ...flushes])).toEqual([
    ['11-11', false, false],
    ['11-01', false, true],
    ['11-00', true, true],
    ['01-11', false, false],
    ['01-01', false, false],
    ['01-00', true, false],
    ['00-00', false, false],
  ]);
  expect(model?.rows[1]).toMatchObject({ old: 'writable', new: 'write-protected' });
});

test('columns that differ in other things get none', () => {
  expect(flushTableModel([column('a', { tdpWrite: 'plain' })], LAYOUT)).toBeNull();
  expect(flushTableModel([], LAYOUT)).toBeNull();
});
