/** Reads a trace's file, compressed or not, without ever holding it as a whole. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { fail, type Issue, type Result } from '../base/result.ts';
import { importTrace, type Chunks } from '../trace/import-trace.ts';
import type { LayoutChoice, Trace } from '../trace/trace.ts';

const CHUNK_BYTES = 1 << 20;

export async function readTraceFile(path: string, choice: LayoutChoice): Promise<Result<Trace>> {
  const found = await stat(path).catch(() => null);
  if (found === null || found.isDirectory()) return fail([notFound(path)]);
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  return importTrace({ chunks: bytesOf(file), gunzip }, { choice });
}

function gunzip(packed: Chunks): Chunks {
  const source = Readable.from(packed);
  const unpacked = source.pipe(createGunzip({ chunkSize: CHUNK_BYTES }));
  source.on('error', (error) => unpacked.destroy(error));
  return bytesOf(unpacked);
}

/** One kind of array, so that the reader's code is made for one kind. */
async function* bytesOf(stream: AsyncIterable<unknown>): Chunks {
  for await (const chunk of stream) {
    const { buffer, byteLength, byteOffset } = chunk as Uint8Array<ArrayBuffer>;
    yield new Uint8Array(buffer, byteOffset, byteLength);
  }
}

function notFound(path: string): Issue {
  return {
    code: 'not-found',
    path: '',
    message: `There is no file "${path}".`,
    hint: 'Name the text of a trace: what /sys/kernel/tracing/trace or trace-cmd report prints.',
  };
}
