/**
 * What a step did and why it matters, as a sentence for somebody who does not read pseudo-code. All of it is
 * read off the state before and after: nothing is told that the step did not do.
 */
import type { AccessKind } from '../../protocol/run.ts';
import { viewBefore } from '../spte/changes.ts';
import { stepAt, type PictureInput } from '../spte/picture-input.ts';
import { explainDirtyBitmap, explainPageCopy, explainUserspace } from './dirty-log.ts';
import { explainGuestMemory, explainLookup } from './guest-access.ts';
import { explainExternal, explainMemslots, explainTrack, explainVmDead } from './guest-wide.ts';
import { explainHostPte, explainPageFlags, explainSeq } from './invalidation.ts';
import {
  explainLock,
  explainRcuLock,
  explainRcuUnlock,
  explainSlotsLock,
  explainSlotsUnlock,
  explainSrcuLock,
  explainSrcuSync,
  explainSrcuUnlock,
  explainUnlock,
} from './locks.ts';
import { explainSpte } from './spte-access.ts';
import { explainFrame } from './tables.ts';
import { actorOf, titleOf, type ToldStep } from './told-step.ts';
import { explainFlush, explainMode, explainRequest } from './vcpus.ts';

/** What the actor did, beginning with the verb. */
const EXPLAIN: Readonly<Record<AccessKind, (told: ToldStep) => string>> = {
  none: explainNothing,
  tlb: explainLookup,
  'guest-memory': explainGuestMemory,
  'spte-load': explainSpte,
  'spte-store': explainSpte,
  'spte-xchg': explainSpte,
  'spte-cas': explainSpte,
  'spte-cas-failed': explainSpte,
  'spte-assist': explainSpte,
  'spte-and': explainSpte,
  lock: explainLock,
  unlock: explainUnlock,
  'rcu-lock': explainRcuLock,
  'rcu-unlock': explainRcuUnlock,
  'srcu-lock': explainSrcuLock,
  'srcu-unlock': explainSrcuUnlock,
  mode: explainMode,
  seq: explainSeq,
  'host-pte': explainHostPte,
  'page-flags': explainPageFlags,
  frame: explainFrame,
  flush: explainFlush,
  'slots-lock': explainSlotsLock,
  'slots-unlock': explainSlotsUnlock,
  memslots: explainMemslots,
  'srcu-sync': explainSrcuSync,
  request: explainRequest,
  'dirty-bitmap': explainDirtyBitmap,
  'page-copy': explainPageCopy,
  userspace: explainUserspace,
  track: explainTrack,
  external: explainExternal,
  'vm-dead': explainVmDead,
};

/** A step that needed none of what is shared: it says what it did without. */
function explainNothing({ record }: ToldStep): string {
  if (record.label === 'pause') return 'begins a round that is not the last: the vCPUs run on.';
  if (record.label === 'resched') {
    return record.choice.variant === 0
      ? 'asks whether it should yield, and goes on.'
      : 'asks whether it should yield, and is about to let go of what it holds.';
  }
  return record.text === record.code
    ? `touches nothing that others share: ${record.fn} decides by what it knows already.`
    : `goes on: ${record.text}.`;
}

export function explainStep(told: ToldStep): string {
  return `${titleOf(told, actorOf(told))} ${EXPLAIN[told.record.access](told)}`;
}

/** The step that led to the position shown; null at the beginning. */
export function explainStepAt(
  input: Pick<PictureInput, 'actors' | 'layout' | 'position' | 'records' | 'view'> &
    Pick<ToldStep, 'blocked'>,
): string | null {
  const record = stepAt(input);
  if (record === undefined) return null;
  const { actors, blocked, layout, view } = input;
  return explainStep({
    record,
    layout,
    actors,
    blocked,
    before: viewBefore(view, record),
    after: view,
  });
}
