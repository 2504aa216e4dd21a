/**
 * What may be said of each column: what it did on *this* schedule. Never more: other interleavings
 * of the same actors may end otherwise.
 */
import type { StoppedInfo } from '../../protocol/messages.ts';
import type { ViolationInfo } from '../../protocol/run.ts';

export interface ColumnOutcome {
  readonly id: string;
  readonly title: string;
  /** Null while the column has not been run on the schedule. */
  readonly run: {
    readonly violations: readonly ViolationInfo[];
    readonly stopped: StoppedInfo | null;
  } | null;
}

export type VerdictTone = 'violated' | 'clean' | 'cut-short' | 'pending';

export interface ColumnVerdict {
  readonly key: string;
  readonly title: string;
  readonly tone: VerdictTone;
  /** One character; never the only cue. */
  readonly mark: string;
  /** `P8 violated at step 9 (pfn dirty is never lost)` */
  readonly text: string;
  /** First violated step, to go to. */
  readonly step: number | null;
  readonly selected: boolean;
}

export interface VerdictModel {
  readonly columns: readonly ColumnVerdict[];
  /** What the verdicts are about. */
  readonly scope: string;
}

const MARKS: Readonly<Record<VerdictTone, string>> = {
  violated: '✗',
  clean: '✓',
  'cut-short': '–',
  pending: '…',
};

export function verdictModel(
  outcomes: readonly ColumnOutcome[],
  { selected, steps }: { selected: string; steps: number },
): VerdictModel {
  return {
    columns: outcomes.map((outcome) => {
      const { tone, text, step } = judge(outcome, steps);
      const { id: key, title } = outcome;
      return { key, title, tone, mark: MARKS[tone], text, step, selected: key === selected };
    }),
    scope:
      steps === 0
        ? 'no steps yet'
        : `this one schedule of ${steps} ${steps === 1 ? 'step' : 'steps'}; others may end otherwise`,
  };
}

type Judgement = Pick<ColumnVerdict, 'tone' | 'text' | 'step'>;

function judge({ run }: ColumnOutcome, steps: number): Judgement {
  if (run === null) return { tone: 'pending', text: 'is being run', step: null };
  const [first, ...others] = run.violations;
  if (first !== undefined) {
    const more = others.length === 0 ? '' : `, and ${others.length} more`;
    const text = `${first.property} violated at step ${first.step}${more}: ${first.title}`;
    return { tone: 'violated', text, step: first.step };
  }
  if (run.stopped !== null) {
    const { step, text } = run.stopped;
    return {
      tone: 'cut-short',
      text: `no violation up to step ${step - 1}, then it cannot follow: ${text}`,
      step: null,
    };
  }
  if (steps === 0) return { tone: 'clean', text: 'nothing has happened yet', step: null };
  return { tone: 'clean', text: 'no violation on this schedule', step: null };
}
