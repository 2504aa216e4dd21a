/** What one column makes of the schedule. */
import type { RanReply, StoppedInfo } from '../protocol/messages.ts';
import type { BlockedInfo, NextInfo, StepRecord, ViolationInfo } from '../protocol/run.ts';
import { commonPrefix, type Schedule } from './run-model.ts';

/** Who may move at a position, and why the others may not. */
export interface Ways {
  readonly next: readonly NextInfo[];
  readonly blocked: readonly BlockedInfo[];
}

export interface ColumnRun {
  /** The schedule this is about; compared by identity with the one on screen. */
  readonly schedule: Schedule;
  /** Of the steps that could be done. */
  readonly records: readonly StepRecord[];
  /** Where, and why, the column could not follow the schedule. */
  readonly stopped: StoppedInfo | null;
  readonly violations: readonly ViolationInfo[];
  /** By position; at the end always, elsewhere once asked for. */
  readonly ways: Readonly<Record<number, Ways>>;
}

export const EMPTY_RUN: ColumnRun = {
  schedule: [],
  records: [],
  stopped: null,
  violations: [],
  ways: {},
};

/** Records of `run` that are records of `schedule`, too. */
export function recordsKept(run: ColumnRun, schedule: Schedule): number {
  return Math.min(commonPrefix(run.schedule, schedule), run.records.length);
}

/** The run of a schedule from what was kept of an earlier one and the reply to the rest. */
export function mergeRun(
  old: ColumnRun,
  { schedule, kept, reply }: { schedule: Schedule; kept: number; reply: RanReply },
): ColumnRun {
  const known = Object.entries(old.ways).filter(([position]) => Number(position) <= kept);
  return {
    schedule,
    records: [...old.records.slice(0, kept), ...reply.records],
    stopped: reply.stopped,
    violations: reply.violations,
    ways: { ...Object.fromEntries(known), [reply.steps]: waysOf(reply) },
  };
}

export function waysOf({ next, blocked }: RanReply): Ways {
  return { next, blocked };
}
