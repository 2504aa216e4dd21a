/** How many events there are in each stretch of the trace: by kind, by vCPU, by CPU. */
import type { Contexts } from '../events/contexts.ts';
import { KIND_NAMES } from '../events/event-kinds.ts';
import type { EventTable } from '../events/event-table.ts';
import { VcpuThreads } from './vcpu-threads.ts';

/** Stretches of equal length, of events or of time, from one event up to another (exclusive). */
export interface DensityRequest {
  readonly firstEvent: number;
  readonly endEvent: number;
  readonly bins: number;
  readonly by: 'event' | 'time';
  readonly lanes: 'kind' | 'vcpu' | 'cpu';
  /** By time: where the first stretch begins and the last one ends, if not at those events. */
  readonly clock?: ClockRange;
}

/** In units of the trace's clock. */
export interface ClockRange {
  readonly start: number;
  readonly end: number;
}

export interface DensityLane {
  /** A number of KIND_NAMES, a vCPU (-1: none), or a CPU. */
  readonly lane: number;
  readonly name: string;
  readonly counts: Uint32Array;
}

interface EventSource {
  readonly events: EventTable;
  readonly contexts: Contexts;
}

export function density(trace: EventSource, request: DensityRequest): readonly DensityLane[] {
  const { bins, firstEvent, lanes } = request;
  const endEvent = Math.min(request.endEvent, trace.events.count);
  const laneOf = laneFinder(trace, request);
  const binOf = binFinder(trace.events, { ...request, endEvent });
  const found = new Map<number, Uint32Array>();
  for (let event = firstEvent; event < endEvent; event++) {
    const lane = laneOf(event);
    let counts = found.get(lane);
    if (counts === undefined) found.set(lane, (counts = new Uint32Array(bins)));
    const bin = binOf(event);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return [...found]
    .map(([lane, counts]) => ({ lane, name: laneName(lanes, lane), counts }))
    .sort((a, b) => a.lane - b.lane);
}

/** In which stretch an event is. */
export function binFinder(
  events: EventTable,
  { bins, by, clock, endEvent, firstEvent }: Omit<DensityRequest, 'lanes'>,
): (event: number) => number {
  if (by === 'event') {
    const perBin = Math.max(endEvent - firstEvent, 1) / bins;
    return (event) => Math.min(Math.floor((event - firstEvent) / perBin), bins - 1);
  }
  const start = clock?.start ?? events.time.at(firstEvent);
  const end = clock?.end ?? events.time.at(endEvent - 1);
  const length = Math.max(end - start, Number.MIN_VALUE);
  // A clock that goes back puts events into the first stretch, or the last, of those shown.
  return (event) => {
    const part = (events.time.at(event) - start) / length;
    return Math.max(0, Math.min(Math.floor(part * bins), bins - 1));
  };
}

function laneFinder(
  { contexts, events }: EventSource,
  { firstEvent, lanes }: DensityRequest,
): (event: number) => number {
  if (lanes === 'kind') return (event) => events.kind(event);
  if (lanes === 'cpu') return (event) => contexts.all[events.context[event] ?? 0]?.cpu ?? 0;
  const threads = new VcpuThreads({ events, contexts, firstEvent });
  return (event) => threads.vcpu(event);
}

function laneName(lanes: DensityRequest['lanes'], lane: number): string {
  if (lanes === 'kind') return KIND_NAMES[lane] ?? '';
  if (lane < 0) return 'no vCPU';
  return lanes === 'vcpu' ? `vCPU ${lane}` : `CPU ${lane}`;
}
