/** The real workers. Apart from the client, so that tests need no Worker. */
import type { PortListener, WorkerPort } from './worker-client.ts';

export function startWorker(listener: PortListener): WorkerPort {
  const worker = new Worker(new URL('../worker/worker.ts', import.meta.url), {
    type: 'module',
    name: 'sptescope engine',
  });
  return portOf(worker, listener, 'engine');
}

export function portOf(
  worker: Worker,
  { onMessage, onFailure }: PortListener,
  name: string,
): WorkerPort {
  worker.addEventListener('message', (event: MessageEvent<unknown>) => {
    onMessage(event.data);
  });
  worker.addEventListener('error', (event) => {
    // An error of loading has no message.
    onFailure(event.message || `The ${name} could not be loaded.`);
  });
  worker.addEventListener('messageerror', () => {
    onFailure(`A message of the ${name} could not be read.`);
  });
  return {
    post: (message) => {
      worker.postMessage(message);
    },
    stop: () => {
      worker.terminate();
    },
  };
}
