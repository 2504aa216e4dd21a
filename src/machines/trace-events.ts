/** What can be said to the reading of a trace and what can be seen of it, apart from its machine. */
import type { FormatChoice, TraceFile } from '../protocol/trace.ts';

export interface TraceSource {
  readonly name: string;
  readonly file: TraceFile;
}

/** partial: it was cancelled, and what was read by then can be looked at. */
export type TracePhase = 'idle' | 'reading' | 'rebuilding' | 'ready' | 'partial' | 'failed';

export type TraceEvent =
  | { readonly type: 'open'; readonly source: TraceSource }
  /** Reads no further. */
  | { readonly type: 'cancel' }
  /** The format is not what was concluded. */
  | { readonly type: 'choose'; readonly choice: FormatChoice };

/** interrupted: another file was opened meanwhile. */
export type ReadOutcome = 'complete' | 'partial' | 'failed' | 'interrupted';

export const DETECTED: FormatChoice = { layout: null, rootLevel: null };
