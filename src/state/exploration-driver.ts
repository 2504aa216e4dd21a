/** Asks the engine about all interleavings, and puts the answers into the store. */
import type { StoreApi } from 'zustand/vanilla';
import type { EngineClient } from '../client/engine-client.ts';
import type {
  ChangesReply,
  DepthTarget,
  ExplorationBounds,
  StepNeed,
} from '../protocol/explore.ts';
import type { Progress } from '../protocol/messages.ts';
import type { ExplorerPort } from './exploration-slice.ts';
import { columnRun, selectDigest, selectViolation } from './run-selectors.ts';
import type { WorkbenchState } from './workbench-state.ts';

export interface SearchRequest {
  readonly column: string;
  readonly bounds: ExplorationBounds;
  readonly stop: boolean;
}

export class ExplorationDriver {
  readonly #client: EngineClient;
  readonly #store: StoreApi<WorkbenchState>;
  /** The state that hints were asked for last. */
  #hintsFor = '';

  constructor(client: EngineClient, store: StoreApi<WorkbenchState>) {
    this.#client = client;
    this.#store = store;
  }

  /** Searches a column; what an aborted search still answers is nobody's any more. */
  async search(
    { column, bounds, stop }: SearchRequest,
    signal: AbortSignal,
  ): Promise<'explored' | 'interrupted' | 'failed'> {
    const rate = meterStates();
    this.#store.setState(({ search }) => ({
      search:
        search?.column === column
          ? { ...search, bounds }
          : { column, bounds, progress: null, statesPerSecond: null },
    }));
    const onProgress = (progress: Progress): void => {
      if (signal.aborted || !('phase' in progress)) return;
      const statesPerSecond = rate(progress.states);
      this.#store.setState({ search: { column, bounds, progress, statesPerSecond } });
    };
    const request = { type: 'explore', column, bounds, stop } as const;
    const reply = await this.#client.request<'explore'>(request, { signal, onProgress });
    if (signal.aborted || reply.type === 'cancelled') return 'interrupted';
    if (reply.type !== 'explored') {
      const why = reply.type === 'crashed' ? [reply.message, reply.repro] : [];
      const text = ['The search of all interleavings failed.', ...why].join(' ');
      const issues = reply.type === 'refused' ? reply.issues : [];
      this.#store.getState().actions.notify({ tone: 'warn', text, issues });
      return 'failed';
    }
    this.#store.setState(({ explored }) => ({ explored: { ...explored, [column]: reply } }));
    return 'explored';
  }

  /** Hints for the state on screen, when they are wanted and can be had. */
  async refreshHints(): Promise<void> {
    const state = this.#store.getState();
    const { column, hintsOn, explored, opened } = state;
    const digest = selectDigest(state);
    const known = hintsOn && opened !== null ? explored[column] : undefined;
    const wanted = known === undefined ? '' : `${opened?.info.id ?? ''} ${column} ${digest}`;
    if (wanted === this.#hintsFor) return;
    this.#hintsFor = wanted;
    if (known === undefined) {
      this.#store.setState({ hints: null });
      return;
    }
    const reply = await this.#client.request<'hints'>({ type: 'hints', column, digest });
    if (reply.type === 'hints' && this.#hintsFor === wanted) this.#store.setState({ hints: reply });
  }

  async showDepth(depth: number, target: DepthTarget): Promise<void> {
    const { column, actions } = this.#store.getState();
    const request = { type: 'reach', column, depth, target } as const;
    const reply = await this.#client.request<'reach'>(request);
    if (reply.type !== 'reached' || reply.schedule === null) return;
    await actions.showRun(reply.schedule, column);
  }

  async explainNeeds(): Promise<readonly StepNeed[] | null> {
    const state = this.#store.getState();
    const violation = selectViolation(state);
    if (violation === null) return null;
    const { column } = state;
    const schedule = columnRun(state).schedule.slice(0, violation.step);
    const request = { type: 'needs', column, schedule, property: violation.property } as const;
    const reply = await this.#client.request<'needs'>(request);
    return reply.type === 'needs' ? reply.needs : null;
  }

  async countChanges(
    ...[of, { signal, onStates }]: Parameters<ExplorerPort['countChanges']>
  ): Promise<ChangesReply | null> {
    const onProgress = (progress: Progress): void => {
      if ('done' in progress && !signal.aborted) onStates(progress);
    };
    const request = { type: 'changes', ...of } as const;
    const reply = await this.#client.request<'changes'>(request, { signal, onProgress });
    return reply.type === 'changes' && !signal.aborted ? reply : null;
  }
}

/** States a second since the first time it was asked. */
function meterStates(): (states: number) => number | null {
  let first: { readonly states: number; readonly at: number } | null = null;
  return (states) => {
    const at = performance.now();
    first ??= { states, at };
    return at === first.at ? null : ((states - first.states) * 1000) / (at - first.at);
  };
}
