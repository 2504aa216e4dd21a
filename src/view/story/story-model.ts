/** The narration against the run: what has been reached, what is told now, what is not of this run. */
import type { StepRecord } from '../../protocol/run.ts';
import type { NarrationInfo } from '../../protocol/scenario-info.ts';

export interface StoryInput {
  readonly narration: readonly NarrationInfo[];
  /** Steps of the run, from its start, that are the script's own. */
  readonly followed: number;
  readonly scheduleLength: number;
  readonly position: number;
  readonly records: readonly StepRecord[];
  /** By step: the column on screen violates something there. */
  readonly violatedAt: ReadonlySet<number>;
}

/** elsewhere: the run has left the story before this moment. */
export type MomentState = 'reached' | 'current' | 'ahead' | 'elsewhere';

export interface StoryMoment {
  readonly key: string;
  readonly step: number;
  /** What stands in its circle. */
  readonly label: string;
  readonly text: string;
  readonly look: string | null;
  readonly state: MomentState;
  readonly violated: boolean;
}

export interface StoryModel {
  readonly moments: readonly StoryMoment[];
  /** `step 7 of 9` */
  readonly caption: string;
  /** Why the rest of the story is out of reach, or null. */
  readonly left: string | null;
  /** What the last step did; null before the first one. */
  readonly lastStep: { readonly n: number; readonly text: string } | null;
}

export function storyModel(input: StoryInput): StoryModel {
  const { position, scheduleLength, followed, records } = input;
  const onStory = followed === scheduleLength;
  const record = records[position - 1];
  return {
    moments: momentsOf(input),
    caption: scheduleLength === 0 ? 'no steps yet' : `step ${position} of ${scheduleLength}`,
    left: onStory ? null : leftText(followed),
    lastStep: record === undefined ? null : { n: record.n, text: record.text },
  };
}

function leftText(followed: number): string {
  return followed === 0
    ? 'This run goes its own way from the start.'
    : `This run goes its own way after step ${followed}.`;
}

function momentsOf(input: StoryInput): StoryMoment[] {
  const { narration, position, followed, scheduleLength, violatedAt } = input;
  const reach = followed === scheduleLength ? Number.POSITIVE_INFINITY : followed;
  const told = narration.filter(({ step }) => step <= Math.min(position, reach));
  const current = told.at(-1)?.step;
  const counts = new Map<number, number>();
  return narration.map(({ step, text, look }) => {
    const nth = counts.get(step) ?? 0;
    counts.set(step, nth + 1);
    return {
      key: `${step}/${nth}`,
      step,
      label: step === 0 ? '·' : String(step),
      text,
      look: look ?? null,
      state: stateOf(step, { position, reach, current }),
      violated: step <= reach && violatedAt.has(step),
    };
  });
}

function stateOf(
  step: number,
  { position, reach, current }: { position: number; reach: number; current: number | undefined },
): MomentState {
  if (step > reach) return 'elsewhere';
  if (step === current) return 'current';
  return step <= position ? 'reached' : 'ahead';
}
