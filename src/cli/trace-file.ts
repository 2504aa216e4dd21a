/** Reads a trace's file, compressed or not, without ever holding it as a whole. */
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { fail, ok, type Issue, type Result } from '../base/result.ts';
import { fileKind, refusalOf } from '../trace/text/file-kind.ts';
import { Trace, type LayoutChoice } from '../trace/trace.ts';

const CHUNK_BYTES = 1 << 20;
const SIGNATURE_BYTES = 16;
const SHOWN_LINES = 3;

export async function readTraceFile(path: string, choice: LayoutChoice): Promise<Result<Trace>> {
  const found = await stat(path).catch(() => null);
  if (found === null || found.isDirectory()) return fail([notFound(path)]);
  if (found.size === 0) return fail([EMPTY]);
  const first = await firstBytes(path);
  const refusal = refusalOf(first);
  if (refusal !== undefined) return fail([refusal]);
  const trace = new Trace(choice);
  const gzip = fileKind(first) === 'gzip';
  const damage = await feed(trace, { path, gzip });
  if (typeof damage === 'object') return fail([damage]);
  trace.finish();
  trace.notes.damaged = damage;
  return trace.events.count === 0 && trace.notes.header.length === 0
    ? fail([noTrace(trace)])
    : ok(trace);
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(SIGNATURE_BYTES), 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/**
 * Returns what is wrong with the compression, if something is: what was unpacked by then is kept. An
 * issue, if what is in it is no text.
 */
async function feed(
  trace: Trace,
  { gzip, path }: { readonly path: string; readonly gzip: boolean },
): Promise<string | undefined | Issue> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const stream = gzip ? file.pipe(createGunzip({ chunkSize: CHUNK_BYTES })) : file;
  try {
    for await (const chunk of stream) {
      const bytes = chunk as Uint8Array;
      const refusal = trace.reader.bytesRead === 0 && gzip ? refusalOf(bytes) : undefined;
      if (refusal !== undefined) return refusal;
      trace.feed(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    }
    return undefined;
  } catch (error) {
    if (!gzip || !(error instanceof Error)) throw error;
    return error.message;
  }
}

const EMPTY: Issue = {
  code: 'empty',
  path: '',
  message: 'The file is empty.',
  hint: 'Record again; a trace that was read from trace_pipe leaves nothing in trace.',
};

function notFound(path: string): Issue {
  return {
    code: 'not-found',
    path: '',
    message: `There is no file "${path}".`,
    hint: 'Name the text of a trace: what /sys/kernel/tracing/trace or trace-cmd report prints.',
  };
}

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
