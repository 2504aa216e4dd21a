/** Asks the engine for what the run slice needs, and puts the answers into the store. */
import type { EngineClient } from '../client/engine-client.ts';
import type { CancelledReply, CrashedReply, RefusedReply } from '../protocol/messages.ts';
import { encodeLink } from '../link/encode-link.ts';
import type { Activity } from './activity.ts';
import { EMPTY_RUN, mergeRun, recordsKept, waysOf, type ColumnRun } from './column-run.ts';
import { linkOf } from './link-sync.ts';
import { currentSchedule, type Branches, type Schedule } from './run-model.ts';
import { columnPosition, columnRun, selectWays } from './run-selectors.ts';
import type { WorkbenchState } from './workbench-state.ts';

export interface StoreAccess {
  get(): WorkbenchState;
  set(change: Partial<WorkbenchState>): void;
}

export class RunDriver {
  readonly #client: EngineClient;
  readonly #store: StoreAccess;
  readonly #activity: Activity;
  #fetching: Promise<void> | null = null;

  constructor(client: EngineClient, store: StoreAccess, activity: Activity) {
    this.#client = client;
    this.#store = store;
    this.#activity = activity;
  }

  /** What a column makes of a schedule; null when the engine crashed or was restarted meanwhile. */
  async runColumn(
    column: string,
    schedule: Schedule,
    old: ColumnRun = EMPTY_RUN,
  ): Promise<ColumnRun | null> {
    const kept = recordsKept(old, schedule);
    const request = { type: 'run', column, schedule, recordsFrom: kept } as const;
    const reply = await this.#client.request<'run'>(request);
    if (reply.type === 'ran') return mergeRun(old, { schedule, kept, reply });
    this.handleFailure(reply);
    return null;
  }

  /** Puts a run on screen: the selected column first, then the verdicts of the others on it. */
  async show(branches: Branches, position: number): Promise<boolean> {
    const schedule = currentSchedule(branches);
    const { column, runs } = this.#store.get();
    const run = await this.runColumn(column, schedule, runs[column]);
    if (run === null) return false;
    this.#store.set({
      branches,
      schedule,
      position: Math.min(position, schedule.length),
      runs: { ...this.#store.get().runs, [column]: run },
    });
    void this.fetchWays();
    return this.judgeOthers();
  }

  /** Both columns' runs are judged on the same schedule, whichever is on screen. */
  async judgeOthers(): Promise<boolean> {
    const { opened, schedule } = this.#store.get();
    for (const { id } of opened?.info.columns ?? []) {
      const old = this.#store.get().runs[id];
      if (old?.schedule === schedule) continue;
      const run = await this.runColumn(id, schedule, old);
      if (run === null) return false;
      this.#store.set({ runs: { ...this.#store.get().runs, [id]: run } });
    }
    return true;
  }

  /**
   * Who may move at the position on screen. While one question is under way the next ones are not
   * put: when it is answered, only the position that is then on screen matters.
   */
  async fetchWays(): Promise<void> {
    if (!this.#waysMissing()) return;
    this.#fetching ??= this.#activity.during(this.#fetchUntilKnown());
    await this.#fetching;
  }

  #waysMissing(): boolean {
    const state = this.#store.get();
    return state.runs[state.column] !== undefined && selectWays(state) === null;
  }

  async #fetchUntilKnown(): Promise<void> {
    let answered = true;
    while (answered && this.#waysMissing()) answered = await this.#fetchOnce();
    this.#fetching = null;
  }

  /** False when the engine gave no answer. */
  async #fetchOnce(): Promise<boolean> {
    const { column } = this.#store.get();
    const run = columnRun(this.#store.get());
    const position = columnPosition(this.#store.get());
    const schedule = run.schedule.slice(0, position);
    const request = { type: 'run', column, schedule, recordsFrom: position } as const;
    const reply = await this.#client.request<'run'>(request);
    if (reply.type !== 'ran') {
      this.handleFailure(reply);
      return false;
    }
    const { runs } = this.#store.get();
    if (runs[column] === run) {
      const ways = { ...run.ways, [position]: waysOf(reply) };
      this.#store.set({ runs: { ...runs, [column]: { ...run, ways } } });
    }
    return true;
  }

  handleFailure(reply: CrashedReply | CancelledReply | RefusedReply): void {
    switch (reply.type) {
      case 'crashed':
        this.#crashed(reply);
        return;
      case 'refused':
        this.#store.get().actions.notify({
          tone: 'bad',
          text: 'The engine refuses this run.',
          issues: reply.issues,
        });
        return;
      case 'cancelled':
        return; // whoever restarted the engine goes on from here
    }
  }

  /** The link to where it happened is part of what brings it back. */
  #crashed({ message, repro }: CrashedReply): void {
    const link = linkOf(this.#store.get());
    const from = link === null ? '' : `#${encodeLink(link)}`;
    const crash = { message, repro: [repro, from].filter((line) => line !== '').join('\n') };
    this.#store.set({ crash, lastCrash: crash });
  }
}
