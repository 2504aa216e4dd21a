import { expect, test } from 'vitest';
import { staleArrow } from './stale-arrow.ts';

const entry = { left: 10, top: 100, right: 180, bottom: 120 };

test('beside the table the arrow crosses the gutter, and stops short of the row for its head', () => {
  const path = staleArrow({ entry, row: { left: 210, top: 300, right: 700, bottom: 324 } });
  expect(path).toBe('M180,110C191.5,110,191.5,312,203,312');
});

test('above the table it runs down the left margin, left of both', () => {
  const path = staleArrow({
    entry: { ...entry, left: 40 },
    row: { left: 30, top: 300, right: 700, bottom: 324 },
  });
  expect(path).toBe('M40,110L20,110Q14,110 14,116L14,306Q14,312 20,312L23,312');
});
