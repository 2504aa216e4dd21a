/** What the SPTE state machine says of a step, in words. */
import { assertNever } from '../../base/assert.ts';
import type { DeltaName } from '../../engine/spte-states/bit-delta.ts';
import type { IllegalChange, Judgement } from '../../engine/spte-states/judge-change.ts';
import type { FlushDuty, SpteTransition } from '../../engine/spte-states/transition.ts';

/** What the SPTE state machine says of a change. */
export interface SpteJudgement {
  readonly verdict: 'legal' | 'illegal';
  /** Id of the transition that it is; of the nearest one if it is none; null if nothing comes near. */
  readonly transition: string | null;
  /** What it is, or why it is none, and what flush is owed: a sentence or two. */
  readonly text: string;
}

const DUTIES: Readonly<Record<FlushDuty, string>> = {
  none: 'No flush is owed',
  policy: 'No flush, by policy',
  deferred: 'A flush is owed, after mmu_lock',
  unlock: 'A flush is owed before mmu_lock is let go',
  rcu: 'A flush is owed before RCU is left',
  frozen: 'A flush is owed while the entry is frozen',
};

const BIT_WORDS: Readonly<Record<DeltaName, string>> = {
  'A+': 'Accessed was set',
  'A-': 'Accessed was cleared',
  'D+': 'Dirty was set',
  'D-': 'Dirty was cleared',
  'W+': 'W was set',
  'W-': 'W was cleared',
  'M+': 'MMU-writable was set',
  'M-': 'MMU-writable was cleared',
  'H+': 'host-writable was set',
  'H-': 'host-writable was cleared',
  perms: 'other permissions changed',
  track: 'permissions were put aside',
  restore: 'permissions were given back',
  pfn: 'the page changed',
  other: 'other bits changed',
};

function flushDutyText({ flush, why }: SpteTransition): string {
  return `${DUTIES[flush]}: ${why}`;
}

/** Null if nothing was changed. */
export function describeJudgement(judgement: Judgement): SpteJudgement | null {
  if (judgement.verdict === 'unchanged') return null;
  if (judgement.verdict === 'legal') {
    const { transition } = judgement;
    const text = `${transition.title}. ${flushDutyText(transition)}`;
    return { verdict: 'legal', transition: transition.id, text };
  }
  return {
    verdict: 'illegal',
    transition: judgement.nearest?.id ?? null,
    text: whyIllegal(judgement),
  };
}

function whyIllegal({ reason, nearest, bits }: IllegalChange): string {
  switch (reason) {
    case 'no-such-value':
      return 'The kernel never stores such a value: it is neither present, nor empty, nor frozen.';
    case 'pfn-changed':
      return 'A leaf must be emptied and flushed before another page can be mapped there.';
    case 'writable-bits':
      return 'W needs MMU-writable, and MMU-writable needs host-writable.';
    case 'no-such-transition':
      return 'No kernel path leads from the one state to the other.';
    case 'not-by-this-path':
      return nearest === null
        ? 'No kernel path does this.'
        : `This path does not do this; what may happen is: ${nearest.title}.`;
    case 'bits':
      return `What may happen is: ${nearest?.title ?? 'nothing'}. But ${bits.map((bit) => BIT_WORDS[bit]).join(', and ')}, too.`;
    case 'lock':
      return `${nearest?.fn ?? 'Whoever does this'} has to hold mmu_lock otherwise than it does.`;
    case 'op':
      return `${nearest?.fn ?? 'Whoever does this'} has to write the entry otherwise.`;
    default:
      return assertNever(reason);
  }
}
