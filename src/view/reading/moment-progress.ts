/** Where in the story the reader is: the moments told by now, against all that this run will tell. */
import type { StoryModel, StoryMoment } from '../story/story-model.ts';

export interface MomentProgress {
  /** What is told now; more than one where the story says two things of the same step. */
  readonly now: readonly StoryMoment[];
  /** The moment told now, counted from 1; 0 before the first one. */
  readonly n: number;
  readonly of: number;
  /** `moment 5 of 9` */
  readonly momentText: string;
  /** `step 20 of 30` */
  readonly stepText: string;
}

export interface ProgressInput {
  readonly model: StoryModel;
  readonly position: number;
  /** Steps there are to make: of the run, or of the story when the run is its beginning. */
  readonly steps: number;
}

export function momentProgress({ model, position, steps }: ProgressInput): MomentProgress {
  const told = model.moments.filter(({ state }) => state !== 'elsewhere');
  const now = told.filter(({ state }) => state === 'current');
  const marks = [...new Set(told.map(({ step }) => step))];
  const n = now[0] === undefined ? 0 : marks.indexOf(now[0].step) + 1;
  return {
    now,
    n,
    of: marks.length,
    momentText: marks.length === 0 ? 'no story' : `moment ${n} of ${marks.length}`,
    stepText: `step ${position} of ${steps}`,
  };
}
