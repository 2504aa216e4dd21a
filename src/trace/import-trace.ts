/**
 * Reads a file into a trace, a chunk at a time: told apart by its first bytes, unpacked if need be, with
 * progress, and able to stop. Where the bytes come from, and who unpacks them, is the caller's.
 */
import { fail, ok, type Issue, type Result } from '../base/result.ts';
import { fileKind, refusalOf } from './text/file-kind.ts';
import { Trace, type LayoutChoice } from './trace.ts';

export type Chunks = AsyncIterable<Uint8Array>;

export interface TraceSource {
  readonly chunks: Chunks;
  /** Undoes gzip. What it throws is said to be the damage; what came before is kept. */
  readonly gunzip: (packed: Chunks) => Chunks;
}

export interface ImportHooks {
  /** Said before anything is read. */
  readonly choice?: LayoutChoice;
  /**
   * After a first small part, so that there is a picture soon, and after each chunk. The trace may be
   * asked anything meanwhile. What it returns is waited for: the place to let others work.
   */
  readonly onProgress?: (trace: Trace, bytesTaken: number) => void | Promise<void>;
  readonly isCancelled?: () => boolean;
}

/** Of the first chunk, this much is shown before the rest is read. */
const FIRST_BYTES = 1 << 16;
const SIGNATURE_BYTES = 16;
const SHOWN_LINES = 3;

/** A cancelled import gives what was read by then. */
export async function importTrace(
  source: TraceSource,
  { choice, isCancelled, onProgress }: ImportHooks = {},
): Promise<Result<Trace>> {
  const taken = { bytes: 0 };
  const counted = countBytes(source.chunks, taken);
  const { first, chunks } = await peek(counted, SIGNATURE_BYTES);
  if (first.length === 0) return fail([EMPTY]);
  const refusal = refusalOf(first);
  if (refusal !== undefined) return fail([refusal]);
  const isPacked = fileKind(first) === 'gzip';
  const trace = new Trace(choice);
  const outcome = await readAll(trace, {
    chunks: isPacked ? source.gunzip(chunks) : chunks,
    isPacked,
    isCancelled: isCancelled ?? (() => false),
    report: async () => onProgress?.(trace, taken.bytes),
  });
  if (typeof outcome === 'object') return fail([outcome]);
  trace.finish();
  trace.notes.damaged = outcome;
  const isNone = trace.events.count === 0 && trace.notes.header.length === 0;
  return isNone ? fail([noTrace(trace)]) : ok(trace);
}

interface Reading {
  readonly chunks: Chunks;
  readonly isPacked: boolean;
  readonly isCancelled: () => boolean;
  readonly report: () => Promise<void>;
}

/** Returns what is wrong with the packing, if something is; an issue, if what is in it is no text. */
async function readAll(trace: Trace, reading: Reading): Promise<string | undefined | Issue> {
  const { chunks, isCancelled, isPacked, report } = reading;
  try {
    for await (const chunk of chunks) {
      const isFirst = trace.reader.bytesRead === 0;
      const refusal = isFirst && isPacked ? refusalOf(chunk) : undefined;
      if (refusal !== undefined) return refusal;
      for (const part of isFirst
        ? [chunk.subarray(0, FIRST_BYTES), chunk.subarray(FIRST_BYTES)]
        : [chunk]) {
        if (isCancelled()) return undefined;
        trace.feed(part);
        await report();
      }
    }
    return undefined;
  } catch (error) {
    if (!isPacked || !(error instanceof Error)) throw error;
    return error.message;
  }
}

async function* countBytes(chunks: Chunks, taken: { bytes: number }): Chunks {
  for await (const chunk of chunks) {
    taken.bytes += chunk.length;
    yield chunk;
  }
}

/** The first bytes, and all chunks, they among them. */
async function peek(
  chunks: Chunks,
  bytes: number,
): Promise<{ readonly first: Uint8Array; readonly chunks: Chunks }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  let length = 0;
  while (length < bytes) {
    const next = await iterator.next();
    if (next.done === true) break;
    seen.push(next.value);
    length += next.value.length;
  }
  const first = new Uint8Array(length);
  let at = 0;
  for (const chunk of seen) {
    first.set(chunk, at);
    at += chunk.length;
  }
  return { first: first.subarray(0, bytes), chunks: resume(first, iterator) };
}

async function* resume(seen: Uint8Array, rest: AsyncIterator<Uint8Array>): Chunks {
  if (seen.length > 0) yield seen;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

const EMPTY: Issue = {
  code: 'empty',
  path: '',
  message: 'The file is empty.',
  hint: 'Record again; a trace that was read from trace_pipe leaves nothing in trace.',
};

function noTrace({ notes, reader }: Trace): Issue {
  const shown = notes.unreadable
    .slice(0, SHOWN_LINES)
    .map(({ line, text }) => `line ${line}: ${JSON.stringify(text.slice(0, 60))}`);
  return {
    code: 'no-trace',
    path: '',
    message: `None of its ${reader.lines} lines is an event of a trace: ${shown.join(', ')}.`,
    hint: 'Name the text of a trace: what /sys/kernel/tracing/trace or trace-cmd report prints.',
  };
}
