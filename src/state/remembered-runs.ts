/**
 * The reader's own runs of each scenario, from one visit to the next. Other tabs keep theirs in the same
 * place: what is there and not from here stays, the names that they give, too. What one tab deletes is
 * marked, so that none writes back what it has read before; who makes the run anew takes the mark away.
 */
import { formatSchedule, parseSchedule } from '../engine/schedule-text.ts';
import { checksum } from '../link/checksum.ts';
import type { PageStorage } from './page-storage.ts';
import {
  isPrefix,
  sameSchedule,
  STORY_ID,
  type Branch,
  type Branches,
  type Schedule,
} from './run-model.ts';
import type { OpenedScenario } from './workbench-state.ts';

export const RUNS_KEY = 'runs';
const MARKS_KEY = 'deleted-runs';
const SCENARIOS_MAX = 60;
const RUNS_MAX = 100;
const RUN_CHARACTERS_MAX = 20_000;
/** Marks are for tabs that are open: an old one whose mark has gone brings a run back, and loses none. */
const MARKS_MAX = 200;

export interface RememberedRun {
  readonly name: string;
  readonly run: string;
}

export class RememberedRuns {
  readonly storage: PageStorage;
  /**
   * Runs that this tab has read or written, and under which name: if one is not in its list any more, it
   * has gone on; if it is kept under another name, another tab has given that.
   */
  readonly known = new Map<string, string>();

  constructor(storage: PageStorage) {
    this.storage = storage;
  }

  /** The branches with those kept; runs that do not fit the scenario (any more) are left out. */
  recall(opened: OpenedScenario, branches: Branches): Branches {
    const key = keyOf(opened);
    let { list } = branches;
    for (const { name, run } of this.read().get(key) ?? []) {
      const parsed = parseSchedule(run, opened.actors);
      if (!parsed.ok) continue;
      const here = { name: this.known.get(`${key}/${run}`), schedule: parsed.value };
      const changed =
        withName(list, here, name) ?? withRun({ ...branches, list }, name, parsed.value);
      if (changed === null) continue;
      list = changed;
      this.known.set(`${key}/${run}`, name);
    }
    return list === branches.list ? branches : { ...branches, list };
  }

  /** False if some run will not be there at the next visit. */
  remember(opened: OpenedScenario, { list }: Branches): boolean {
    const key = keyOf(opened);
    const all = this.read();
    const before = all.get(key) ?? [];
    const isDeleted = this.deletedFrom(key, before);
    const wanted = list
      .filter(({ id, schedule }) => id !== STORY_ID && schedule.length > 0)
      .map(({ name, schedule }) => ({ name, run: formatSchedule(schedule, opened.actors) }))
      .filter((run) => !isDeleted(run));
    const own = wanted.filter(({ run }) => run.length <= RUN_CHARACTERS_MAX);
    const others = before.filter(
      ({ name, run }) =>
        this.known.get(`${key}/${run}`) !== name && own.every((kept) => kept.run !== run),
    );
    const named = own.map(({ name, run }) => {
      const unchanged = this.known.get(`${key}/${run}`) === name;
      return (unchanged ? before.find((kept) => kept.run === run) : null) ?? { name, run };
    });
    if (own.length === 0 && !all.has(key)) return wanted.length === 0;
    // Not the names of others: here the run has its old one until it is recalled.
    for (const { name, run } of own) this.known.set(`${key}/${run}`, name);
    all.delete(key); // so that the most recent one is the last
    all.set(key, [...others, ...named].slice(-RUNS_MAX));
    const kept = this.storage.write(RUNS_KEY, [...all].slice(-SCENARIOS_MAX));
    const marks = this.marks();
    if (marks.length > 0) {
      const there = new Set<unknown>(own.map(({ run }) => markOf(key, run)));
      const rest = marks.filter((mark) => !there.has(mark));
      if (rest.length < marks.length) this.keepMarks(rest);
    }
    return kept && own.length === wanted.length && others.length + own.length <= RUNS_MAX;
  }

  /** Is it what this tab has read or written before another one deleted it? */
  deletedFrom(key: string, kept: readonly RememberedRun[]): (run: RememberedRun) => boolean {
    const marks = this.marks();
    return ({ name, run }) =>
      marks.length > 0 &&
      this.known.get(`${key}/${run}`) === name &&
      kept.every((one) => one.run !== run) &&
      marks.includes(markOf(key, run));
  }

  /** Of what was deleted. */
  marks(): readonly unknown[] {
    const stored = this.storage.read(MARKS_KEY);
    return Array.isArray(stored) ? stored : [];
  }

  keepMarks(marks: readonly unknown[]): boolean {
    return this.storage.write(MARKS_KEY, marks.slice(-MARKS_MAX));
  }

  read(): Map<string, readonly RememberedRun[]> {
    const stored = this.storage.read(RUNS_KEY);
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

/** The list with the name that another tab gave to a run which is called as before here; else null. */
function withName(
  list: readonly Branch[],
  known: { readonly name: string | undefined; readonly schedule: Schedule },
  name: string,
): Branch[] | null {
  if (known.name === name) return null;
  const at = list.findIndex(
    (branch) =>
      branch.id !== STORY_ID &&
      branch.name === known.name &&
      sameSchedule(branch.schedule, known.schedule),
  );
  return at < 0 ? null : list.map((branch, index) => (index === at ? { ...branch, name } : branch));
}

/** The list with a run that was kept; null if it holds that already. */
function withRun({ list, current }: Branches, name: string, schedule: Schedule): Branch[] | null {
  if (list.some((branch) => sameSchedule(branch.schedule, schedule))) return null;
  // Another tab has gone on with a run of the same name, or this one has: it is still that run.
  const twin = list.find(
    (branch) =>
      branch.name === name &&
      (isPrefix(branch.schedule, schedule) || isPrefix(schedule, branch.schedule)),
  );
  if (twin === undefined) {
    let n = 1;
    while (list.some(({ id }) => id === `kept-${n}`)) n += 1;
    return [...list, { id: `kept-${n}`, name, schedule }];
  }
  if (twin.id === current || isPrefix(schedule, twin.schedule)) return null;
  return list.map((branch) => (branch === twin ? { ...twin, schedule } : branch));
}

function isRun(value: unknown): value is RememberedRun {
  if (typeof value !== 'object' || value === null) return false;
  const { name, run } = value as Partial<RememberedRun>;
  return typeof name === 'string' && typeof run === 'string';
}

export function markOf(key: string, run: string): string {
  return checksum(`${key}/${run}`);
}

/** One's own scenario is another one as soon as a character of it differs. */
export function keyOf({ info, packed }: OpenedScenario): string {
  return packed === null ? info.id : `own/${checksum(packed)}`;
}
