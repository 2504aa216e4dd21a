/** Why the steps of a run are needed for its violation, in words. */
import type { ChangedRun, StepNeed } from '../../protocol/explore.ts';
import type { ActorInfo, StepRecord } from '../../protocol/run.ts';

export interface NeedWords {
  readonly key: string;
  /** To go to. */
  readonly step: number;
  readonly steps: string;
  readonly actor: number;
  readonly reasons: readonly string[];
}

interface NeedsInput {
  readonly needs: readonly StepNeed[];
  readonly records: readonly StepRecord[];
  readonly actors: readonly ActorInfo[];
}

const WITHOUT_WORDS: Readonly<Record<ChangedRun, string>> = {
  clean: 'One step fewer, and nothing is violated.',
  stuck: 'One step fewer, and the rest cannot be followed.',
  violates: 'The violation comes with one step fewer, too.',
};

export function needsWords({ needs, records, actors }: NeedsInput): NeedWords[] {
  return needs.map(({ first, last, without, before }, i) => {
    const actor = records[last - 1]?.choice.actor ?? 0;
    const title = actors[actor]?.title ?? '';
    return {
      key: String(first),
      step: last,
      steps: first === last ? `Step ${last}, ${title}` : `Steps ${first} to ${last}, ${title}`,
      actor,
      reasons: [
        WITHOUT_WORDS[without],
        ...(i === needs.length - 1 ? [] : [orderWords(last, before, { records, actors })]),
      ],
    };
  });
}

function orderWords(
  last: number,
  before: number | null,
  { records, actors }: Omit<NeedsInput, 'needs'>,
): string {
  if (before === null) return `Step ${last} could as well come after what follows it.`;
  const record = records[before - 1];
  const title = actors[record?.choice.actor ?? 0]?.title ?? '';
  return `Step ${last} must come before step ${before}, ${title}: ${record?.code ?? ''}`;
}
