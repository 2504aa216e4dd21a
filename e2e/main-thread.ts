/** How much processor time the page's main thread takes for each key: unlike the clock, no other process adds to it. */
import type { Workbench } from './workbench.ts';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  /** Microseconds of the thread's own time. */
  readonly tdur?: number;
  readonly args: { readonly data?: { readonly type?: string } };
}

/** Milliseconds per key press while `act` runs, in order of size. */
export async function mainThreadMs(bench: Workbench, act: () => Promise<void>): Promise<number[]> {
  return perKey(await traced(bench, act));
}

/** Milliseconds of each task in which the page was handed something while `act` runs, in order of size. */
export async function mainThreadTaskMs(
  bench: Workbench,
  act: () => Promise<void>,
): Promise<number[]> {
  const events = await traced(bench, act);
  const first = events.find(
    ({ name, args }) => name === 'EventDispatch' && args.data?.type === 'pointermove',
  );
  return tasksBeside(events, first)
    .map(({ tdur = 0 }) => tdur / 1000)
    .sort((a, b) => a - b);
}

function tasksBeside(events: readonly TraceEvent[], one: TraceEvent | undefined): TraceEvent[] {
  return events.filter(
    ({ name, ph, pid, tid }) =>
      name === 'RunTask' && ph === 'X' && pid === one?.pid && tid === one.tid,
  );
}

async function traced(bench: Workbench, act: () => Promise<void>): Promise<TraceEvent[]> {
  const session = await bench.context.newCDPSession(bench.page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    events.push(...(value as unknown as TraceEvent[]));
  });
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      includedCategories: ['devtools.timeline', 'disabled-by-default-devtools.timeline'],
    },
  });
  await act();
  const complete = new Promise((resolve) => {
    session.once('Tracing.tracingComplete', resolve);
  });
  await session.send('Tracing.end');
  await complete;
  return events;
}

function perKey(events: readonly TraceEvent[]): number[] {
  const keys = events
    .filter(({ args, name }) => name === 'EventDispatch' && args.data?.type === 'keydown')
    .sort((a, b) => a.ts - b.ts);
  const [first] = keys;
  if (first === undefined) return [];
  const tasks = tasksBeside(events, first);
  const sums = keys.map(() => 0);
  for (const { tdur = 0, ts } of tasks) {
    // The task of a key begins a moment before the key is handed to the page.
    const next = keys.findIndex((key) => key.ts > ts + KEY_DELAY_US);
    const key = next < 0 ? keys.length - 1 : next - 1;
    if (key >= 0) sums[key] = (sums[key] ?? 0) + tdur / 1000;
  }
  return sums.sort((a, b) => a - b);
}

const KEY_DELAY_US = 300;
