/** What every worker does: takes numbered requests, lets them be handled, posts what comes of it. */
import { PROTOCOL_VERSION, type FromWorker, type ToWorker } from '../protocol/messages.ts';
import { Turns } from './turns.ts';

declare const self: DedicatedWorkerGlobalScope;

/** A slice takes a few milliseconds; nobody reads that fast. */
const PROGRESS_MS = 80;

interface Control<P> {
  readonly cancelled: () => boolean;
  readonly onProgress: (progress: P) => void;
  readonly pause: () => Promise<void>;
}

interface Served<Asked, P> {
  readonly handle: (request: Asked, control: Control<P>) => Promise<unknown>;
  /** Long work on data of its own: what is asked meanwhile does not wait for it. */
  readonly isInBackground: (request: Asked) => boolean;
}

export function serve<Asked, P>({ handle, isInBackground }: Served<Asked, P>): void {
  const cancelled = new Set<number>();
  const turns = new Turns();
  /** Requests of a lane are answered one after another. */
  const lanes = { foreground: Promise.resolve(), background: Promise.resolve() };

  const post = (message: FromWorker<unknown, P>): void => {
    self.postMessage(message);
  };
  const answer = async (id: number, request: Asked): Promise<void> => {
    const reply = await handle(request, {
      cancelled: () => cancelled.has(id),
      onProgress: progressReporter((progress) => {
        post({ v: PROTOCOL_VERSION, id, progress });
      }),
      pause: () => turns.next(),
    });
    cancelled.delete(id);
    post({ v: PROTOCOL_VERSION, id, reply });
  };
  self.addEventListener('message', (event: MessageEvent<ToWorker<Asked>>) => {
    const message = event.data;
    if ('cancel' in message) {
      cancelled.add(message.id);
      return;
    }
    const { id, request } = message;
    const lane = isInBackground(request) ? 'background' : 'foreground';
    lanes[lane] = lanes[lane].then(() => answer(id, request));
  });
}

function progressReporter<P>(report: (progress: P) => void): (progress: P) => void {
  let last = -PROGRESS_MS;
  return (progress) => {
    const now = performance.now();
    if (now - last < PROGRESS_MS) return;
    last = now;
    report(progress);
  };
}
