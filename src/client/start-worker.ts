import type { EnginePort, PortListener } from './worker-client.ts';

/** The real worker. Apart from the client, so that tests need no Worker. */
export function startWorker({ onMessage, onFailure }: PortListener): EnginePort {
  const worker = new Worker(new URL('../worker/worker.ts', import.meta.url), {
    type: 'module',
    name: 'sptescope engine',
  });
  worker.addEventListener('message', (event: MessageEvent<unknown>) => {
    onMessage(event.data);
  });
  worker.addEventListener('error', (event) => {
    // An error of loading has no message.
    onFailure(event.message || 'The engine could not be loaded.');
  });
  worker.addEventListener('messageerror', () => {
    onFailure('A message of the engine could not be read.');
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
