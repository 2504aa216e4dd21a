import { expect, test } from 'vitest';
import { storyModel } from '../story/story-model.ts';
import { momentProgress } from './moment-progress.ts';

const NARRATION = [
  { step: 0, text: 'A clean page.' },
  { step: 3, text: 'The zapper reads.' },
  { step: 3, text: 'It is stale by now.' },
  { step: 9, text: 'Clobbered.' },
];

function at(position: number, { followed = 9, scheduleLength = 9 } = {}) {
  const model = storyModel({
    narration: NARRATION,
    followed,
    scheduleLength,
    position,
    records: [],
    violatedAt: new Set(),
  });
  return momentProgress({ model, position, steps: scheduleLength });
}

test('two things said of one step are one moment', () => {
  const { momentText, now, stepText } = at(4);
  expect([momentText, stepText]).toEqual(['moment 2 of 3', 'step 4 of 9']);
  expect(now.map(({ text }) => text)).toEqual(['The zapper reads.', 'It is stale by now.']);
  expect(at(9).momentText).toBe('moment 3 of 3');
});

test('what the run has left behind is not counted', () => {
  expect(at(7, { followed: 4, scheduleLength: 12 })).toMatchObject({ n: 2, of: 2 });
});

test('a scenario that tells nothing says so', () => {
  const model = storyModel({
    narration: [],
    followed: 0,
    scheduleLength: 0,
    position: 0,
    records: [],
    violatedAt: new Set(),
  });
  expect(momentProgress({ model, position: 0, steps: 0 })).toMatchObject({
    now: [],
    n: 0,
    momentText: 'no story',
  });
});
