/** What the page asks about a trace, wherever it is read. */
import type {
  TraceProgress,
  TraceReplyOf,
  TraceRequest,
  TraceRequestType,
} from '../protocol/trace.ts';
import type { AnswerTypes, Client } from './client.ts';

export interface TraceDialect {
  readonly requests: {
    readonly [T in TraceRequestType]: Extract<TraceRequest, { readonly type: T }>;
  };
  readonly replies: TraceReplyOf;
  readonly progress: TraceProgress;
}

export type TraceClient = Client<TraceDialect>;

export const TRACE_ANSWERS: AnswerTypes<TraceDialect> & {
  readonly [T in TraceRequestType]: readonly TraceReplyOf[T]['type'][];
} = {
  'open-trace': ['opened-trace', 'refused'],
  'choose-format': ['opened-trace', 'refused'],
  timeline: ['timeline', 'refused'],
  rows: ['rows', 'refused'],
  'row-of': ['row-of', 'refused'],
  find: ['found', 'refused'],
  'find-finding': ['found', 'refused'],
  events: ['events', 'refused'],
  tables: ['tables', 'refused'],
  'leaf-map': ['leaf-map', 'refused'],
  life: ['life', 'refused'],
  findings: ['findings', 'refused'],
  span: ['span', 'refused'],
  recast: ['recast', 'refused'],
};
