import { describe, expect, test } from 'vitest';
import { storyModel, type StoryInput } from './story-model.ts';

const INPUT: StoryInput = {
  narration: [
    { step: 0, text: 'A clean page.' },
    { step: 3, text: 'The zapper reads.', look: 'the snapshot' },
    { step: 5, text: 'The CPU sets Dirty.' },
    { step: 9, text: 'Clobbered.' },
  ],
  followed: 9,
  scheduleLength: 9,
  position: 0,
  records: [],
  violatedAt: new Set([9]),
};

const states = (change: Partial<StoryInput>): string[] =>
  storyModel({ ...INPUT, ...change }).moments.map(({ state }) => state);

describe('moments', () => {
  test('the last one at or before the position is told now', () => {
    expect(states({ position: 0 })).toEqual(['current', 'ahead', 'ahead', 'ahead']);
    expect(states({ position: 2 })).toEqual(['current', 'ahead', 'ahead', 'ahead']);
    expect(states({ position: 3 })).toEqual(['reached', 'current', 'ahead', 'ahead']);
    expect(states({ position: 8 })).toEqual(['reached', 'reached', 'current', 'ahead']);
    expect(states({ position: 9 })).toEqual(['reached', 'reached', 'reached', 'current']);
  });

  test('a run that has left the story does not reach what comes after', () => {
    const left = { followed: 4, scheduleLength: 12, position: 11 };
    expect(states(left)).toEqual(['reached', 'current', 'elsewhere', 'elsewhere']);
    const model = storyModel({ ...INPUT, ...left });
    expect(model.left).toBe('This run goes its own way after step 4.');
    expect(model.moments.map(({ violated }) => violated)).toEqual([false, false, false, false]);
  });

  test('a run that is the beginning of the story may still reach all of it', () => {
    expect(states({ followed: 3, scheduleLength: 3, position: 3 })).toEqual([
      'reached',
      'current',
      'ahead',
      'ahead',
    ]);
  });

  test('a moment at a violated step is marked', () => {
    expect(storyModel(INPUT).moments.map(({ violated }) => violated)).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  test('two texts of one step have keys of their own', () => {
    const narration = [
      { step: 3, text: 'a' },
      { step: 3, text: 'b' },
    ];
    const keys = storyModel({ ...INPUT, narration }).moments.map(({ key }) => key);
    expect(new Set(keys).size).toBe(2);
  });
});

test('the caption counts the steps of the run', () => {
  expect(storyModel({ ...INPUT, position: 7 }).caption).toBe('step 7 of 9');
  expect(storyModel({ ...INPUT, scheduleLength: 0, followed: 0 }).caption).toBe('no steps yet');
});
