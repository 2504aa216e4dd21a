/**
 * The columns of a scenario, searched side by side. Each is a search of its own, so threads need nothing of
 * one another and find what one would. They read the scenario for themselves, because a configuration
 * holds programs, which are functions and cannot be sent.
 */
import { Worker } from 'node:worker_threads';
import type { ScenarioColumn } from '../scenario/scenario.ts';
import { exploreColumn, type ExploredColumn, type HowToExplore } from './explore-column.ts';

export interface ColumnRequest {
  /** What the scenario was named by on the command line. */
  readonly argument: string;
  readonly column: string;
  readonly how: HowToExplore;
}

export interface ColumnsToExplore {
  readonly argument: string;
  readonly columns: readonly ScenarioColumn[];
  readonly how: HowToExplore;
  readonly workers: number;
}

/** In the order of the columns, whichever is done first. */
export async function exploreColumns({
  argument,
  columns,
  how,
  workers,
}: ColumnsToExplore): Promise<readonly ExploredColumn[]> {
  const threads = Math.min(workers, columns.length);
  if (threads <= 1) return columns.map((column) => exploreColumn(column, how));
  const left = columns.map(({ info }, place) => ({ place, column: info.id }));
  const explored: ExploredColumn[] = [];
  const work = async (): Promise<void> => {
    const worker = startWorker();
    try {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        explored[next.place] = await ask(worker, { argument, column: next.column, how });
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: threads }, work));
  return explored;
}

/** TypeScript is compiled when it is loaded, as for the command line; a new thread has to be told. */
const BOOT = `
  const { workerData } = require('node:worker_threads');
  import(workerData.loader)
    .then(({ register }) => { register(); return import(workerData.file); });
`;

function startWorker(): Worker {
  const loader = import.meta.resolve('tsx/esm/api');
  const file = new URL('./explore-worker.ts', import.meta.url).href;
  return new Worker(BOOT, { eval: true, workerData: { loader, file } });
}

function ask(worker: Worker, request: ColumnRequest): Promise<ExploredColumn> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.postMessage(request);
  });
}
