/** Rounds of dirty logging: what a round tells of is only what has been logged since it was enabled. */
import { isDirtyLogKind } from '../engine/programs/dirty-log-operations.ts';
import type { Memslot } from '../engine/machine-config.ts';
import type { HostOperation } from '../engine/programs/operation.ts';
import { slotOf } from './build-memslots.ts';
import type { IssueList, IssuePath } from './issues.ts';

interface PlacedOperation {
  readonly value: HostOperation;
  readonly path: IssuePath;
}

/** Complains of a round for a slot for which the same thread has not enabled logging before. */
export function checkDirtyLogRounds(
  operations: readonly PlacedOperation[],
  memslots: readonly Memslot[],
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
  }
}

const ENABLED_TWICE = {
  code: 'log-enabled-twice',
  message: 'Dirty logging is enabled for this memslot already; disabling is not modelled.',
  hint: 'Enable it once.',
};
