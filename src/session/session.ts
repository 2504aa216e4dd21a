/**
 * What the worker is around: requests in, replies out. Pure but for the loading of scenarios, which is
 * given to it; the command line and the tests use it without a worker.
 */
import { assert, assertNever, present } from '../base/assert.ts';
import type { Result } from '../base/result.ts';
import { formatSchedule } from '../engine/schedule-text.ts';
import type { FollowRequest } from '../protocol/follow.ts';
import type {
  ExplorerRequest,
  OpenRequest,
  Reply,
  Request,
  RunRequest,
} from '../protocol/messages.ts';
import type { Choice } from '../protocol/run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { RunUntilRequest } from '../protocol/run-until.ts';
import { ColumnRun } from './column-run.ts';
import type { Explorations } from './explorations.ts';
import { refuseColumn } from './refuse-column.ts';
import { NO_CONTROL, type RequestControl } from './request-control.ts';
import { actorListing, programListing } from './listing.ts';

/** Steps done before the session looks whether it has been cancelled. */
const SLICE_STEPS = 500;
/** A schedule longer than this is refused: nobody steps that far, and a link does not carry it. */
export const SCHEDULE_MAX = 100_000;

export interface SessionEnvironment {
  /** Of the engine, for repro strings. */
  readonly version: string;
  readonly loadScenario: (id: string) => Promise<Result<Scenario>>;
  readonly parseScenario: (text: string) => Promise<Result<Scenario>>;
}

interface OpenScenario {
  /** Equal for equal sources. */
  readonly key: string;
  readonly scenario: Scenario;
  readonly runs: ReadonlyMap<string, ColumnRun>;
}

export class Session {
  readonly #environment: SessionEnvironment;
  #open: OpenScenario | null = null;
  #explorations: Promise<Explorations> | null = null;
  /** What was being done, for the repro string of a crash. */
  #doing = '';

  constructor(environment: SessionEnvironment) {
    this.#environment = environment;
  }

  /** Answers every request; our own bugs come back as `crashed`, never as an exception. */
  async handle(request: Request, control: RequestControl = NO_CONTROL): Promise<Reply> {
    try {
      return await this.#dispatch(request, control);
    } catch (error) {
      // After a bug the machines are in an unknown state: nothing goes on from them.
      const repro = this.#repro();
      this.#open = null;
      return {
        type: 'crashed',
        message: messageOf(error),
        repro,
      };
    }
  }

  #dispatch(request: Request, control: RequestControl): Promise<Reply> {
    switch (request.type) {
      case 'open':
        return this.#openScenario(request);
      case 'run':
        return this.#run(request, control);
      case 'run-until':
        return this.#runUntil(request, control);
      case 'follow':
        return this.#follow(request, control);
      case 'explore':
      case 'hints':
      case 'reach':
      case 'needs':
      case 'changes':
        return this.#explore(request, control);
      case 'crash':
        return this.#crash();
      default:
        return assertNever(request);
    }
  }

  async #openScenario({ source }: OpenRequest): Promise<Reply> {
    this.#doing = source.kind === 'shipped' ? `open ${source.id}` : 'open a custom scenario';
    const loaded = await (source.kind === 'shipped'
      ? this.#environment.loadScenario(source.id)
      : this.#environment.parseScenario(source.text));
    if (!loaded.ok) return { type: 'refused', issues: loaded.issues };
    const scenario = loaded.value;
    const runs = new Map(
      scenario.columns.map(({ info, config }) => [info.id, new ColumnRun(config)]),
    );
    const key = source.kind === 'shipped' ? source.id : source.text;
    this.#open = { key, scenario, runs };
    const first = present(scenario.columns[0], 'a scenario has at least one column');
    const starts = [...runs].map(([id, run]) => {
      const { layout } = run.machine.config;
      return [id, { cells: run.machine.snapshot(), layout, digest: run.digest }] as const;
    });
    return {
      type: 'opened',
      scenario: scenario.info,
      actors: actorListing(first.config.actors),
      programs: programListing(first.config.programs),
      script: scenario.script,
      shape: present(runs.get(first.info.id), 'the first column has a run').machine.map.shape,
      starts: Object.fromEntries(starts),
    };
  }

  async #run(
    { column, schedule, recordsFrom }: RunRequest,
    control: RequestControl,
  ): Promise<Reply> {
    const run = this.#open?.runs.get(column);
    if (run === undefined) return refuseColumn(column);
    if (schedule.length > SCHEDULE_MAX) return refuseLength(schedule.length);
    this.#doing = `run ${column} ${this.#scheduleText(schedule)}`;
    if (!(await followSchedule(run, schedule, control))) return { type: 'cancelled' };
    return {
      type: 'ran',
      column,
      steps: run.records.length,
      stopped: run.stopped,
      records: run.records.slice(recordsFrom),
      violations: run.violations,
      next: run.next(),
      blocked: run.blocked(),
      digest: run.digest,
    };
  }

  /** What the actor would do is told as choices: the page asks for the run that is longer by them. */
  async #runUntil(request: RunUntilRequest, control: RequestControl): Promise<Reply> {
    const { column, schedule, actor } = request;
    const run = this.#open?.runs.get(column);
    if (run === undefined) return refuseColumn(column);
    if (schedule.length > SCHEDULE_MAX) return refuseLength(schedule.length);
    const { runActor } = await import('./run-actor.ts');
    this.#doing = `run ${column} ${this.#scheduleText(schedule)}; then actor ${actor} alone`;
    if (!(await followSchedule(run, schedule, control))) return { type: 'cancelled' };
    return runActor(run, request);
  }

  /** On machines of its own, and loaded when it is first asked for: most visits compare nothing. */
  async #follow(
    { column, follower, schedule }: FollowRequest,
    control: RequestControl,
  ): Promise<Reply> {
    const configOf = (id: string) =>
      this.#open?.scenario.columns.find(({ info }) => info.id === id)?.config;
    const [leads, follows] = [configOf(column), configOf(follower)];
    if (leads === undefined) return refuseColumn(column);
    if (follows === undefined) return refuseColumn(follower);
    if (schedule.length > SCHEDULE_MAX) return refuseLength(schedule.length);
    const { followRun } = await import('./follow-run.ts');
    try {
      return await followRun({ leader: leads, follower: follows, schedule }, control);
    } catch (error) {
      const repro = `${this.#where()}; follow ${column} ${follower} ${this.#scheduleText(schedule)}`;
      return { type: 'crashed', message: messageOf(error), repro };
    }
  }

  /**
   * On machines of its own: what is on screen can be moved between two slices, and survives a bug here.
   * The explorer is loaded when it is first asked for.
   */
  async #explore(request: ExplorerRequest, control: RequestControl): Promise<Reply> {
    const open = this.#open;
    const { column } = request;
    const config = open?.scenario.columns.find(({ info }) => info.id === column)?.config;
    if (open === null || config === undefined) return refuseColumn(column);
    this.#explorations ??= import('./explorations.ts').then((late) => new late.Explorations());
    const explorations = await this.#explorations;
    try {
      return await explorations.handle({ scenario: open.key, config, request }, control);
    } catch (error) {
      const repro = `${this.#where()}; ${request.type} ${column}`;
      return { type: 'crashed', message: messageOf(error), repro };
    }
  }

  async #crash(): Promise<Reply> {
    await Promise.resolve();
    assert(false, 'the engine was asked to crash');
  }

  #scheduleText(schedule: readonly Choice[]): string {
    const actors = this.#open?.scenario.columns[0]?.config.actors ?? [];
    return formatSchedule(schedule, actors);
  }

  #repro(): string {
    return `${this.#where()}; ${this.#doing}`;
  }

  #where(): string {
    const scenario = this.#open?.scenario.info.id ?? 'none';
    return `sptescope ${this.#environment.version}; scenario ${scenario}`;
  }
}

/** In slices; false when it has been cancelled. */
async function followSchedule(
  run: ColumnRun,
  schedule: readonly Choice[],
  control: RequestControl,
): Promise<boolean> {
  run.rewindFor(schedule);
  while (!run.advance(control.sliceSteps ?? SLICE_STEPS)) {
    control.onProgress({ done: run.records.length, total: schedule.length });
    await control.pause();
    if (control.cancelled()) return false;
  }
  return true;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function refuseLength(length: number): Reply {
  return {
    type: 'refused',
    issues: [
      {
        code: 'schedule-too-long',
        path: 'schedule',
        message: `The schedule has ${length} steps; at most ${SCHEDULE_MAX} are followed.`,
        hint: 'Shorten it, or start from a scenario that begins later.',
      },
    ],
  };
}
