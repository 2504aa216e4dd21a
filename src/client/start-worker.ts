/** The real workers. Apart from the client, so that tests need no Worker. */
import { notLoaded } from '../protocol/messages.ts';
import type { PortListener, WorkerPort } from './worker-client.ts';

export function startWorker(listener: PortListener): WorkerPort {
  const make = (): Worker =>
    new Worker(new URL('../worker/worker.ts', import.meta.url), {
      type: 'module',
      name: 'sptescope engine',
    });
  return portOf(make, listener, 'engine');
}

const NO_WORKER: WorkerPort = { post: () => undefined, stop: () => undefined };

/** Some browsers throw where workers are refused, others tell later, as if the script were not there. */
export function portOf(make: () => Worker, listener: PortListener, name: string): WorkerPort {
  try {
    return listenTo(make(), listener, name);
  } catch {
    queueMicrotask(() => listener.onFailure(notLoaded(name)));
    return NO_WORKER;
  }
}

function listenTo(
  worker: Worker,
  { onMessage, onFailure }: PortListener,
  name: string,
): WorkerPort {
  worker.addEventListener('message', (event: MessageEvent<unknown>) => {
    onMessage(event.data);
  });
  worker.addEventListener('error', (event) => {
    // An error of loading has no message.
    onFailure(event.message || notLoaded(name));
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
