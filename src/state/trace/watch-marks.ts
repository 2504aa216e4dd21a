/** Keeps what is told of the cursor and the markers up to date. */
import type { EventRow } from '../../protocol/trace.ts';
import { revealing } from '../../view/trace/trace-range.ts';
import { Asker } from './asker.ts';
import type { TracePort } from './trace-port.ts';
import { placeOf, selectWhole, type TraceState } from './trace-state.ts';

export function watchMarks({ client, store }: Pick<TracePort, 'client' | 'store'>): void {
  const events = new Asker<'events'>(client, (answer) => {
    if (answer.type === 'events') store.setState((state) => withMarks(state, answer.rows));
  });
  const span = new Asker<'span'>(client, (answer) => {
    if (answer.type === 'span') store.setState({ span: answer });
  });
  store.subscribe((state, before) => {
    const { cursor, markers, outline, revision } = state;
    const isNew = revision !== before.revision;
    if (outline === null || outline.events === 0) return;
    const { a, b } = markers;
    if (isNew || cursor !== before.cursor || markers !== before.markers) {
      events.ask({
        type: 'events',
        events: [cursor, ...(a === null ? [] : [a]), ...(b === null ? [] : [b])],
      });
    }
    if (!isNew && markers === before.markers) return;
    if (a !== null && b !== null) span.ask({ type: 'span', from: a, to: b });
    else if (state.span !== null) store.setState({ span: null });
  });
}

/** Where the cursor went, the timeline follows. */
function withMarks(state: TraceState, rows: readonly EventRow[]): Partial<TraceState> {
  const marks = marksOf(state, rows);
  const hasMoved = marks.cursor?.event !== state.marks.cursor?.event;
  const place = placeOf(state.unit, marks.cursor);
  if (!hasMoved || place === null || state.range === null) return { marks };
  return { marks, range: revealing(state.range, place, selectWhole(state)) };
}

function marksOf({ cursor, markers }: TraceState, rows: readonly EventRow[]): TraceState['marks'] {
  const rowOf = (event: number | null): EventRow | null =>
    rows.find((row) => row.event === event) ?? null;
  return { cursor: rowOf(cursor), a: rowOf(markers.a), b: rowOf(markers.b) };
}
