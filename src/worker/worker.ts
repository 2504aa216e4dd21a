/** The worker: decode, session.handle(), post. What a request means is the session's business. */
import { loadScenario, parseCustomScenario } from '../catalogue/index.ts';
import { PROTOCOL_VERSION, type FromWorker, type ToWorker } from '../protocol/messages.ts';
import { Session } from '../session/session.ts';

declare const self: DedicatedWorkerGlobalScope;

const session = new Session({
  version: __APP_VERSION__,
  loadScenario,
  parseScenario: parseCustomScenario,
});
const cancelled = new Set<number>();
/** Requests are answered one after another: the session has one set of machines. */
let queue: Promise<void> = Promise.resolve();

function post(message: FromWorker): void {
  self.postMessage(message);
}

/** A macrotask: lets a waiting `cancel` message in. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}

async function answer(message: Extract<ToWorker, { request: unknown }>): Promise<void> {
  const { id, request } = message;
  const reply = await session.handle(request, {
    cancelled: () => cancelled.has(id),
    onProgress: (progress) => {
      post({ v: PROTOCOL_VERSION, id, progress });
    },
    pause,
  });
  cancelled.delete(id);
  post({ v: PROTOCOL_VERSION, id, reply });
}

self.addEventListener('message', (event: MessageEvent<ToWorker>) => {
  const message = event.data;
  if ('cancel' in message) {
    cancelled.add(message.id);
    return;
  }
  queue = queue.then(() => answer(message));
});
