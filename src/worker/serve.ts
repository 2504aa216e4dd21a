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
  /** Requests of a lane are answered one after another, and do not wait for other lanes. */
  readonly laneOf: (request: Asked) => string;
}

export function serve<Asked, P>({ handle, laneOf }: Served<Asked, P>): void {
  const cancelled = new Set<number>();
  const turns = new Turns();
  const lanes = new Map<string, Promise<void>>();

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
    const lane = laneOf(request);
    const before = lanes.get(lane) ?? Promise.resolve();
    lanes.set(
      lane,
      before.then(() => answer(id, request)),
    );
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
