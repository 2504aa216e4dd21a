/** What each kernel makes of each run, asked of the engine one after another; loaded with what shows it. */
import type { EngineClient } from '../client/engine-client.ts';
import type { StoppedInfo } from '../protocol/messages.ts';
import type { ViolationInfo } from '../protocol/run.ts';
import type { Schedule } from './run-model.ts';

export interface RunOutcome {
  readonly violations: readonly ViolationInfo[];
  readonly stopped: StoppedInfo | null;
}

/** By column. Schedules are values: the same one is never asked for twice. */
const known = new WeakMap<Schedule, Map<string, RunOutcome>>();

export function knownOutcome(schedule: Schedule, column: string): RunOutcome | null {
  return known.get(schedule)?.get(column) ?? null;
}

interface RunsToJudge {
  readonly schedules: readonly Schedule[];
  readonly columns: readonly string[];
}

/** Calls back after each answer; ends early when `signal` says so or the engine gives none. */
export async function judgeRuns(
  client: EngineClient,
  { schedules, columns }: RunsToJudge,
  { signal, onJudged }: { readonly signal: AbortSignal; readonly onJudged: () => void },
): Promise<void> {
  for (const schedule of schedules) {
    const outcomes = known.get(schedule) ?? new Map<string, RunOutcome>();
    known.set(schedule, outcomes);
    for (const column of columns) {
      if (outcomes.has(column)) continue;
      const recordsFrom = schedule.length;
      const reply = await client.request<'run'>({ type: 'run', column, schedule, recordsFrom });
      if (signal.aborted || reply.type !== 'ran') return;
      outcomes.set(column, { violations: reply.violations, stopped: reply.stopped });
      onJudged();
    }
  }
}
