/** What the SPTE state machine says of a recorded step. */
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import { SpteJudge } from '../../engine/spte-states/judge-change.ts';
import type { StepRecord } from '../../protocol/run.ts';
import { describeJudgement, type SpteJudgement } from './describe-judgement.ts';

/** Judges are made once for each layout: they hold its part of the table. */
const judges = new WeakMap<SpteLayout, SpteJudge>();

function judgeOf(layout: SpteLayout): SpteJudge {
  const known = judges.get(layout);
  if (known !== undefined) return known;
  const judge = new SpteJudge(layout);
  judges.set(layout, judge);
  return judge;
}

/** Null if the step changed no SPTE. */
export function judgeRecord(
  layout: SpteLayout,
  { spte, writer }: Pick<StepRecord, 'spte' | 'writer'>,
): SpteJudgement | null {
  if (spte === null || writer === null) return null;
  const { level, before, after } = spte;
  return describeJudgement(judgeOf(layout).judge({ level, old: before, new: after, ...writer }));
}
