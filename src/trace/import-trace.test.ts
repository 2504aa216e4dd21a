import { Readable } from 'node:stream';
import { createGunzip, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { importTrace, type Chunks, type ImportHooks } from './import-trace.ts';
import { goldenBytes } from './testing/golden.ts';
import type { Trace } from './trace.ts';

const SMALL = goldenBytes('linux-6.12-npt.s1_smm/trace.txt.gz');
const WHOLE = goldenBytes('linux-6.1-npt.b1_dirty_log/trace.txt.gz');

async function* chunksOf(bytes: Uint8Array, size = 10_000): Chunks {
  for (let at = 0; at < bytes.length; at += size) {
    await Promise.resolve();
    yield bytes.subarray(at, at + size);
  }
}

function gunzip(packed: Chunks): Chunks {
  return Readable.from(packed).pipe(createGunzip({ chunkSize: 4096 }));
}

async function imported(bytes: Uint8Array, hooks: ImportHooks = {}, size?: number): Promise<Trace> {
  const result = await importTrace({ chunks: chunksOf(bytes, size), gunzip }, hooks);
  if (!result.ok) throw new Error(result.issues[0]!.message);
  return result.value;
}

describe('an import', () => {
  test.each([5, 100, 1 << 20])('in chunks of %i bytes reads all of it', async (size) => {
    expect((await imported(SMALL, {}, size)).events.count).toBe(122);
    expect((await imported(new Uint8Array(gzipSync(SMALL)), {}, size)).events.count).toBe(122);
  });

  test('shows a first part, and goes on to the end', async () => {
    const seen: [number, number][] = [];
    await imported(
      WHOLE,
      { onProgress: (trace, bytesTaken) => void seen.push([trace.events.count, bytesTaken]) },
      1 << 20,
    );
    expect(seen.map(([, bytes]) => bytes)).toEqual([WHOLE.length, WHOLE.length]);
    expect(seen[0]![0]).toBeGreaterThan(100);
    expect(seen[0]![0]).toBeLessThan(905);
    expect(seen[1]![0]).toBe(905);
  });

  test('may be asked about the past while it goes on', async () => {
    const asked = await imported(WHOLE, {
      onProgress: (trace) => {
        trace.seek(trace.events.count >> 1);
      },
    });
    const plain = await imported(WHOLE);
    asked.seek(asked.events.count);
    expect(asked.tables.cells).toEqual(plain.tables.cells);
    expect(asked.log.silentCount).toBe(plain.log.silentCount);
  });

  test('stops when it is cancelled, with what there is by then', async () => {
    let calls = 0;
    const trace = await imported(WHOLE, { isCancelled: () => ++calls > 3 });
    expect(trace.events.count).toBeGreaterThan(10);
    expect(trace.events.count).toBeLessThan(905);
  });

  test('keeps what a damaged .gz still holds', async () => {
    const packed = new Uint8Array(gzipSync(WHOLE));
    const trace = await imported(packed.subarray(0, packed.length - 3000));
    expect(trace.events.count).toBeGreaterThan(10);
    expect(trace.notes.damaged).toMatch(/unexpected end/);
    expect((await imported(packed)).notes.damaged).toBeUndefined();
  });

  test('of a packed trace.dat says what to do', async () => {
    const dat = Uint8Array.from([0x17, 0x08, 0x44, ...new TextEncoder().encode('tracing6')]);
    await expect(imported(new Uint8Array(gzipSync(dat)))).rejects.toThrow(/trace\.dat/);
  });
});
