import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alignRuns, pairingsOf } from './align-runs.ts';

type Keyed = Parameters<typeof alignRuns>[0][number];

/** `a1 b2`: actor a at label 1, then actor b at label 2. */
function run(text: string): Keyed[] {
  return text.split(' ').map((step) => ({
    choice: { actor: step.charCodeAt(0) - 97, variant: 0 },
    program: 'program',
    label: step.slice(1),
  }));
}

const shown = (left: string, right: string): string =>
  alignRuns(run(left), run(right))
    .map((pair) => `${pair.left}-${pair.right}`)
    .join(' ');

test('equal runs are paired step for step', () => {
  expect(shown('a1 a2 b1', 'a1 a2 b1')).toBe('1-1 2-2 3-3');
});

test('a step that only one run has stands alone, and the rest comes together again', () => {
  expect(shown('a1 a2 a3', 'a1 a3')).toBe('1-1 2-0 3-2');
  expect(shown('a1 a3', 'a1 a2 a3')).toBe('1-1 0-2 2-3');
});

test('another order of actors: the longer part is kept together', () => {
  expect(shown('a1 a2 a3 b1', 'b1 a1 a2 a3')).toBe('0-1 1-2 2-3 3-4 4-0');
});

const steps = fc.array(fc.constantFrom('a1', 'a2', 'b1', 'b2'), { minLength: 1, maxLength: 40 });

test('every step is in exactly one pair, in order, and pairs are of the same step', () => {
  fc.assert(
    fc.property(steps, steps, (left, right) => {
      const pairs = alignRuns(run(left.join(' ')), run(right.join(' ')));
      expect(pairs.flatMap((pair) => pair.left || [])).toEqual(left.map((_, i) => i + 1));
      expect(pairs.flatMap((pair) => pair.right || [])).toEqual(right.map((_, i) => i + 1));
      for (const pair of pairs) {
        if (pair.left > 0 && pair.right > 0)
          expect(left[pair.left - 1]).toBe(right[pair.right - 1]);
      }
    }),
  );
});

test('runs too long for the table are paired by number after their common beginning', () => {
  const long = Array.from({ length: 2500 }, (_, i) => `a${i}`).join(' ');
  const pairs = alignRuns(run(`b0 ${long}`), run(`b0 c0 ${long}`));
  expect(pairs[0]).toEqual({ left: 1, right: 1 });
  expect(pairs).toHaveLength(1 + 2500 + 2501);
});

test('what the session tells is read in pairs', () => {
  expect(pairingsOf(Uint32Array.of(1, 1, 2, 0, 0, 2))).toEqual([
    { left: 1, right: 1 },
    { left: 2, right: 0 },
    { left: 0, right: 2 },
  ]);
});
