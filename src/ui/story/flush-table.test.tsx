// @vitest-environment jsdom
import { cleanup, render, screen, within } from '@testing-library/react';
import axe from 'axe-core';
import { afterEach, expect, test } from 'vitest';
import { layoutOf } from '../../engine/layout/registry.ts';
import FlushTable from './flush-table.tsx';

afterEach(cleanup);

const COLUMNS = [
  { id: 'old', title: 'Up to v6.12', flags: { flushRule: 'old' } },
  { id: 'new', title: 'From v6.13 on', flags: { flushRule: 'new' } },
];

test('the table says for each update and column whether it flushes', async () => {
  const layout = layoutOf('v5.18pre/ept-ad-46');
  const { container } = render(<FlushTable columns={COLUMNS} layout={layout} />);
  const table = screen.getByRole('table', { name: 'Which update of an entry flushes at once' });
  const rows = within(table)
    .getAllByRole('row')
    .map((row) => row.textContent);
  expect(rows).toHaveLength(8);
  expect(rows[0]).toBe('fromtoUp to v6.12From v6.13 on');
  expect(rows).toContain('write-protectedwrite-protectedflushno');
  expect((await axe.run(container)).violations).toEqual([]);
});
