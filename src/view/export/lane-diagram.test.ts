import { expect, test } from 'vitest';
import { laneDiagram, type LaneMark } from './lane-diagram.ts';

const mark = (lane: number, text: string, more: Partial<LaneMark> = {}): LaneMark => ({
  lane,
  text,
  notable: false,
  violates: [],
  ...more,
});

test('a step stands in the lane of its actor, with what it violates', () => {
  const drawn = laneDiagram({
    lanes: ['vcpu0', 'zap'],
    marks: [
      mark(1, 'read 977'),
      mark(0, 'walk 977>b77'),
      mark(1, 'zap b77>000', { violates: ['P8', 'P12'] }),
    ],
  });
  expect(drawn).toEqual([
    '     vcpu0         zap',
    '   1 |             read 977',
    '   2 walk 977>b77  |',
    '   3 |             zap b77>000  ** P8 P12',
  ]);
});

test('steps in a row are folded, but for the first, the last and what is notable', () => {
  const row = Array.from({ length: 8 }, (_, n) =>
    mark(0, `s${n}`, { notable: n === 4, violates: n === 5 ? ['P1'] : [] }),
  );
  const drawn = laneDiagram({ lanes: ['a', 'b'], marks: [...row, mark(1, 'end')] });
  expect(drawn).toEqual([
    '     a          b',
    '   1 s0         |',
    '     : 3 steps  |',
    '   5 s4         |',
    '   6 s5         |    ** P1',
    '     : 1 step   |',
    '   8 s7         |',
    '   9 |          end',
  ]);
});

test('however many lanes there are and whatever they say, a line fits a mail', () => {
  for (const lanes of [1, 2, 4, 6]) {
    const marks = Array.from({ length: 6 }, (_, n) =>
      mark(n % lanes, 'x'.repeat(200), { violates: ['P8'] }),
    );
    const names = Array.from({ length: lanes }, (_, n) => `actor${n}`);
    const drawn = laneDiagram({ lanes: names, marks });
    for (const line of drawn) expect(line.length).toBeLessThan(84);
    expect(drawn.slice(1).every((line) => line.endsWith('** P8'))).toBe(true);
  }
});
