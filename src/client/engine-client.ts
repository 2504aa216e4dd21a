/** What the page asks of an engine, wherever that engine runs: in a worker, or in the same thread. */
import type {
  CancelledReply,
  CrashedReply,
  Progress,
  ReplyOf,
  Request,
  RequestType,
} from '../protocol/messages.ts';

export type RequestOf<T extends RequestType> = Extract<Request, { readonly type: T }>;

/** An answer is always a value: a crash and a cancellation are answers, too. */
export type AnswerTo<T extends RequestType> = ReplyOf[T] | CrashedReply | CancelledReply;

export interface RequestOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export interface EngineClient {
  request<T extends RequestType>(
    request: RequestOf<T>,
    options?: RequestOptions,
  ): Promise<AnswerTo<T>>;
  /** A new engine that knows nothing; answers that are still awaited become `cancelled`. */
  restart(): void;
  dispose(): void;
}

/** Which replies may answer which request; what the types promise is checked where messages come in. */
const ANSWERS: { readonly [T in RequestType]: readonly ReplyOf[T]['type'][] } = {
  open: ['opened', 'refused'],
  run: ['ran', 'refused'],
  explore: ['explored', 'refused'],
  hints: ['hints', 'refused'],
  reach: ['reached', 'refused'],
  needs: ['needs', 'refused'],
  crash: ['refused'],
};

export function isAnswerTo<T extends RequestType>(
  type: T,
  reply: { readonly type: string },
): reply is AnswerTo<T> {
  if (reply.type === 'crashed' || reply.type === 'cancelled') return true;
  const answers: readonly string[] = ANSWERS[type];
  return answers.includes(reply.type);
}
