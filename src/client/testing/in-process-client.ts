/** A session in the same thread: for tests, and for hosts without workers. */
import {
  isAnswerTo,
  type Answer,
  type AnswerTypes,
  type Asked,
  type AskedType,
  type Client,
  type Dialect,
  type RequestOptions,
} from '../client.ts';

interface Typed {
  readonly type: string;
}

/** What of a session is used here. */
export interface Handler<D extends Dialect> {
  handle(
    request: D['requests'][AskedType<D>],
    control: Control<D['progress']>,
  ): Typed | Promise<Typed>;
}

interface Control<P> {
  readonly cancelled: () => boolean;
  readonly onProgress: (progress: P) => void;
  readonly pause: () => Promise<void>;
}

export class InProcessClient<D extends Dialect> implements Client<D> {
  readonly #makeSession: () => Handler<D>;
  readonly #answers: AnswerTypes<D>;
  #session: Handler<D>;

  constructor(makeSession: () => Handler<D>, answers: AnswerTypes<D>) {
    this.#makeSession = makeSession;
    this.#answers = answers;
    this.#session = makeSession();
  }

  async request<T extends AskedType<D>>(
    request: Asked<D, T>,
    { signal, onProgress }: RequestOptions<D['progress']> = {},
  ): Promise<Answer<D, T>> {
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
    if (isAnswerTo(this.#answers, request.type, reply)) return reply;
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
