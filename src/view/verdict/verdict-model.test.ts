import { expect, test } from 'vitest';
import type { ViolationInfo } from '../../protocol/run.ts';
import { verdictModel, type ColumnOutcome } from './verdict-model.ts';

const P8: ViolationInfo = {
  property: 'P8',
  title: 'a Dirty bit is lost',
  sentence: 'The host learns of every dirty page.',
  step: 9,
  actor: 2,
  text: '',
  spte: null,
  lostBits: ['D'],
  setAt: 5,
  readAt: 3,
};

function verdictOf(run: ColumnOutcome['run'], steps = 12) {
  const model = verdictModel([{ id: 'before', title: 'before', run }], {
    selected: 'before',
    steps,
  });
  return model.columns[0]!;
}

test('a violation names property, step and what was lost', () => {
  expect(verdictOf({ violations: [P8], stopped: null })).toEqual({
    key: 'before',
    title: 'before',
    tone: 'violated',
    mark: '✗',
    text: 'P8 violated at step 9: a Dirty bit is lost',
    step: 9,
    selected: true,
  });
});

test('further violations are counted', () => {
  const more = { ...P8, property: 'P1', step: 11 };
  expect(verdictOf({ violations: [P8, more], stopped: null }).text).toBe(
    'P8 violated at step 9, and 1 more: a Dirty bit is lost',
  );
});

test('no violation is said of this schedule only', () => {
  expect(verdictOf({ violations: [], stopped: null })).toMatchObject({
    mark: '✓',
    text: 'no violation on this schedule',
  });
});

test('a column that cannot follow is not said to be clean', () => {
  const stopped = { step: 8, text: 'zap has finished' };
  expect(verdictOf({ violations: [], stopped })).toMatchObject({
    tone: 'cut-short',
    mark: '–',
    text: 'no violation up to step 7, then it cannot follow: zap has finished',
  });
  expect(verdictOf({ violations: [P8], stopped }).tone).toBe('violated');
});

test('before the first step, and before the answer, nothing is claimed', () => {
  expect(verdictOf({ violations: [], stopped: null }, 0).text).toBe('nothing has happened yet');
  expect(verdictOf(null)).toMatchObject({ tone: 'pending', mark: '…' });
});

test('the scope is one schedule', () => {
  const scope = (steps: number) => verdictModel([], { selected: '', steps }).scope;
  expect(scope(0)).toBe('no steps yet');
  expect(scope(1)).toBe('this one schedule of 1 step; others may end otherwise');
  expect(scope(12)).toBe('this one schedule of 12 steps; others may end otherwise');
});
