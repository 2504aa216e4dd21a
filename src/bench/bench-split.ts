/**
 * One search by two threads, which the page does not do: is it worth it? The explorer on the scaling scenario,
 * and a search without a graph (split/), by one thread and by two. What is wanted is an answer sooner:
 * wall time, so the machine has to be idle. How many cores were had tells whether it was.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { DETECTORS } from '../engine/detectors/registry.ts';
import { Machine } from '../engine/machine.ts';
import { Search } from '../explorer/search.ts';
import { STRESS, violatingSteps } from './bench-stress.ts';
import { Handover } from './split/handover.ts';
import { SharedStates } from './split/shared-states.ts';
import type { SplitCounts } from './split/split-search.ts';
import type { ThreadTask } from './split/split-task.ts';
import { stressColumn } from './stress-column.ts';

const COLUMN = 'plain';
/** More than twice the states of the scenario. */
const CAPACITY = 1 << 24;
const SLICE = 1_000_000;

/** A thread does not inherit what lets Node read TypeScript. */
const THREAD = `import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))}).then(({ register }) => {
  register();
  return import(${JSON.stringify(new URL('./split/split-worker.ts', import.meta.url).href)});
});`;

interface Counted {
  readonly states: number;
  readonly transitions: number;
  /** By the property's id. */
  readonly violating: Readonly<Record<string, number>>;
}

interface Timed {
  readonly counted: Counted;
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  /** Each thread's share. */
  readonly shares: string;
}

async function timed(
  work: () => Promise<{ readonly counted: Counted; readonly shares: string }>,
): Promise<Timed> {
  const before = process.cpuUsage();
  const begun = performance.now();
  const done = await work();
  const wallSeconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { ...done, wallSeconds, cpuSeconds: (user + system) / 1e6 };
}

async function explorer(): Promise<Timed> {
  const search = new Search(new Machine(stressColumn(COLUMN, STRESS)));
  const run = await timed(() => {
    while (!search.advance(SLICE));
    const { states, transitions } = search;
    return Promise.resolve({ counted: { states, transitions, violating: {} }, shares: '' });
  });
  // Counting them is no part of searching.
  return { ...run, counted: { ...run.counted, violating: violatingSteps(search) } };
}

async function byThreads(threads: 1 | 2): Promise<Timed> {
  const states = new SharedArrayBuffer(SharedStates.bytesFor(CAPACITY));
  const handover = threads === 1 ? null : new SharedArrayBuffer(Handover.bytes);
  const workers = Array.from({ length: threads }, (_, n) => {
    const isFirst = n === 0;
    const workerData: ThreadTask = { column: COLUMN, stress: STRESS, states, handover, isFirst };
    return new Worker(THREAD, { eval: true, workerData });
  });
  try {
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    return await timed(async () => {
      const answers = workers.map((worker) => once(worker, 'message') as Promise<[SplitCounts]>);
      for (const worker of workers) worker.postMessage('begin');
      return sumOf((await Promise.all(answers)).map(([counts]) => counts));
    });
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function sumOf(parts: readonly SplitCounts[]): {
  readonly counted: Counted;
  readonly shares: string;
} {
  const sum = (of: (part: SplitCounts) => number): number =>
    parts.reduce((total, part) => total + of(part), 0);
  const violating: Record<string, number> = {};
  DETECTORS.forEach(({ id }, i) => {
    const steps = sum((part) => part.violating[i] ?? 0);
    if (steps > 0) violating[id] = steps;
  });
  const states = sum((part) => part.states);
  const shares = parts.map((part) => `${((100 * part.states) / states).toFixed(0)}%`).join(' and ');
  const counted = { states, transitions: sum((part) => part.transitions), violating };
  const left = sum((part) => part.left);
  return { counted, shares: parts.length === 1 ? '' : `; shares ${shares}, ${left} handed over` };
}

function print(name: string, { counted, wallSeconds, cpuSeconds, shares }: Timed): void {
  const { states, transitions, violating } = counted;
  const rate = `${(states / wallSeconds / 1e6).toFixed(2)} M states/s`;
  const times = `${wallSeconds.toFixed(2)} s, ${(cpuSeconds / wallSeconds).toFixed(2)} cores`;
  const steps = Object.entries(violating).map(([id, count]) => `${id} ${count}`);
  console.log(`    ${name}: ${rate}; ${times}${shares}`);
  console.log(
    `      ${states} states, ${transitions} transitions, violating steps ${steps.join(', ')}`,
  );
}

export async function benchSplit(): Promise<void> {
  const { pages, vcpus, stores, rounds } = STRESS;
  console.log(
    `  dirty log stress, ${COLUMN}: ${pages} pages, ${vcpus} vCPUs, ${stores} store each, ${rounds} round and the last; wall time`,
  );
  const alone = await explorer();
  print('the explorer, which makes the graph', alone);
  const one = await byThreads(1);
  print('no graph, 1 thread', one);
  const two = await byThreads(2);
  print('no graph, 2 threads', two);
  const told = [alone, one, two].map(({ counted }) => JSON.stringify(inOrder(counted)));
  const same = told.every((text) => text === told[0]);
  console.log(`    ${same ? 'the same' : 'NOT the same'} numbers in all three`);
  const faster = (than: Timed): string => (than.wallSeconds / two.wallSeconds).toFixed(2);
  console.log(
    `    2 threads are ${faster(one)} x as fast as 1, and ${faster(alone)} x as fast as the explorer`,
  );
}

function inOrder({ violating, ...counted }: Counted): unknown {
  const ids = Object.entries(violating).sort(([a], [b]) => a.localeCompare(b));
  return { ...counted, violating: ids };
}
