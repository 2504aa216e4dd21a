/** Events as rows of a table. */
import { eventMessage, eventName, timeText } from '../events/event-text.ts';
import { NONE } from '../tables/page-tables.ts';
import type { Trace } from '../trace.ts';
import { verdictWord, type LifeMoment } from './life.ts';

export interface EventRow {
  readonly event: number;
  readonly line: number;
  readonly time: string;
  /** The same in units of the clock. */
  readonly clock: number;
  readonly task: string;
  readonly cpu: number;
  readonly name: string;
  readonly message: string;
  /** The gfn of the SPTE it changed; null where it changed none. */
  readonly gfn: number | null;
  readonly level: number | null;
  /** What the state machine says of the change; null where there is none. */
  readonly verdict: LifeMoment['verdict'];
}

export function eventRow(trace: Trace, event: number): EventRow {
  const { conformance, contexts, events, reader, tables } = trace;
  const context = contexts.all[events.context[event] ?? 0];
  const table = events.table[event] ?? NONE;
  const clock = events.time.at(event);
  return {
    event,
    line: events.line(event),
    time: timeText(clock, reader.timeDigits ?? 0),
    clock,
    task: `${context?.comm ?? '?'}-${context?.pid ?? '?'}`,
    cpu: context?.cpu ?? 0,
    name: eventName(events, event),
    message: eventMessage(events, event),
    gfn: table === NONE ? null : events.gfn(event),
    level: table === NONE ? null : (tables.level[table] ?? null),
    verdict: verdictWord(conformance.verdicts[conformance.verdictOf[event] ?? 0]),
  };
}
