import { expect, test } from 'vitest';
import { counted, groupedHex, listed } from './text.ts';

test('a word is sixteen digits in groups of four', () => {
  expect(groupedHex({ lo: 0x09a05977, hi: 0x0600_0000 })).toBe('0x0600 0000 09a0 5977');
  expect(groupedHex({ lo: 0, hi: 0 })).toBe('0x0000 0000 0000 0000');
});

test('lists and counts read as English', () => {
  expect(listed(['D'])).toBe('D');
  expect(listed(['W', 'A', 'D'])).toBe('W, A and D');
  expect(counted(1, 'leaf', 'leafs')).toBe('1 leaf');
  expect(counted(14, 'leaf', 'leafs')).toBe('14 leafs');
});
