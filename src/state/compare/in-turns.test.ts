import { expect, test } from 'vitest';
import { inTurns } from './in-turns.ts';

test('it goes on until it is done, and lets others in between', async () => {
  let left = 3;
  const busy = (): void => {
    const end = performance.now() + 7;
    while (performance.now() < end);
  };
  const seen: number[] = [];
  const timer = setInterval(() => seen.push(left), 0);
  const done = await inTurns(() => {
    busy();
    left -= 1;
    return left === 0;
  }, new AbortController().signal);
  clearInterval(timer);
  expect([done, left]).toEqual([true, 0]);
  expect(seen.length).toBeGreaterThan(0);
});

test('given up, it does no more', async () => {
  const given = new AbortController();
  let pieces = 0;
  const done = await inTurns(() => {
    pieces += 1;
    given.abort();
    const end = performance.now() + 7;
    while (performance.now() < end);
    return false;
  }, given.signal);
  expect([done, pieces]).toEqual([false, 1]);
});
