import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  WINDOW_ROWS,
  recentred,
  rowsOnScreen,
  windowHeight,
  withRow,
  type RowWindow,
} from './row-window.ts';

const SIZE = { rowHeight: 20, height: 400 };
const total = fc.integer({ min: 1, max: 5_000_000 });
const part = fc.double({ min: 0, max: 1, noNaN: true });

test('whichever row is wanted, it is on screen, and near ones stay where they are', () => {
  fc.assert(
    fc.property(total, part, part, (count, from, to) => {
      const size = { ...SIZE, total: count };
      const start = withRow({ base: 0, scrollTop: 0 }, Math.floor(from * (count - 1)), size);
      const row = Math.floor(to * (count - 1));
      const window = withRow(start, row, size);
      const { end, first } = rowsOnScreen(window, size);
      expect(row).toBeGreaterThanOrEqual(first);
      expect(row).toBeLessThan(end);
      expect(withRow(window, row, size)).toBe(window);
      expect(windowHeight(window, size)).toBeLessThanOrEqual(WINDOW_ROWS * SIZE.rowHeight);
    }),
  );
});

test('scrolling to an edge of the window goes on, with the same rows at the same place', () => {
  const size = { ...SIZE, total: 2_000_000 };
  const atEnd: RowWindow = { base: 500_000, scrollTop: WINDOW_ROWS * SIZE.rowHeight - 450 };
  const moved = recentred(atEnd, size);
  expect(rowsOnScreen(moved, size)).toEqual(rowsOnScreen(atEnd, size));
  expect(moved.base).toBeGreaterThan(atEnd.base);
  const middle: RowWindow = { base: 500_000, scrollTop: 40_000 };
  expect(recentred(middle, size)).toBe(middle);
  expect(recentred({ base: 0, scrollTop: 0 }, size)).toEqual({ base: 0, scrollTop: 0 });
});
