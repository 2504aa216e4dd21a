/** How much processor time the page's main thread takes for each key: unlike the clock, no other process adds to it. */
import { costsOf, tasksBeside, type KeyCost, type TraceEvent } from './key-costs.ts';
import type { Workbench } from './workbench.ts';

/** What the main thread does for each key press while `act` runs. */
export async function keyCosts(bench: Workbench, act: () => Promise<void>): Promise<KeyCost[]> {
  return costsOf(await traced(bench, act));
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
