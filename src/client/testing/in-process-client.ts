/** The engine in the same thread: for tests, and for hosts without workers. */
import type { Progress, Reply, Request, RequestType } from '../../protocol/messages.ts';
import {
  isAnswerTo,
  type AnswerTo,
  type EngineClient,
  type RequestOf,
  type RequestOptions,
} from '../engine-client.ts';

/** What of a Session is used here. */
export interface Handler {
  handle(request: Request, control: Control): Reply | Promise<Reply>;
}

interface Control {
  readonly cancelled: () => boolean;
  readonly onProgress: (progress: Progress) => void;
  readonly pause: () => Promise<void>;
}

export class InProcessClient implements EngineClient {
  readonly #makeSession: () => Handler;
  #session: Handler;

  constructor(makeSession: () => Handler) {
    this.#makeSession = makeSession;
    this.#session = makeSession();
  }

  async request<T extends RequestType>(
    request: RequestOf<T>,
    { signal, onProgress }: RequestOptions = {},
  ): Promise<AnswerTo<T>> {
    // As with a worker, an answer never comes before the caller has gone on.
    await Promise.resolve();
    if (signal?.aborted) return { type: 'cancelled' };
    const session = this.#session;
    const reply = await session.handle(request, {
      cancelled: () => signal?.aborted === true || session !== this.#session,
      onProgress: (progress) => onProgress?.(progress),
      pause: () => new Promise((resolve) => setTimeout(resolve, 0)),
    });
    if (session !== this.#session) return { type: 'cancelled' };
    if (isAnswerTo(request.type, reply)) return reply;
    return {
      type: 'crashed',
      message: `The engine answered "${reply.type}" to "${request.type}".`,
      repro: JSON.stringify(request),
    };
  }

  restart(): void {
    this.#session = this.#makeSession();
  }

  dispose(): void {
    // Nothing runs between requests.
  }
}
