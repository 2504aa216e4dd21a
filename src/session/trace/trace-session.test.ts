import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { InProcessClient } from '../../client/testing/in-process-client.ts';
import { TRACE_ANSWERS, type TraceClient, type TraceDialect } from '../../client/trace-client.ts';
import type { TraceFile, TraceProgress, TraceReply } from '../../protocol/trace.ts';
import { parseScenario } from '../../scenario/parse-scenario.ts';
import { goldenBytes, goldenTrace } from '../../trace/testing/golden.ts';
import { gunzip } from '../../worker/gunzip.ts';
import { TraceSession } from './trace-session.ts';

const F4 = 'linux-6.1-npt.f4_concurrent/trace.txt.gz';
const RACE = 'part.f1_race/trace.txt.gz';
const DETECTED = { layout: null, rootLevel: null };

function newClient(): TraceClient {
  return new InProcessClient<TraceDialect>(() => new TraceSession({ gunzip }), TRACE_ANSWERS);
}

function fileOf(bytes: Uint8Array): TraceFile {
  return new Blob([new Uint8Array(bytes)]);
}

function is<T extends TraceReply['type']>(type: T, reply: { type: string }) {
  expect(reply).toMatchObject({ type });
  return reply as Extract<TraceReply, { type: T }>;
}

async function openClient(path: string): Promise<TraceClient> {
  const client = newClient();
  const file = fileOf(goldenBytes(path));
  is(
    'opened-trace',
    await client.request<'open-trace'>({ type: 'open-trace', file, choice: DETECTED }),
  );
  return client;
}

describe('opening', () => {
  test('reads a file, with progress, and tells what is in it', async () => {
    const seen: TraceProgress[] = [];
    const file = fileOf(goldenBytes(F4));
    const reply = await newClient().request<'open-trace'>(
      { type: 'open-trace', file, choice: DETECTED },
      { onProgress: (progress) => seen.push(progress) },
    );
    const { complete, layout, outline, summary } = is('opened-trace', reply);
    const { count } = goldenTrace('linux-6.1-npt.f4_concurrent').events;
    expect([complete, outline.events, summary.events]).toEqual([true, count, count]);
    expect(layout.id).toBe('v5.19/npt-48');
    expect(seen.length).toBeGreaterThan(1);
    expect(seen[0]!.outline.events).toBeLessThan(count);
    expect(seen.at(-1)).toMatchObject({ bytesTaken: file.size, bytesTotal: file.size });
  });

  test('a packed file is unpacked on the way', async () => {
    const file = fileOf(gzipSync(goldenBytes(RACE)));
    const reply = await newClient().request<'open-trace'>({
      type: 'open-trace',
      file,
      choice: DETECTED,
    });
    expect(is('opened-trace', reply).outline.events).toBe(goldenTrace('part.f1_race').events.count);
  });

  test('of a cancelled one stays what was read by then', async () => {
    const client = newClient();
    const stop = new AbortController();
    const reply = await client.request<'open-trace'>(
      { type: 'open-trace', file: fileOf(goldenBytes(F4)), choice: DETECTED },
      { signal: stop.signal, onProgress: () => stop.abort() },
    );
    const { complete, outline } = is('opened-trace', reply);
    const { count } = goldenTrace('linux-6.1-npt.f4_concurrent').events;
    expect(complete).toBe(false);
    expect(outline.events).toBeGreaterThan(0);
    expect(outline.events).toBeLessThan(count);
    const all = { type: 'rows', filter: '', first: 0, count: 1 } as const;
    expect(is('rows', await client.request<'rows'>(all)).total).toBe(outline.events);
  });

  test('what is no trace is refused, and then nothing is open', async () => {
    const client = newClient();
    const file = fileOf(new TextEncoder().encode('shopping\nmilk\n'));
    const reply = await client.request<'open-trace'>({
      type: 'open-trace',
      file,
      choice: DETECTED,
    });
    expect(is('refused', reply).issues[0]!.message).toContain('line 1: "shopping"');
    const asked = await client.request<'life'>({ type: 'life', gfn: 1 });
    expect(is('refused', asked).issues[0]!.code).toBe('nothing-open');
  });

  test('the format may be said, and unsaid', async () => {
    const client = await openClient(RACE);
    const choose = async (layout: string | null) => {
      const choice = { layout, rootLevel: null };
      return client.request<'choose-format'>({ type: 'choose-format', choice });
    };
    expect(is('opened-trace', await choose('v6.12/npt-48')).layout.id).toBe('v6.12/npt-48');
    expect(is('opened-trace', await choose(null)).layout.id).toBe('v5.19/npt-48');
    expect(is('refused', await choose('v1/none')).issues[0]!.code).toBe('unknown-layout');
  });
});

describe('asking', () => {
  test('rows of all events, and of those that pass a filter', async () => {
    const client = await openClient(RACE);
    const ask = async (filter: string, first = 0, count = 5) =>
      client.request<'rows'>({ type: 'rows', filter, first, count });
    const all = is('rows', await ask('', 3));
    expect(all.rows.map(({ event }) => event)).toEqual([3, 4, 5, 6, 7]);
    const own = is('rows', await ask('gfn=1089 level=1 event=spte_changed'));
    expect(own.total).toBeGreaterThan(0);
    expect(new Set(own.rows.map(({ gfn }) => gfn))).toEqual(new Set([0x1089]));
    const past = is('rows', await ask('is=defect', 1_000_000));
    expect(past.rows).toEqual([]);
    expect(is('refused', await ask('gfn=?')).issues[0]!.code).toBe('bad-filter');
  });

  test('the next and the previous event that passes, and its row', async () => {
    const client = await openClient(RACE);
    const filter = 'is=defect';
    const find = async (from: number, direction: 'next' | 'previous') =>
      is('found', await client.request<'find'>({ type: 'find', filter, from, direction })).event;
    const first = (await find(-1, 'next'))!;
    const second = (await find(first, 'next'))!;
    expect(second).toBeGreaterThan(first);
    expect(await find(second, 'previous')).toBe(first);
    expect(await find(first, 'previous')).toBeNull();
    const row = await client.request<'row-of'>({ type: 'row-of', filter, event: second });
    expect(is('row-of', row).row).toBe(1);
  });

  test('the findings name their defect', async () => {
    const client = await openClient(RACE);
    const reply = await client.request<'findings'>({ type: 'findings', first: 0, count: 10 });
    const { findings, total } = is('findings', reply);
    expect(total).toBeGreaterThan(0);
    expect(findings[0]).toMatchObject({ line: 917, gfn: '1089', commit: 'cc7ed3358e41' });
  });

  test('what happened to a gfn, as a scenario', async () => {
    const client = await openClient(RACE);
    const findings = await client.request<'findings'>({ type: 'findings', first: 0, count: 1 });
    const [finding] = is('findings', findings).findings;
    const about = { type: 'recast', gfn: 0x1089, event: finding!.event } as const;
    const made = is('recast', await client.request<'recast'>({ ...about, window: null }));
    expect(made.isRetraced).toBe(true);
    expect(parseScenario(made.text).ok).toBe(true);
    const window = { first: 0, end: 3 };
    const refused = is('refused', await client.request<'recast'>({ ...about, window }));
    expect(refused.issues[0]!.code).toBe('nothing-happens');
  });

  test('our own bug is an answer', async () => {
    const client = await openClient(RACE);
    const bad = {
      type: 'timeline',
      by: 'event',
      start: 0,
      end: 1,
      bins: -1,
      lanes: 'kind',
    } as const;
    expect(await client.request<'timeline'>(bad)).toMatchObject({ type: 'crashed' });
  });
});
