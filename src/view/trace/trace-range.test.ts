import fc from 'fast-check';
import { expect, test } from 'vitest';
import { panned, revealing, zoomed, type TraceRange } from './trace-range.ts';

const WHOLE: TraceRange = { start: 10, end: 1010 };
const range = fc
  .tuple(fc.integer({ min: 10, max: 1000 }), fc.integer({ min: 4, max: 500 }))
  .map(([start, length]) => ({
    start: Math.min(start, 1010 - length),
    end: Math.min(start, 1010 - length) + length,
  }));

test('whatever is done, the range stays within the whole, and is a range', () => {
  fc.assert(
    fc.property(
      range,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0.01, max: 100, noNaN: true }),
      (from, part, factor) => {
        const about = from.start + part * (from.end - from.start);
        const after = [
          zoomed(from, { about, factor, whole: WHOLE }),
          panned(from, factor - 2, WHOLE),
          revealing(from, 10 + part * 1000, WHOLE),
        ];
        for (const { end, start } of after) {
          expect(start).toBeGreaterThanOrEqual(WHOLE.start - 1e-6);
          expect(end).toBeLessThanOrEqual(WHOLE.end + 1e-6);
          expect(end - start).toBeGreaterThanOrEqual(4 - 1e-6);
        }
      },
    ),
  );
});

test('zooming keeps the place it is about where it is', () => {
  expect(zoomed({ start: 100, end: 300 }, { about: 150, factor: 0.5, whole: WHOLE })).toEqual({
    start: 125,
    end: 225,
  });
});

test('what is on screen already moves nothing', () => {
  const from = { start: 100, end: 300 };
  expect(revealing(from, 200, WHOLE)).toBe(from);
  expect(revealing(from, 600, WHOLE)).toEqual({ start: 500, end: 700 });
});
