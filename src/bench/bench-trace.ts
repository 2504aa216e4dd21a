/**
 * The trace importer: events per CPU second, bytes kept, time to the first picture, time to go to any
 * event. Of a made-up trace, and of the files that are named.
 */
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { KIND } from '../trace/events/event-kinds.ts';
import { density } from '../trace/queries/density.ts';
import { findEvents } from '../trace/queries/find-events.ts';
import { entriesOf } from '../trace/tables/table-dump.ts';
import { Trace } from '../trace/trace.ts';
import { generateTrace } from './generate-trace.ts';
import { formatRate, measure } from './measure.ts';

const EVENTS = 2_000_000;
const SEEKS = 400;
const CHUNK_BYTES = 1 << 20;
/** The first picture need not wait for more. */
const FIRST_BYTES = 1 << 16;
/** Steps through the trace that are far apart and come everywhere. */
const GOLDEN_RATIO = 0.618_033_988_749_895;

export async function benchTrace(files: readonly string[]): Promise<void> {
  benchOne(`generated, ${EVENTS / 1e6} M events`, [...generateTrace(EVENTS)]);
  for (const file of files) benchOne(file, await unpacked(file));
}

/** All of it, before it is measured: unpacking runs on a thread whose time would be counted. */
async function unpacked(path: string): Promise<readonly Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const stream = path.endsWith('.gz') ? file.pipe(createGunzip({ chunkSize: CHUNK_BYTES })) : file;
  for await (const chunk of stream) {
    const { buffer, byteLength, byteOffset } = chunk as Uint8Array<ArrayBuffer>;
    chunks.push(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return chunks;
}

function benchOne(name: string, chunks: readonly Uint8Array[]): void {
  const trace = new Trace();
  const [first = new Uint8Array()] = chunks;
  const start = performance.now();
  trace.feed(first.subarray(0, FIRST_BYTES));
  walkAll(trace);
  const firstPictureMs = performance.now() - start;
  const before = process.cpuUsage();
  trace.feed(first.subarray(FIRST_BYTES));
  for (const chunk of chunks.slice(1)) trace.feed(chunk);
  trace.finish();
  const { count } = trace.events;
  const cold = count / cpuSince(before) / 1e6;
  const rate = measure(() => readAll(chunks));
  console.log(
    `  ${name}: ${count} events, ${(trace.reader.bytesRead / 1e6).toFixed(0)} MB of text`,
  );
  console.log(
    `    events read, rebuilt and judged  ${formatRate(rate)}; the first time ${cold.toFixed(2)} M/s`,
  );
  console.log(`    kept  ${bytesText(trace)}`);
  console.log(`    first picture  ${firstPictureMs.toFixed(0)} ms after the first chunk came`);
  console.log(`    seek  ${seekTimes(trace)}`);
  console.log(`    ask  ${askTimes(trace)}`);
}

function readAll(chunks: readonly Uint8Array[]): number {
  const trace = new Trace();
  for (const chunk of chunks) trace.feed(chunk);
  trace.finish();
  return trace.events.count;
}

function cpuSince(before: NodeJS.CpuUsage): number {
  const { system, user } = process.cpuUsage(before);
  return (system + user) / 1e6;
}

function walkAll(trace: Trace): number {
  let entries = 0;
  for (const root of trace.roots.all) {
    for (const _entry of entriesOf(trace.tables, root, trace.bits)) entries += 1;
  }
  return entries;
}

function bytesText(trace: Trace): string {
  const { bytes, conformance, events, log, tables } = trace;
  const each = (part: number): string => (part / events.count).toFixed(1);
  const state = tables.bytes + log.bytes;
  const rest = bytes - events.bytes - conformance.bytes - state;
  return `${each(bytes)} bytes an event: events ${each(events.bytes)}, verdicts ${each(conformance.bytes)}, tables ${each(state)}, keyframes and names ${each(rest)}`;
}

function seekTimes(trace: Trace): string {
  const times: number[] = [];
  for (let i = 1; i <= SEEKS; i++) {
    const position = Math.floor(((i * GOLDEN_RATIO) % 1) * trace.events.count);
    const start = performance.now();
    trace.seek(position);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const at = (part: number): string => (times[Math.floor(part * (SEEKS - 1))] ?? 0).toFixed(1);
  return `median ${at(0.5)} ms, p95 ${at(0.95)} ms, slowest ${at(1)} ms, over ${SEEKS} places`;
}

function askTimes(trace: Trace): string {
  const timed = (ask: () => unknown): string => {
    const start = performance.now();
    ask();
    return `${(performance.now() - start).toFixed(0)} ms`;
  };
  const whole = { firstEvent: 0, endEvent: trace.events.count, bins: 1000, by: 'time' } as const;
  const kinds = new Set([KIND.SPTE_CHANGED]);
  return [
    `density by kind ${timed(() => density(trace, { ...whole, lanes: 'kind' }))}`,
    `by vCPU ${timed(() => density(trace, { ...whole, lanes: 'vcpu' }))}`,
    `events of a gfn ${timed(() => findEvents(trace, { kinds, gfn: 0x100200 }))}`,
  ].join(', ');
}
