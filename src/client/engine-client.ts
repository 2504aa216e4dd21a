/** What the page asks of an engine, wherever that engine runs. */
import type { Progress, ReplyOf, Request, RequestType } from '../protocol/messages.ts';
import type { AnswerTypes, Client } from './client.ts';

export interface EngineDialect {
  readonly requests: { readonly [T in RequestType]: Extract<Request, { readonly type: T }> };
  readonly replies: ReplyOf;
  readonly progress: Progress;
}

export type EngineClient = Client<EngineDialect>;

export const ENGINE_ANSWERS: AnswerTypes<EngineDialect> & {
  readonly [T in RequestType]: readonly ReplyOf[T]['type'][];
} = {
  open: ['opened', 'refused'],
  run: ['ran', 'refused'],
  'run-until': ['ran-until', 'refused'],
  follow: ['followed', 'refused'],
  explore: ['explored', 'refused'],
  hints: ['hints', 'refused'],
  reach: ['reached', 'refused'],
  needs: ['needs', 'refused'],
  changes: ['changes', 'refused'],
  crash: ['refused'],
};
