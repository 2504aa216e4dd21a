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
  if (outcome.end === 'refused') return fail([outcome.issue]);
  if (outcome.end === 'cancelled') trace.stop();
  else trace.finish();
  if (outcome.end === 'damaged') trace.notes.damaged = outcome.damage;
  return isTrace(trace) ? ok(trace) : fail([noTrace(trace)]);
}

interface Reading {
  readonly chunks: Chunks;
  readonly isPacked: boolean;
  readonly isCancelled: () => boolean;
  readonly report: () => Promise<void>;
}

/** An empty buffer is a header and nothing else; other texts have lines with a # in them, too. */
function isTrace({ events, notes }: Trace): boolean {
  return events.count > 0 || (notes.headerCount > 0 && notes.unreadableCount === 0);
}

type Outcome =
  | { readonly end: 'whole' | 'cancelled' }
  /** What is packed is no text. */
  | { readonly end: 'refused'; readonly issue: Issue }
  /** Something is wrong with the packing; what came before was read. */
  | { readonly end: 'damaged'; readonly damage: string };

async function readAll(trace: Trace, reading: Reading): Promise<Outcome> {
  const { chunks, isCancelled, isPacked, report } = reading;
  try {
    for await (const chunk of chunks) {
      const isFirst = trace.reader.bytesRead === 0;
      const refusal = isFirst && isPacked ? refusalOf(chunk) : undefined;
      if (refusal !== undefined) return { end: 'refused', issue: refusal };
      for (const part of isFirst
        ? [chunk.subarray(0, FIRST_BYTES), chunk.subarray(FIRST_BYTES)]
        : [chunk]) {
        if (isCancelled()) return { end: 'cancelled' };
        trace.feed(part);
        await report();
      }
    }
    return { end: 'whole' };
  } catch (error) {
    if (!isPacked || !(error instanceof Error)) throw error;
    return { end: 'damaged', damage: error.message };
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

const NAME_A_TRACE =
  'Name the text of a trace: what /sys/kernel/tracing/trace or trace-cmd report prints.';
const LINE_HAS_NO_END =
  'The line has no line end: it may be cut off, and is not read. If it is whole, end it.';

function noTrace({ notes, reader }: Trace): Issue {
  if (notes.damaged !== undefined && reader.bytesRead === 0) return nothingUnpacked(notes.damaged);
  if (reader.bytesRead === 0) return EMPTY;
  const shown = notes.unreadable
    .slice(0, SHOWN_LINES)
    .map(({ line, text }) => `line ${line}: ${JSON.stringify(text.slice(0, 60))}`);
  return {
    code: 'no-trace',
    path: '',
    message: `None of its ${reader.lines} lines is an event of a trace: ${shown.join(', ')}.`,
    hint: notes.endsInLine && notes.unreadableCount === 1 ? LINE_HAS_NO_END : NAME_A_TRACE,
  };
}

function nothingUnpacked(damage: string): Issue {
  return {
    code: 'damaged',
    path: '',
    message: `Nothing of it can be unpacked: the compressed data end early or are damaged (${damage}).`,
    hint: 'Copy or compress the file again; gzip -t says whether it is whole.',
  };
}
