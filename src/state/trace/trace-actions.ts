/** What keys and buttons of the view of traces do, in one place, so that both do the same. */
import { revealing, zoomed, type TraceRange } from '../../view/trace/trace-range.ts';
import type { TracePort } from './trace-port.ts';
import { placeOf, selectWhole, type MarkerName, type TimelineUnit } from './trace-state.ts';

export function lastEvent({ store }: TracePort): number {
  return Math.max((store.getState().outline?.events ?? 0) - 1, 0);
}

/** Where the cursor goes the timeline follows, once it is known where that is on it. */
export function goToEvent(port: TracePort, event: number): void {
  const cursor = Math.max(0, Math.min(event, lastEvent(port)));
  port.store.setState({ cursor });
}

export function moveCursor(port: TracePort, by: number): void {
  goToEvent(port, port.store.getState().cursor + by);
}

export async function goToFinding(port: TracePort, direction: 'next' | 'previous'): Promise<void> {
  const { cursor: from } = port.store.getState();
  const found = await port.client.request<'find-finding'>({
    type: 'find-finding',
    from,
    direction,
  });
  if (found.type !== 'found' || found.event === null) return;
  goToEvent(port, found.event);
}

export function showLife(port: TracePort, gfn: number): void {
  port.store.setState({ gfn });
}

export function setMarker({ store }: TracePort, name: MarkerName, at?: number | null): void {
  const { cursor, markers } = store.getState();
  store.setState({ markers: { ...markers, [name]: at === undefined ? cursor : at } });
}

export function showRange({ store }: TracePort, range: TraceRange): void {
  const whole = selectWhole(store.getState());
  const isAll = range.start <= whole.start && range.end >= whole.end;
  store.setState({ range: isAll ? null : range });
}

export function showAll({ store }: TracePort): void {
  store.setState({ range: null });
}

/** About the cursor, if it is known where on the timeline that is; else about the middle. */
export function zoomAtCursor(port: TracePort, factor: number): void {
  const state = port.store.getState();
  const whole = selectWhole(state);
  const range = state.range ?? whole;
  const about = placeOf(state.unit, state.marks.cursor) ?? (range.start + range.end) / 2;
  const shown = revealing(range, about, whole);
  showRange(port, zoomed(shown, { about, factor, whole }));
}

export function setUnit({ store }: TracePort, unit: TimelineUnit): void {
  store.setState({ unit, range: null });
}
