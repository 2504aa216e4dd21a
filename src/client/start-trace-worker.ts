import { portOf } from './start-worker.ts';
import type { PortListener, WorkerPort } from './worker-client.ts';

/** A worker of its own, so that a file of any size keeps no engine waiting. */
export function startTraceWorker(listener: PortListener): WorkerPort {
  const make = (): Worker =>
    new Worker(new URL('../worker/trace-worker.ts', import.meta.url), {
      type: 'module',
      name: 'sptescope trace',
    });
  return portOf(make, listener, 'trace reader');
}
