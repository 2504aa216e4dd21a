/**
 * The engine in a worker. Requests are numbered and answered in any order; a crash of the worker
 * itself answers everything that is awaited, so that nobody waits for ever.
 */
import {
  PROTOCOL_VERSION,
  type CancelledReply,
  type CrashedReply,
  type FromWorker,
  type Reply,
  type RequestType,
  type ToWorker,
} from '../protocol/messages.ts';
import {
  isAnswerTo,
  type AnswerTo,
  type EngineClient,
  type RequestOf,
  type RequestOptions,
} from './engine-client.ts';

/** Who hears a worker. */
export interface PortListener {
  readonly onMessage: (data: unknown) => void;
  /** The worker failed outside of any request: it did not load, or threw, or could not be read. */
  readonly onFailure: (message: string) => void;
}

/** A running worker, as far as it is used here; tests pass a pretended one. */
export interface EnginePort {
  post(message: ToWorker): void;
  stop(): void;
}

interface Awaited {
  /** Takes the reply if it answers the request. */
  readonly settle: (reply: Reply) => void;
  readonly onProgress: RequestOptions['onProgress'];
}

const CANCELLED: CancelledReply = { type: 'cancelled' };

function crashed(message: string, request: { readonly type: string }): CrashedReply {
  return { type: 'crashed', message, repro: JSON.stringify(request) };
}

export class WorkerClient implements EngineClient {
  readonly #startPort: (listener: PortListener) => EnginePort;
  readonly #awaited = new Map<number, Awaited>();
  #port: EnginePort;
  #lastId = 0;
  /** Why this worker answers no more, until the restart. */
  #failure: string | null = null;

  constructor(startPort: (listener: PortListener) => EnginePort) {
    this.#startPort = startPort;
    this.#port = this.#connect();
  }

  request<T extends RequestType>(
    request: RequestOf<T>,
    { signal, onProgress }: RequestOptions = {},
  ): Promise<AnswerTo<T>> {
    if (signal?.aborted) return Promise.resolve(CANCELLED);
    if (this.#failure !== null) return Promise.resolve(crashed(this.#failure, request));
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      const cancel = (): void => {
        this.#port.post({ v: PROTOCOL_VERSION, id, cancel: true });
      };
      const settle = (reply: Reply): void => {
        signal?.removeEventListener('abort', cancel);
        this.#awaited.delete(id);
        resolve(
          isAnswerTo(request.type, reply)
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

  #connect(): EnginePort {
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
      settle({ type: 'crashed', message, repro: '' });
    }
  }
}

function readMessage(data: unknown): FromWorker | null {
  if (typeof data !== 'object' || data === null || !('v' in data)) return null;
  return data.v === PROTOCOL_VERSION ? (data as FromWorker) : null;
}
