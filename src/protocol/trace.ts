/**
 * What the page asks the trace's worker, and what it is told. Events are numbered from 0. A trace may be
 * asked while it is read: then the answer is about what was read so far.
 */
import type { SpteLayout } from '../engine/layout/spte-layout.ts';
import type { Timeline, TimelineRequest } from '../trace/queries/timeline.ts';
import type { EventRow } from '../trace/reports/event-rows.ts';
import type { Finding } from '../trace/reports/findings.ts';
import type { LeafMap, LeafMapRequest } from '../trace/reports/leaf-map.ts';
import type { LifeMoment } from '../trace/reports/life.ts';
import type { Span } from '../trace/reports/span.ts';
import type { TraceSummary } from '../trace/reports/summary.ts';
import type { TableStrip, TablesAt, TablesRequest } from '../trace/reports/tables-at.ts';
import type { CancelledReply, CrashedReply, RefusedReply } from './messages.ts';

export type { EventRow, Finding, LifeMoment, TableStrip };

/** What is used of a Blob, which the pure side does not know. */
export interface TraceFile {
  readonly size: number;
  stream(): ByteStream;
}

export interface ByteStream {
  getReader(): ByteReader;
}

export interface ByteReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  cancel(): Promise<void>;
}

/** What the user says of the format; null: as concluded from the trace. */
export interface FormatChoice {
  readonly layout: string | null;
  readonly rootLevel: number | null;
}

/** What is known at any time while a trace is read. */
export interface TraceOutline {
  readonly bytes: number;
  readonly lines: number;
  readonly events: number;
  /** Times of the first and the last event, in units of the clock. */
  readonly clockFirst: number;
  readonly clockLast: number;
  /** Digits after the point of a time; -1: ticks. */
  readonly clockDigits: number;
  readonly layout: string;
  readonly rootLevel: number;
  readonly findings: number;
}

export interface TraceProgress {
  /** Of the file as it is, compressed or not. */
  readonly bytesTaken: number;
  readonly bytesTotal: number;
  readonly outline: TraceOutline;
}

interface OpenTraceRequest {
  readonly type: 'open-trace';
  readonly file: TraceFile;
  readonly choice: FormatChoice;
}

/** Says what the format is, of the trace that is open. */
interface ChooseFormatRequest {
  readonly type: 'choose-format';
  readonly choice: FormatChoice;
}

export interface OpenedTraceReply {
  readonly type: 'opened-trace';
  readonly outline: TraceOutline;
  readonly summary: TraceSummary;
  /** All of the file was read. */
  readonly complete: boolean;
  /** What its SPTEs look like: plain data, as it is for a scenario. */
  readonly layout: SpteLayout;
  /** The layouts that may be chosen instead. */
  readonly layouts: readonly LayoutName[];
}

export interface LayoutName {
  readonly id: string;
  readonly title: string;
}

/** Rows of the events that pass a filter, as it is typed. */
interface RowsRequest {
  readonly type: 'rows';
  readonly filter: string;
  readonly first: number;
  readonly count: number;
}

export interface RowsReply {
  readonly type: 'rows';
  /** How many events pass. */
  readonly total: number;
  readonly first: number;
  readonly rows: readonly EventRow[];
}

/** The next event that passes a filter, or the one before. */
interface FindRequest {
  readonly type: 'find';
  readonly filter: string;
  /** Not this one itself. */
  readonly from: number;
  readonly direction: 'next' | 'previous';
}

export interface FoundReply {
  readonly type: 'found';
  readonly event: number | null;
}

/** The finding after an event, or the one before. */
interface FindFindingRequest {
  readonly type: 'find-finding';
  readonly from: number;
  readonly direction: 'next' | 'previous';
}

/** Some events, wherever they are. */
interface EventsRequest {
  readonly type: 'events';
  readonly events: readonly number[];
}

export interface EventsReply {
  readonly type: 'events';
  readonly rows: readonly EventRow[];
}

/** In which row an event is; of one that does not pass, where it would be. */
interface RowOfRequest {
  readonly type: 'row-of';
  readonly filter: string;
  readonly event: number;
}

export interface RowOfReply {
  readonly type: 'row-of';
  readonly row: number;
}

interface LifeRequest {
  readonly type: 'life';
  readonly gfn: number;
}

export interface LifeReply {
  readonly type: 'life';
  readonly gfn: number;
  /** The first ones of this many. */
  readonly total: number;
  readonly moments: readonly LifeMoment[];
}

interface FindingsRequest {
  readonly type: 'findings';
  readonly first: number;
  readonly count: number;
}

export interface FindingsReply {
  readonly type: 'findings';
  readonly total: number;
  readonly first: number;
  readonly findings: readonly Finding[];
}

/** A few events as a scenario: those about the change at an event, or those of a window. */
interface RecastRequest {
  readonly type: 'recast';
  readonly gfn: number;
  readonly event: number;
  /** From the first event up to another (exclusive). */
  readonly window: { readonly first: number; readonly end: number } | null;
}

export interface RecastReply {
  readonly type: 'recast';
  /** A scenario file. */
  readonly text: string;
  /** A run of the model does what the trace shows: the story follows it. */
  readonly isRetraced: boolean;
}

export type TraceRequest =
  | OpenTraceRequest
  | ChooseFormatRequest
  | ({ readonly type: 'timeline' } & TimelineRequest)
  | RowsRequest
  | RowOfRequest
  | FindRequest
  | FindFindingRequest
  | EventsRequest
  | ({ readonly type: 'tables' } & TablesRequest)
  | ({ readonly type: 'leaf-map' } & LeafMapRequest)
  | LifeRequest
  | FindingsRequest
  | RecastRequest
  | { readonly type: 'span'; readonly from: number; readonly to: number };

export type TraceRequestType = TraceRequest['type'];

export type TimelineReply = { readonly type: 'timeline' } & Timeline;
export type TablesReply = { readonly type: 'tables' } & TablesAt;
export type LeafMapReply = { readonly type: 'leaf-map' } & LeafMap;
export type SpanReply = { readonly type: 'span' } & Span;

export interface TraceReplyOf {
  readonly 'open-trace': OpenedTraceReply | RefusedReply;
  readonly 'choose-format': OpenedTraceReply | RefusedReply;
  readonly timeline: TimelineReply | RefusedReply;
  readonly rows: RowsReply | RefusedReply;
  readonly 'row-of': RowOfReply | RefusedReply;
  readonly find: FoundReply | RefusedReply;
  readonly 'find-finding': FoundReply | RefusedReply;
  readonly events: EventsReply | RefusedReply;
  readonly tables: TablesReply | RefusedReply;
  readonly 'leaf-map': LeafMapReply | RefusedReply;
  readonly life: LifeReply | RefusedReply;
  readonly findings: FindingsReply | RefusedReply;
  readonly span: SpanReply | RefusedReply;
  readonly recast: RecastReply | RefusedReply;
}

export type TraceReply = TraceReplyOf[TraceRequestType] | CrashedReply | CancelledReply;
