import { expect, test } from 'vitest';
import { USUAL_BOUNDS } from '../../machines/exploration-events.ts';
import type { StepRecord } from '../../protocol/run.ts';
import { columnFacts } from './column-facts.ts';
import { needsWords } from './needs-words.ts';
import { boundsChoices, bytesText, progressFacts } from './search-facts.ts';
import { stateSpace } from './state-space.ts';
import { explored } from './testing/explored.ts';

test('the picture of the state space has a bar per depth, as wide as all of them allow', () => {
  const { bars, width } = stateSpace(
    [
      { depth: 0, states: 1, ends: 0, violating: 0 },
      { depth: 1, states: 400, ends: 2, violating: 3 },
      { depth: 2, states: 100, ends: 1, violating: 0 },
    ],
    600,
  );
  expect(bars.map(({ x, width: own }) => [x, own])).toEqual([
    [0, 200],
    [200, 200],
    [400, 200],
  ]);
  expect(width).toBe(600);
  // By the square root of the states, about the middle; the widest fills the height.
  expect(bars.map(({ height }) => Math.round(height))).toEqual([5, 96, 48]);
  for (const { y, height } of bars) expect(y + height / 2).toBe(48);
  expect(bars.map(({ target }) => target)).toEqual(['any', 'violation', 'end']);
  expect(bars[1]?.text).toBe(
    '1 step from the start: 400 states, 3 states before a violation, 2 ends',
  );
  expect(stateSpace([], 600).bars).toEqual([]);
});

test('progress is told in numbers; a rate only while states are searched', () => {
  const progress = {
    phase: 'search',
    states: 12345,
    transitions: 40000,
    depth: 106,
    open: 80,
    bytes: 5 * 1024 * 1024,
    found: null,
  } as const;
  const facts = Object.fromEntries(
    progressFacts(progress, 53000.4).map(({ name, text }) => [name, text]),
  );
  expect(facts).toEqual({
    doing: 'searching',
    states: '12,345',
    transitions: '40,000',
    'states/s': '53,000',
    depth: '106',
    'still open': '80',
    memory: '5.0 MiB',
  });
  const judging = progressFacts({ ...progress, phase: 'judge' }, 53000);
  expect(judging.map(({ text }) => text)).toContain('–');
  expect(bytesText(2048 * 1024 * 1024)).toBe('2,048 MiB');
});

test('the usual bounds can be chosen again', () => {
  for (const { value, options } of boundsChoices(USUAL_BOUNDS)) {
    expect(options.map((option) => option.value)).toContain(value);
  }
});

test('the size of a search says how sure it is', () => {
  expect(columnFacts(undefined)).toBe('');
  expect(columnFacts(explored({ runs: Infinity }))).toContain('interleavings without number');
  expect(columnFacts(explored())).toContain('20 interleavings');
  expect(columnFacts(explored({ collisionProbability: 2.7e-6 }))).toContain('about 1 in 370,370');
});

test('why steps are needed is said of rows of steps, with the step they come before', () => {
  const records = [1, 1, 0, 1].map((actor, i) => ({
    n: i + 1,
    choice: { actor, variant: 0 },
    code: `code ${i + 1}`,
  })) as unknown as StepRecord[];
  const actors = ['vCPU 0', 'zap'].map((title) => ({ title })) as never;
  const words = needsWords({
    needs: [
      { first: 1, last: 2, without: 'stuck', before: 3 },
      { first: 3, last: 3, without: 'violates', before: null },
      { first: 4, last: 4, without: 'clean', before: null },
    ],
    records,
    actors,
  });
  expect(words.map(({ step, steps, actor }) => [step, steps, actor])).toEqual([
    [2, 'Steps 1 to 2, zap', 1],
    [3, 'Step 3, vCPU 0', 0],
    [4, 'Step 4, zap', 1],
  ]);
  expect(words.map(({ reasons }) => reasons)).toEqual([
    [
      'One step fewer, and the rest cannot be followed.',
      'Step 2 must come before step 3, vCPU 0: code 3',
    ],
    [
      'The violation comes with one step fewer, too.',
      'Step 3 could as well come after what follows it.',
    ],
    ['One step fewer, and nothing is violated.'],
  ]);
});
