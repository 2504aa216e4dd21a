/** The shape of the trace view's data. Control (reading, rebuilding) is in machines/. */
import type { Issue } from '../../base/result.ts';
import { DETECTED, type TracePhase, type TraceSource } from '../../machines/trace-events.ts';
import type {
  EventRow,
  FormatChoice,
  OpenedTraceReply,
  SpanReply,
  TraceOutline,
  TraceProgress,
} from '../../protocol/trace.ts';
import type { TraceRange } from '../../view/trace/trace-range.ts';

/** What a timeline's places are: numbers of events, or times of the trace's clock. */
export type TimelineUnit = 'event' | 'time';
export type TimelineLanes = 'kind' | 'vcpu' | 'cpu';
export type MarkerName = 'a' | 'b';

export interface TraceMarks {
  readonly cursor: EventRow | null;
  readonly a: EventRow | null;
  readonly b: EventRow | null;
}

export interface TraceState {
  readonly phase: TracePhase;
  /** What is read, or was. */
  readonly source: TraceSource | null;
  readonly name: string;
  readonly size: number;
  /** What the reader said of the format. */
  readonly choice: FormatChoice;
  readonly progress: TraceProgress | null;
  /** Of what was read so far; null before anything was. */
  readonly outline: TraceOutline | null;
  readonly opened: OpenedTraceReply | null;
  /** Why the file was not read. */
  readonly issues: readonly Issue[];
  /** Grows whenever what was answered before may be so no more. */
  readonly revision: number;

  /** The event after which tables and lives are shown. */
  readonly cursor: number;
  readonly unit: TimelineUnit;
  readonly lanes: TimelineLanes;
  /** What is on screen; null: all of it. */
  readonly range: TraceRange | null;
  readonly markers: Readonly<Record<MarkerName, number | null>>;
  /** The events at the cursor and the markers, once the worker has told them. */
  readonly marks: TraceMarks;
  /** What lies between the markers. */
  readonly span: SpanReply | null;
  readonly filter: string;
  /** Whose life is told. */
  readonly gfn: number | null;
  /** Whose tables are shown; null: the current one's. */
  readonly root: number | null;
}

export const NO_TRACE: TraceState = {
  phase: 'idle',
  source: null,
  name: '',
  size: 0,
  choice: DETECTED,
  progress: null,
  outline: null,
  opened: null,
  issues: [],
  revision: 0,
  cursor: 0,
  unit: 'event',
  lanes: 'kind',
  range: null,
  markers: { a: null, b: null },
  marks: { cursor: null, a: null, b: null },
  span: null,
  filter: '',
  gfn: null,
  root: null,
};

/** Everything there is, in the unit of the timeline. */
export function selectWhole({ outline, unit }: TraceState): TraceRange {
  if (outline === null) return { start: 0, end: 1 };
  if (unit === 'event') return { start: 0, end: Math.max(outline.events, 1) };
  return { start: outline.clockFirst, end: Math.max(outline.clockLast, outline.clockFirst) + 1 };
}

/** Where an event is on the timeline; null while its time is not known. */
export function placeOf(unit: TimelineUnit, row: EventRow | null): number | null {
  if (row === null) return null;
  return unit === 'event' ? row.event : row.clock;
}
