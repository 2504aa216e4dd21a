/** A thread of its own for one column after the other: see explore-columns.ts. */
import { parentPort } from 'node:worker_threads';
import { present } from '../base/assert.ts';
import { exploreColumn } from './explore-column.ts';
import type { ColumnRequest } from './explore-columns.ts';
import { openReplaySource } from './replay-source.ts';

const port = present(parentPort, 'this is started as a thread');

async function answer({ argument, column, how }: ColumnRequest): Promise<void> {
  const source = await openReplaySource(argument);
  const columns = source.ok ? source.value.scenario.columns : [];
  const found = columns.find(({ info }) => info.id === column);
  port.postMessage(exploreColumn(present(found, 'the scenario was read before'), how));
}

port.on('message', (request: ColumnRequest) => void answer(request));
