/** The trace's worker: what a request means is the session's business. */
import type { TraceProgress, TraceRequest, TraceRequestType } from '../protocol/trace.ts';
import { TraceSession } from '../session/trace/trace-session.ts';
import { gunzip } from './gunzip.ts';
import { serve } from './serve.ts';

/** Searches of long traces take seconds; what is read so far may be asked about while it is read. */
const SEARCHES: readonly TraceRequestType[] = ['rows', 'row-of', 'find'];

const session = new TraceSession({ gunzip });

serve<TraceRequest, TraceProgress>({
  handle: (request, control) => session.handle(request, control),
  laneOf: ({ type }) =>
    type === 'open-trace' ? 'reading' : SEARCHES.includes(type) ? 'searching' : 'asking',
});
