import { expect, test, vi } from 'vitest';
import { PROTOCOL_VERSION, type FromWorker, type ToWorker } from '../protocol/messages.ts';
import { ENGINE_ANSWERS, type EngineDialect } from './engine-client.ts';
import { WorkerClient, type PortListener, type WorkerPort } from './worker-client.ts';

class FakePort implements WorkerPort {
  readonly posted: ToWorker<unknown>[] = [];
  stopped = false;
  readonly listener: PortListener;

  constructor(listener: PortListener) {
    this.listener = listener;
  }

  post(message: ToWorker<unknown>): void {
    this.posted.push(structuredClone(message));
  }

  stop(): void {
    this.stopped = true;
  }

  say(message: FromWorker): void {
    this.listener.onMessage(structuredClone(message));
  }

  refuse(id: number): void {
    this.say({ v: PROTOCOL_VERSION, id, reply: { type: 'refused', issues: [] } });
  }
}

function setup() {
  const ports: FakePort[] = [];
  const client = new WorkerClient<EngineDialect>((listener) => {
    const port = new FakePort(listener);
    ports.push(port);
    return port;
  }, ENGINE_ANSWERS);
  return { client, ports, port: ports[0]! };
}

const RUN = { type: 'run', column: 'before', schedule: [], recordsFrom: 0 } as const;

test('answers find their request, whatever their order', async () => {
  const { client, port } = setup();
  const first = client.request(RUN);
  const second = client.request({ type: 'crash' });
  const [a, b] = port.posted.map((message) => message.id);

  port.say({
    v: PROTOCOL_VERSION,
    id: b!,
    reply: { type: 'refused', issues: [{ code: 'b', path: '', message: '', hint: '' }] },
  });
  port.refuse(a!);

  expect(await first).toEqual({ type: 'refused', issues: [] });
  expect(await second).toMatchObject({ issues: [{ code: 'b' }] });
});

test('progress is passed on, and is not an answer', async () => {
  const { client, port } = setup();
  const onProgress = vi.fn();
  const answer = client.request(RUN, { onProgress });
  port.say({ v: PROTOCOL_VERSION, id: 1, progress: { done: 1, total: 4 } });
  port.refuse(1);
  await answer;
  expect(onProgress.mock.calls).toEqual([[{ done: 1, total: 4 }]]);
});

test('an abort signal posts a cancel; the answer is what the worker then says', async () => {
  const { client, port } = setup();
  const stop = new AbortController();
  const answer = client.request(RUN, { signal: stop.signal });
  stop.abort();
  expect(port.posted.at(-1)).toEqual({ v: PROTOCOL_VERSION, id: 1, cancel: true });
  port.say({ v: PROTOCOL_VERSION, id: 1, reply: { type: 'cancelled' } });
  expect(await answer).toEqual({ type: 'cancelled' });
});

test('an aborted signal asks nothing; one aborted after the answer cancels nothing', async () => {
  const { client, port } = setup();
  expect(await client.request(RUN, { signal: AbortSignal.abort() })).toEqual({ type: 'cancelled' });
  expect(port.posted).toEqual([]);

  const stop = new AbortController();
  const answer = client.request(RUN, { signal: stop.signal });
  port.refuse(1);
  await answer;
  stop.abort();
  expect(port.posted).toHaveLength(1);
});

test('an error of the worker crashes everything awaited', async () => {
  const { client, port } = setup();
  const answers = [client.request(RUN), client.request({ type: 'crash' })];
  port.listener.onFailure('boom');
  expect(await Promise.all(answers)).toMatchObject([
    { type: 'crashed', message: 'boom' },
    { type: 'crashed', message: 'boom' },
  ]);
});

test('after an error nothing more is asked of that worker, until the restart', async () => {
  const { client, ports } = setup();
  ports[0]!.listener.onFailure('boom');
  expect(await client.request(RUN)).toMatchObject({ type: 'crashed', message: 'boom' });
  expect(ports[0]!.posted).toEqual([]);

  client.restart();
  const answer = client.request(RUN);
  ports[1]!.refuse(1);
  expect(await answer).toMatchObject({ type: 'refused' });
});

test.each([undefined, 'text', {}, { v: 99, id: 1, reply: { type: 'refused', issues: [] } }])(
  'a message of another protocol is a crash: %j',
  async (data) => {
    const { client, port } = setup();
    const answer = client.request(RUN);
    port.listener.onMessage(data);
    expect(await answer).toMatchObject({
      type: 'crashed',
      message: 'Page and engine are of different versions: reload the page.',
    });
  },
);

test('a reply of the wrong kind is a crash that says so', async () => {
  const { client, port } = setup();
  const answer = client.request({ type: 'open', source: { kind: 'shipped', id: 'x' } });
  port.say({
    v: PROTOCOL_VERSION,
    id: 1,
    reply: {
      type: 'ran',
      column: 'before',
      steps: 0,
      stopped: null,
      records: [],
      violations: [],
      next: [],
      blocked: [],
      digest: '',
    },
  });
  expect(await answer).toMatchObject({
    type: 'crashed',
    message: 'The engine answered "ran" to "open".',
  });
});

test('a restart takes a new worker, and late answers of the old one reach nobody', async () => {
  const { client, ports } = setup();
  const before = client.request(RUN);
  client.restart();
  expect(await before).toEqual({ type: 'cancelled' });
  expect(ports[0]!.stopped).toBe(true);

  const after = client.request(RUN);
  ports[0]!.refuse(2);
  const settled = vi.fn();
  void after.then(settled);
  await Promise.resolve();
  expect(settled).not.toHaveBeenCalled();
  ports[1]!.refuse(2);
  expect(await after).toEqual({ type: 'refused', issues: [] });
});
