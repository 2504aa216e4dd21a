/**
 * A worker, as the page asks it. Requests are numbered and answered in any order; a crash of the worker
 * itself answers everything that is awaited, so that nobody waits for ever.
 */
import {
  PROTOCOL_VERSION,
  type CancelledReply,
  type CrashedReply,
  type FromWorker,
  type ToWorker,
} from '../protocol/messages.ts';
import {
  isAnswerTo,
  type Answer,
  type AnswerTypes,
  type Asked,
  type AskedType,
  type Client,
  type Dialect,
  type RequestOptions,
} from './client.ts';

/** Who hears a worker. */
export interface PortListener {
  readonly onMessage: (data: unknown) => void;
  /** The worker failed outside of any request: it did not load, or threw, or could not be read. */
  readonly onFailure: (message: string) => void;
}

/** A running worker, as far as it is used here; tests pass a pretended one. */
export interface WorkerPort {
  post(message: ToWorker<unknown>): void;
  stop(): void;
}

interface Typed {
  readonly type: string;
}

interface Awaited<P> {
  /** Takes the reply if it answers the request. */
  readonly settle: (reply: Typed) => void;
  readonly onProgress: RequestOptions<P>['onProgress'];
}

const CANCELLED: CancelledReply = { type: 'cancelled' };

function crashed(message: string, request: Typed | null): CrashedReply {
  return { type: 'crashed', message, repro: request === null ? '' : JSON.stringify(request) };
}

export class WorkerClient<D extends Dialect> implements Client<D> {
  readonly #startPort: (listener: PortListener) => WorkerPort;
  readonly #answers: AnswerTypes<D>;
  readonly #awaited = new Map<number, Awaited<D['progress']>>();
  #port: WorkerPort;
  #lastId = 0;
  /** Why this worker answers no more, until the restart. */
  #failure: string | null = null;

  constructor(startPort: (listener: PortListener) => WorkerPort, answers: AnswerTypes<D>) {
    this.#startPort = startPort;
    this.#answers = answers;
    this.#port = this.#connect();
  }

  request<T extends AskedType<D>>(
    request: Asked<D, T>,
    { signal, onProgress }: RequestOptions<D['progress']> = {},
  ): Promise<Answer<D, T>> {
    if (signal?.aborted) return Promise.resolve(CANCELLED);
    if (this.#failure !== null) return Promise.resolve(crashed(this.#failure, request));
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      const cancel = (): void => {
        this.#port.post({ v: PROTOCOL_VERSION, id, cancel: true });
      };
      const settle = (reply: Typed): void => {
        signal?.removeEventListener('abort', cancel);
        this.#awaited.delete(id);
        resolve(
          isAnswerTo(this.#answers, request.type, reply)
            ? reply
            : crashed(`The engine answered "${reply.type}" to "${request.type}".`, request),
        );
      };
      this.#awaited.set(id, { settle, onProgress });
      signal?.addEventListener('abort', cancel, { once: true });
      this.#port.post({ v: PROTOCOL_VERSION, id, request });
    });
  }

  restart(): void {
    this.#disconnect();
    this.#failure = null;
    this.#port = this.#connect();
  }

  dispose(): void {
    this.#disconnect();
  }

  #connect(): WorkerPort {
    const port = this.#startPort({
      // A stopped worker may still have a message on its way.
      onMessage: (data) => {
        if (port === this.#port) this.#receive(data);
      },
      onFailure: (message) => {
        if (port === this.#port) this.#fail(message);
      },
    });
    return port;
  }

  #disconnect(): void {
    this.#port.stop();
    for (const { settle } of [...this.#awaited.values()]) settle(CANCELLED);
  }

  #receive(data: unknown): void {
    const message = readMessage(data);
    if (message === null) {
      this.#fail('Page and engine are of different versions: reload the page.');
      return;
    }
    const awaited = this.#awaited.get(message.id);
    if ('progress' in message) awaited?.onProgress?.(message.progress);
    else awaited?.settle(message.reply);
  }

  #fail(message: string): void {
    this.#failure = message;
    for (const { settle } of [...this.#awaited.values()]) {
      settle(crashed(message, null));
    }
  }
}

function readMessage(data: unknown): FromWorker<Typed, unknown> | null {
  if (typeof data !== 'object' || data === null || !('v' in data)) return null;
  return data.v === PROTOCOL_VERSION ? (data as FromWorker<Typed, unknown>) : null;
}
