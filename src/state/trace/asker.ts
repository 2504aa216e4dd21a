/**
 * Asks for what is on screen: one question at a time, and while it is under way only the newest of the
 * next ones is kept. A search nobody waits for any more is cancelled; other answers come anyway, and are
 * shown until a newer one is there.
 */
import type { Answer, Asked } from '../../client/client.ts';
import type { TraceClient, TraceDialect } from '../../client/trace-client.ts';
import type { TraceRequestType } from '../../protocol/trace.ts';

export type TraceAnswer<T extends TraceRequestType> = Answer<TraceDialect, T>;
export type TraceQuestion<T extends TraceRequestType> = Asked<TraceDialect, T>;

export class Asker<T extends TraceRequestType> {
  readonly #client: TraceClient;
  readonly #onAnswer: (answer: TraceAnswer<T>) => void;
  #underWay: AbortController | null = null;
  #next: TraceQuestion<T> | null = null;
  #disposed = false;

  constructor(client: TraceClient, onAnswer: (answer: TraceAnswer<T>) => void) {
    this.#client = client;
    this.#onAnswer = onAnswer;
  }

  get isWaiting(): boolean {
    return this.#underWay !== null || this.#next !== null;
  }

  ask(question: TraceQuestion<T>): void {
    this.#next = question;
    if (this.#underWay === null) void this.#askNext();
    else this.#underWay.abort();
  }

  dispose(): void {
    this.#disposed = true;
    this.#next = null;
    this.#underWay?.abort();
  }

  async #askNext(): Promise<void> {
    while (this.#next !== null) {
      const question = this.#next;
      this.#next = null;
      this.#underWay = new AbortController();
      const { signal } = this.#underWay;
      const answer = await this.#client.request<T>(question, { signal });
      this.#underWay = null;
      if (!this.#disposed && answer.type !== 'cancelled') this.#onAnswer(answer);
    }
  }
}
