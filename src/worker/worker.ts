/** The worker: decode, session.handle(), post. What a request means is the session's business. */
import { loadScenario, parseCustomScenario } from '../catalogue/index.ts';
import {
  PROTOCOL_VERSION,
  type FromWorker,
  type Progress,
  type RequestType,
  type ToWorker,
} from '../protocol/messages.ts';
import { Session } from '../session/session.ts';
import { Turns } from './turns.ts';

declare const self: DedicatedWorkerGlobalScope;

type RequestMessage = Extract<ToWorker, { request: unknown }>;

const session = new Session({
  version: __APP_VERSION__,
  loadScenario,
  parseScenario: parseCustomScenario,
});
const cancelled = new Set<number>();
const turns = new Turns();

/** Long work on machines of its own: what is asked meanwhile does not wait for it. */
const IN_BACKGROUND: readonly RequestType[] = ['explore', 'needs'];
/** Requests of a lane are answered one after another: the session has one set of machines on screen. */
const lanes = { foreground: Promise.resolve(), background: Promise.resolve() };

/** A slice takes a few milliseconds; nobody reads that fast. */
const PROGRESS_MS = 80;

function post(message: FromWorker): void {
  self.postMessage(message);
}

function progressReporter(id: number): (progress: Progress) => void {
  let last = -PROGRESS_MS;
  return (progress) => {
    const now = performance.now();
    if (now - last < PROGRESS_MS) return;
    last = now;
    post({ v: PROTOCOL_VERSION, id, progress });
  };
}

async function answer({ id, request }: RequestMessage): Promise<void> {
  const reply = await session.handle(request, {
    cancelled: () => cancelled.has(id),
    onProgress: progressReporter(id),
    pause: () => turns.next(),
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
  const lane = IN_BACKGROUND.includes(message.request.type) ? 'background' : 'foreground';
  lanes[lane] = lanes[lane].then(() => answer(message));
});
