import { expect, test } from 'vitest';
import {
  columnSentence,
  compareOutcomes,
  countText,
  groupDigits,
  type JudgedColumn,
} from './compare-columns.ts';

const outcome = (key: string, ...violated: string[]) => ({ key, violated });
const clean = (property: string) =>
  ({ property, title: property, verdict: 'never', shortest: null }) as const;
const P8 = {
  property: 'P8',
  title: 'Dirty bit lost',
  verdict: 'sometimes',
  shortest: { steps: 7, switches: 1 },
} as const;
const P12 = { ...P8, property: 'P12', title: 'Plain store', shortest: { steps: 1, switches: 0 } };

const BEFORE: JudgedColumn & { outcomes: readonly { key: string; violated: string[] }[] } = {
  properties: [P12, clean('P1'), P8],
  outcomes: [outcome('a', 'P8'), outcome('b'), outcome('c')],
  states: 3822,
  bound: null,
};

test('the sentence counts outcomes, and names the size of the witness', () => {
  expect(columnSentence(BEFORE)).toBe('Dirty bit lost in 1 of 3 outcomes (7 steps, 1 switch)');
  const after = { ...BEFORE, properties: [clean('P8')], outcomes: [outcome('b')] };
  expect(columnSentence(after)).toBe('no violation; 1 outcome');
});

test('what is wrong only on the way is said, and not counted as an outcome', () => {
  const column = { ...BEFORE, properties: [P12], outcomes: [outcome('b'), outcome('c')] };
  expect(columnSentence(column)).toBe(
    'nothing shows in 2 outcomes; Plain store on the way (1 step, 0 switches)',
  );
});

test('a bounded search says so, whatever it found', () => {
  for (const [bound, words] of [
    ['states', 'so far: bounded at 3,822 states'],
    ['memory', 'so far: bounded by memory at 3,822 states'],
    ['stopped', 'so far: stopped at 3,822 states'],
  ] as const) {
    expect(columnSentence({ ...BEFORE, bound })).toContain(words);
    expect(columnSentence({ ...BEFORE, properties: [], bound })).toContain(words);
  }
});

test('more than two properties are counted', () => {
  const many = ['P1', 'P2', 'P3'].map((property) => ({ ...P8, property, title: property }));
  const column = {
    ...BEFORE,
    properties: many,
    outcomes: [outcome('a', 'P1', 'P2', 'P3')],
  };
  expect(columnSentence(column)).toBe(
    'P1 in 1 of 1 outcome (7 steps, 1 switch); P2 in 1 of 1 outcome (7 steps, 1 switch); 1 more',
  );
});

test('outcomes disappear and are added by what they are', () => {
  const after = [outcome('b'), outcome('d')];
  const { disappeared, added } = compareOutcomes(BEFORE.outcomes, after);
  expect(disappeared.map(({ key }) => key)).toEqual(['a', 'c']);
  expect(added.map(({ key }) => key)).toEqual(['d']);
});

test('numbers are written alike everywhere', () => {
  expect([1, 999, 1000, 1234567].map(groupDigits)).toEqual(['1', '999', '1,000', '1,234,567']);
  expect([countText(1, 'switch'), countText(2, 'switch')]).toEqual(['1 switch', '2 switches']);
});
