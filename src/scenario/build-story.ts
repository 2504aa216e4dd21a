/** The story: what runs, beat by beat, and what is said about it. */
import type { ScheduleStep } from '../engine/schedule-text.ts';
import type { IssueList, IssuePath } from './issues.ts';
import { parseRunText } from './run-text.ts';
import type { NarrationInfo } from './scenario-info.ts';
import type { BeatDocument } from './schema.ts';

/** Nobody reads along any further. */
export const STORY_STEPS_MAX = 10_000;

/** Some steps of one actor, with their place in the file. */
interface StoryRun {
  readonly path: IssuePath;
  readonly text: string;
  readonly step: ScheduleStep;
  readonly count: number;
}

export interface Story {
  readonly runs: readonly StoryRun[];
  readonly script: readonly ScheduleStep[];
  readonly narration: readonly NarrationInfo[];
}

export function buildStory(
  beats: readonly BeatDocument[],
  actorIds: readonly string[],
  issues: IssueList,
): Story {
  const runs: StoryRun[] = [];
  const narration: NarrationInfo[] = [];
  let steps = 0;
  beats.forEach(({ run, say, look }, index) => {
    const path = ['story', index];
    if (run === undefined && index > 0) issues.add(path, BEAT_WITHOUT_RUN);
    const parsed = readRuns(run, { path: [...path, 'run'], actorIds, issues });
    runs.push(...parsed);
    steps += parsed.reduce((sum, { count }) => sum + count, 0);
    narration.push({
      step: steps,
      text: say.trim(),
      ...(look === undefined ? {} : { look: look.trim() }),
    });
  });
  if (steps > STORY_STEPS_MAX) {
    issues.add(['story'], {
      code: 'too-long',
      message: `The story has ${steps} steps; at most ${STORY_STEPS_MAX} are followed.`,
      hint: 'Tell it in fewer steps.',
    });
    return { runs: [], script: [], narration };
  }
  const script = runs.flatMap(({ step, count }) => Array.from({ length: count }, () => step));
  return { runs, script, narration };
}

const BEAT_WITHOUT_RUN = {
  code: 'beat-without-run',
  message: 'Only the first beat may say something without running anything.',
  hint: 'Add a run: to it, or put its text into the beat before.',
};

function readRuns(
  run: BeatDocument['run'],
  { path, actorIds, issues }: { path: IssuePath; actorIds: readonly string[]; issues: IssueList },
): readonly StoryRun[] {
  const texts = typeof run === 'string' ? [run] : (run ?? []);
  return texts.flatMap((text, index) => {
    const at = typeof run === 'string' ? path : [...path, index];
    const parsed = parseRunText(text, actorIds);
    if ('value' in parsed) return [{ path: at, text, ...parsed.value }];
    issues.add(at, parsed.complaint);
    return [];
  });
}
