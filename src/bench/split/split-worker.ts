/** One of the threads: waits for the word to begin, searches, and tells what it has counted. */
import { parentPort, workerData } from 'node:worker_threads';
import { present } from '../../base/assert.ts';
import { stressColumn } from '../stress-column.ts';
import { Handover } from './handover.ts';
import { SharedStates } from './shared-states.ts';
import { SplitSearch } from './split-search.ts';
import type { ThreadTask } from './split-task.ts';

const task = workerData as ThreadTask;
const port = present(parentPort, 'a thread has a parent');
const handover = task.handover === null ? null : new Handover(task.handover);
const config = stressColumn(task.column, task.stress);
const search = new SplitSearch(config, new SharedStates(task.states), handover);
port.once('message', () => {
  search.run({ isFirst: task.isFirst });
  port.postMessage(search.counts);
});
port.postMessage('ready');
