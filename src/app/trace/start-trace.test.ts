/** The trace as the page has it, over a reader in the same thread. */
import { expect, test, vi } from 'vitest';
import { InProcessClient } from '../../client/testing/in-process-client.ts';
import { TRACE_ANSWERS, type TraceDialect } from '../../client/trace-client.ts';
import { TraceSession } from '../../session/trace/trace-session.ts';
import {
  goToFinding,
  moveCursor,
  setMarker,
  setUnit,
  zoomAtCursor,
} from '../../state/trace/trace-actions.ts';
import { Asker } from '../../state/trace/asker.ts';
import type { TracePort } from '../../state/trace/trace-port.ts';
import { goldenBytes } from '../../trace/testing/golden.ts';
import { gunzip } from '../../worker/gunzip.ts';
import { tracePortOver } from './start-trace.ts';

function open(bytes: Uint8Array, name = 'trace.txt'): TracePort {
  const client = new InProcessClient<TraceDialect>(
    () => new TraceSession({ gunzip }),
    TRACE_ANSWERS,
  );
  const port = tracePortOver(client);
  port.send({ type: 'open', source: { name, file: new Blob([new Uint8Array(bytes)]) } });
  return port;
}

async function openRace(): Promise<TracePort> {
  const port = open(goldenBytes('part.f1_race/trace.txt.gz'), 'race.txt');
  await vi.waitFor(() => expect(port.store.getState().phase).toBe('ready'));
  await vi.waitFor(() => expect(port.store.getState().marks.cursor).not.toBeNull());
  return port;
}

test('a trace opens at its first finding, and the next ones are a key away', async () => {
  const port = await openRace();
  const { cursor, gfn, marks, name } = port.store.getState();
  expect([name, gfn, marks.cursor?.line]).toEqual(['race.txt', 0x1089, 917]);
  await goToFinding(port, 'next');
  expect(port.store.getState().cursor).toBeGreaterThan(cursor);
  await goToFinding(port, 'next');
  await goToFinding(port, 'previous');
  expect(port.store.getState().cursor).toBe(cursor);
});

test('the cursor stays within the events', async () => {
  const port = await openRace();
  moveCursor(port, -1_000_000);
  expect(port.store.getState().cursor).toBe(0);
  moveCursor(port, 1_000_000);
  expect(port.store.getState().cursor).toBe(port.store.getState().outline!.events - 1);
});

test('what lies between the markers is told once both are there', async () => {
  const port = await openRace();
  setMarker(port, 'a', 100);
  expect(port.store.getState().span).toBeNull();
  setMarker(port, 'b', 300);
  await vi.waitFor(() =>
    expect(port.store.getState().span).toMatchObject({ from: 100, events: 200 }),
  );
  await vi.waitFor(() => expect(port.store.getState().marks.b?.event).toBe(300));
  setMarker(port, 'a', null);
  expect(port.store.getState().span).toBeNull();
});

test('zooming is about the cursor, by event and by time', async () => {
  const port = await openRace();
  zoomAtCursor(port, 0.5);
  const { cursor, outline, range } = port.store.getState();
  expect(range!.end - range!.start).toBe(outline!.events / 2);
  expect(cursor).toBeGreaterThan(range!.start);
  moveCursor(port, -1_000_000);
  await vi.waitFor(() => expect(port.store.getState().range!.start).toBe(0));
  setUnit(port, 'time');
  zoomAtCursor(port, 0.1);
  const { marks, range: times } = port.store.getState();
  expect(marks.cursor!.clock).toBeGreaterThanOrEqual(times!.start);
  expect(marks.cursor!.clock).toBeLessThanOrEqual(times!.end);
});

test('the format that was chosen is kept and shown; another file is detected again', async () => {
  const port = await openRace();
  const { source } = port.store.getState();
  const choice = { layout: 'v6.12/npt-48', rootLevel: null };
  port.send({ type: 'choose', choice });
  await vi.waitFor(() => expect(port.store.getState().opened?.layout.id).toBe('v6.12/npt-48'));
  expect(port.store.getState().choice).toEqual(choice);
  port.send({ type: 'open', source: source! });
  await vi.waitFor(() => expect(port.store.getState().opened?.layout.id).toBe('v5.19/npt-48'));
  expect(port.store.getState().choice.layout).toBeNull();
});

test('what is no trace is said to be none, and why', async () => {
  const port = open(new TextEncoder().encode('milk\n'));
  await vi.waitFor(() => expect(port.store.getState().phase).toBe('failed'));
  expect(port.store.getState().issues[0]!.message).toContain('line 1: "milk"');
});

test('of questions that come faster than answers only the newest is asked', async () => {
  const { client } = await openRace();
  const answered: number[] = [];
  const asker = new Asker<'events'>(client, (answer) => {
    if (answer.type === 'events') answered.push(answer.rows[0]!.event);
  });
  for (const event of [1, 2, 3, 4]) asker.ask({ type: 'events', events: [event] });
  await vi.waitFor(() => expect(answered.at(-1)).toBe(4));
  expect(answered).not.toContain(2);
  expect(answered).not.toContain(3);
});
