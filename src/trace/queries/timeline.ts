/** A stretch of the trace as a timeline shows it: how dense events are, and where findings are. */
import type { EventTable } from '../events/event-table.ts';
import type { Trace } from '../trace.ts';
import { binFinder, density, type DensityLane, type DensityRequest } from './density.ts';

/** By the number of the event, or in units of the trace's clock. */
export interface TimelineRequest {
  readonly by: DensityRequest['by'];
  readonly start: number;
  readonly end: number;
  readonly bins: number;
  readonly lanes: DensityRequest['lanes'];
}

export interface Timeline extends TimelineRequest {
  readonly counts: readonly DensityLane[];
  /** Findings about changes in each stretch. */
  readonly findings: Uint32Array;
  /** The first event of each stretch, and that after the last one. */
  readonly firstEvents: Uint32Array;
}

export function timeline(trace: Trace, request: TimelineRequest): Timeline {
  const { bins, by, end, start } = request;
  const { events } = trace;
  const at = (bin: number): number => {
    const value = start + ((end - start) * bin) / bins;
    return by === 'event' ? clampEvent(events, value) : eventAtClock(events, value);
  };
  const firstEvents = Uint32Array.from({ length: bins + 1 }, (_, bin) => at(bin));
  const range = {
    firstEvent: firstEvents[0] ?? 0,
    endEvent: by === 'time' ? eventAfterClock(events, end) : (firstEvents[bins] ?? 0),
    ...(by === 'time' ? { clock: { start, end } } : {}),
  };
  const asked = { ...request, ...range };
  const counts = range.firstEvent < range.endEvent ? density(trace, asked) : [];
  return { ...request, counts, findings: findingCounts(trace, asked), firstEvents };
}

function findingCounts(trace: Trace, request: DensityRequest): Uint32Array {
  const { findings } = trace.conformance;
  const counts = new Uint32Array(request.bins);
  const binOf = binFinder(trace.events, request);
  for (let i = findings.countBelow(request.firstEvent); i < findings.length; i++) {
    const event = findings.at(i);
    if (event >= request.endEvent) break;
    const bin = binOf(event);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

function clampEvent({ count }: EventTable, event: number): number {
  return Math.max(0, Math.min(Math.ceil(event), count));
}

/** The first event at or after a time; where a clock goes back, one of those it could be. */
export function eventAtClock(events: EventTable, clock: number): number {
  return firstEvent(events, (event) => events.time.at(event) >= clock);
}

function eventAfterClock(events: EventTable, clock: number): number {
  return firstEvent(events, (event) => events.time.at(event) > clock);
}

function firstEvent({ count }: EventTable, isThere: (event: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isThere(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
