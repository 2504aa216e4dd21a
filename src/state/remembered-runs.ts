/** The reader's own runs of each shipped scenario, from one visit to the next. */
import { formatSchedule, parseSchedule } from '../engine/schedule-text.ts';
import type { PageStorage } from './page-storage.ts';
import { STORY_ID, type Branch, type Branches } from './run-model.ts';
import type { OpenedScenario } from './workbench-state.ts';

const KEY = 'runs';
const SCENARIOS_MAX = 20;
const RUNS_MAX = 12;
const RUN_CHARACTERS_MAX = 4000;

interface RememberedRun {
  readonly name: string;
  readonly run: string;
}

export class RememberedRuns {
  readonly #storage: PageStorage;

  constructor(storage: PageStorage) {
    this.#storage = storage;
  }

  /** The branches with those of earlier visits; runs that no longer fit the scenario are left out. */
  recall(opened: OpenedScenario, branches: Branches): Branches {
    const known = this.#read().get(keyOf(opened)) ?? [];
    const runs = known.flatMap(({ name, run }, index): Branch[] => {
      const parsed = parseSchedule(run, opened.actors);
      return parsed.ok ? [{ id: `run-${index + 1}`, name, schedule: parsed.value }] : [];
    });
    return { ...branches, list: [...branches.list, ...runs] };
  }

  remember(opened: OpenedScenario, { list }: Branches): void {
    if (opened.source.kind !== 'shipped') return;
    const runs = list
      .filter(({ id, schedule }) => id !== STORY_ID && schedule.length > 0)
      .map(({ name, schedule }) => ({ name, run: formatSchedule(schedule, opened.actors) }))
      .filter(({ run }) => run.length <= RUN_CHARACTERS_MAX)
      .slice(-RUNS_MAX);
    const all = this.#read();
    if (runs.length === 0 && !all.has(keyOf(opened))) return;
    all.delete(keyOf(opened)); // so that the most recent one is the last
    all.set(keyOf(opened), runs);
    this.#storage.write(KEY, [...all].slice(-SCENARIOS_MAX));
  }

  #read(): Map<string, readonly RememberedRun[]> {
    const stored = this.#storage.read(KEY);
    const entries: unknown[] = Array.isArray(stored) ? stored : [];
    return new Map(
      entries.flatMap((entry): [string, readonly RememberedRun[]][] => {
        if (!Array.isArray(entry)) return [];
        const [id, runs] = entry as unknown[];
        return typeof id === 'string' && Array.isArray(runs) ? [[id, runs.filter(isRun)]] : [];
      }),
    );
  }
}

function isRun(value: unknown): value is RememberedRun {
  if (typeof value !== 'object' || value === null) return false;
  const { name, run } = value as Partial<RememberedRun>;
  return typeof name === 'string' && typeof run === 'string';
}

function keyOf(opened: OpenedScenario): string {
  return opened.info.id;
}
