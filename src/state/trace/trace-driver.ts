/** Has a trace read, and puts what is known of it into the store. */
import type { StoreApi } from 'zustand/vanilla';
import type { TraceClient } from '../../client/trace-client.ts';
import { DETECTED, type ReadOutcome, type TraceSource } from '../../machines/trace-events.ts';
import type {
  FormatChoice,
  OpenedTraceReply,
  TraceProgress,
  TraceReply,
} from '../../protocol/trace.ts';
import { NO_TRACE, type TraceState } from './trace-state.ts';

const REFRESH_MS = 500;

export class TraceDriver {
  readonly #client: TraceClient;
  readonly #store: StoreApi<TraceState>;
  #reading = new AbortController();
  #shownAt = 0;

  constructor(client: TraceClient, store: StoreApi<TraceState>) {
    this.#client = client;
    this.#store = store;
  }

  /** `signal` is aborted when nobody wants the answer any more. */
  async read(source: TraceSource, signal: AbortSignal): Promise<ReadOutcome> {
    const { file, name } = source;
    const reading = new AbortController();
    this.#reading = reading;
    signal.addEventListener('abort', () => {
      reading.abort();
    });
    const { lanes, revision, unit } = this.#store.getState();
    this.#store.setState({
      ...NO_TRACE,
      source,
      name,
      size: file.size,
      lanes,
      unit,
      phase: 'reading',
      revision: revision + 1,
    });
    const reply = await this.#client.request<'open-trace'>(
      { type: 'open-trace', file, choice: DETECTED },
      {
        signal: reading.signal,
        onProgress: (progress) => {
          if (!signal.aborted) this.#showProgress(progress);
        },
      },
    );
    if (signal.aborted) return 'interrupted';
    if (reply.type !== 'opened-trace') return this.#fail(reply);
    this.#show(reply);
    await this.#goToFirstFinding();
    return reply.complete ? 'complete' : 'partial';
  }

  /** The first part at once; then seldom, because every picture of it keeps the reader from reading. */
  #showProgress(progress: TraceProgress): void {
    const now = performance.now();
    const isDue = this.#store.getState().outline === null || now - this.#shownAt > REFRESH_MS;
    if (!isDue) {
      this.#store.setState({ progress });
      return;
    }
    this.#shownAt = now;
    const { outline } = progress;
    this.#store.setState(({ revision }) => ({ progress, outline, revision: revision + 1 }));
  }

  /** What was read by then is shown. */
  stop(): void {
    this.#reading.abort();
  }

  async rebuild(choice: FormatChoice): Promise<'rebuilt' | 'failed'> {
    this.#store.setState({ choice });
    const reply = await this.#client.request<'choose-format'>({ type: 'choose-format', choice });
    if (reply.type !== 'opened-trace') {
      this.#fail(reply);
      return 'failed';
    }
    this.#show(reply);
    return 'rebuilt';
  }

  #show(opened: OpenedTraceReply): void {
    const { outline } = opened;
    this.#store.setState(({ revision }) => ({
      opened,
      outline,
      revision: revision + 1,
      root: null,
    }));
  }

  /** Where one wants to be first; of a trace without findings, in its middle. */
  async #goToFirstFinding(): Promise<void> {
    const reply = await this.#client.request<'findings'>({ type: 'findings', first: 0, count: 1 });
    const [finding] = reply.type === 'findings' ? reply.findings : [];
    this.#store.setState(({ outline }) => ({
      cursor: finding?.event ?? Math.floor((outline?.events ?? 0) / 2),
      gfn: finding === undefined ? null : Number.parseInt(finding.gfn, 16),
    }));
  }

  #fail(reply: TraceReply): 'failed' {
    this.#store.setState({ issues: issuesOf(reply), outline: null, opened: null });
    return 'failed';
  }
}

function issuesOf(reply: TraceReply): TraceState['issues'] {
  if (reply.type === 'refused') return reply.issues;
  if (reply.type === 'crashed') {
    const hint = `Please report it, with: ${reply.repro}`;
    return [{ code: 'crashed', path: '', message: `The reader failed: ${reply.message}`, hint }];
  }
  return [CANCELLED];
}

const CANCELLED = {
  code: 'cancelled',
  path: '',
  message: 'It was cancelled before anything was read.',
  hint: 'Open it again.',
};
