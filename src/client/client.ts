/** What the page asks of a worker, or of the same in its own thread. */
import type { CancelledReply, CrashedReply } from '../protocol/messages.ts';

/** What may be asked and what is answered, by type of request, and what is said meanwhile. */
export interface Dialect {
  readonly requests: object;
  readonly replies: object;
  readonly progress: unknown;
}

export type AskedType<D extends Dialect> = keyof D['requests'] & keyof D['replies'] & string;
export type Asked<D extends Dialect, T extends AskedType<D>> = D['requests'][T] & {
  readonly type: T;
};
/** An answer is always a value: a crash and a cancellation are answers, too. */
export type Answer<D extends Dialect, T extends AskedType<D>> =
  D['replies'][T] | CrashedReply | CancelledReply;

export interface RequestOptions<P> {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: P) => void;
}

export interface Client<D extends Dialect> {
  request<T extends AskedType<D>>(
    request: Asked<D, T>,
    options?: RequestOptions<D['progress']>,
  ): Promise<Answer<D, T>>;
  /** A new worker that knows nothing; answers that are still awaited become `cancelled`. */
  restart(): void;
  dispose(): void;
}

/** Which replies may answer which request; what the types promise is checked where messages come in. */
export type AnswerTypes<D extends Dialect> = {
  readonly [T in AskedType<D>]: readonly string[];
};

export function isAnswerTo<D extends Dialect, T extends AskedType<D>>(
  answers: AnswerTypes<D>,
  type: T,
  reply: { readonly type: string },
): reply is Answer<D, T> & { readonly type: string } {
  if (reply.type === 'crashed' || reply.type === 'cancelled') return true;
  return answers[type].includes(reply.type);
}
