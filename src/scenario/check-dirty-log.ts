/** Dirty logging: a round tells of what has been logged since it was enabled, in one of two ways. */
import { isDirtyLogKind } from '../engine/programs/dirty-log-operations.ts';
import type { Memslot } from '../engine/machine-config.ts';
import type { HostOperation } from '../engine/programs/operation.ts';
import type { DirtyLogProtect } from '../engine/state/shape.ts';
import { slotOf } from './build-memslots.ts';
import type { IssueList, IssuePath } from './issues.ts';

interface PlacedOperation {
  readonly value: HostOperation;
  readonly path: IssuePath;
}

export interface DirtyLogRules {
  readonly memslots: readonly Memslot[];
  /** How the scenario says that logs are cleared. */
  readonly protect: DirtyLogProtect | undefined;
}

/** Complains of what a thread does to the log of a slot for which it has not enabled logging before. */
export function checkDirtyLogRounds(
  operations: readonly PlacedOperation[],
  { memslots, protect }: DirtyLogRules,
  issues: IssueList,
): void {
  const enabled = new Set<Memslot | undefined>();
  for (const { value, path } of operations) {
    if (!isDirtyLogKind(value.kind)) continue;
    const slot = slotOf(memslots, value.gfnStart);
    if (value.kind === 'enable_dirty_log') {
      if (enabled.has(slot)) issues.add(path, ENABLED_TWICE);
      enabled.add(slot);
    } else if (!enabled.has(slot)) {
      issues.add(path, {
        code: 'log-not-enabled',
        message: `${value.kind}: this thread has not enabled dirty logging for the memslot.`,
        hint: 'Put enable_dirty_log before it, for a gfn of the same memslot.',
      });
    }
    if (value.kind === 'disable_dirty_log') enabled.delete(slot);
    if (value.kind === 'clear_dirty_log' && protect === undefined) issues.add(path, NOT_BY_HAND);
  }
}

const ENABLED_TWICE = {
  code: 'log-enabled-twice',
  message: 'Dirty logging is enabled for this memslot already.',
  hint: 'Enable it once, or disable it before.',
};

const NOT_BY_HAND = {
  code: 'log-not-manual',
  message: 'clear_dirty_log: here get_dirty_log clears the log itself.',
  hint: 'Write dirtyLog: manual, or allSet, to have it cleared by hand.',
};
