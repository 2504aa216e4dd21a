/** Schedules and their branches, as values. Going back and choosing otherwise never loses a run. */
import type { Choice } from '../protocol/run.ts';

export type Schedule = readonly Choice[];

export function sameChoice(a: Choice | undefined, b: Choice | undefined): boolean {
  return a?.actor === b?.actor && a?.variant === b?.variant;
}

/** How many steps two schedules have in common from their start. */
export function commonPrefix(a: Schedule, b: Schedule): number {
  const end = Math.min(a.length, b.length);
  let n = 0;
  while (n < end && sameChoice(a[n], b[n])) n += 1;
  return n;
}

/** Is `start` how `whole` begins? */
export function isPrefix(start: Schedule, whole: Schedule): boolean {
  return start.length <= whole.length && commonPrefix(start, whole) === start.length;
}

export function sameSchedule(a: Schedule, b: Schedule): boolean {
  return a.length === b.length && isPrefix(a, b);
}

export interface Branch {
  readonly id: string;
  readonly name: string;
  readonly schedule: Schedule;
}

/** Where a branch came from; it is named after that. */
type RunKind = 'run' | 'link' | 'witness';

/** The branch of the scenario's own script. It never changes: going on from its end is a new branch. */
export const STORY_ID = 'story';

export interface Branches {
  readonly list: readonly Branch[];
  /** Which one is on screen. */
  readonly current: string;
}

export function storyBranch(script: Schedule): Branch {
  return { id: STORY_ID, name: 'story', schedule: script };
}

export function currentSchedule({ list, current }: Branches): Schedule {
  return list.find(({ id }) => id === current)?.schedule ?? [];
}

function newBranch({ list }: Branches, schedule: Schedule, kind: RunKind): Branch {
  const used = new Set(list.flatMap(({ id, name }) => [id, name]));
  let n = 1;
  while (used.has(`${kind}-${n}`) || used.has(`${kind} ${n}`)) n += 1;
  return { id: `${kind}-${n}`, name: `${kind} ${n}`, schedule };
}

function withNew(branches: Branches, schedule: Schedule, kind: RunKind): Branches {
  const branch = newBranch(branches, schedule, kind);
  return { list: [...withoutCovered(branches.list, schedule), branch], current: branch.id };
}

/** Has the reader given it a name? */
function isNamed({ id, name }: Branch): boolean {
  return id === STORY_ID || !/^(run|link|witness) \d+$/.test(name);
}

/** Drops runs that a longer one holds completely, so that no run is there twice; named ones stay. */
function withoutCovered(list: readonly Branch[], schedule: Schedule): readonly Branch[] {
  return list.filter((branch) => isNamed(branch) || !isPrefix(branch.schedule, schedule));
}

/**
 * The run goes on from step `position` with `choice`: along a branch that does so already, or by
 * growing the current one at its end, or as a new branch.
 */
export function chooseAt(branches: Branches, position: number, choice: Choice): Branches {
  const schedule = currentSchedule(branches);
  const wanted = [...schedule.slice(0, position), choice];
  if (position === schedule.length && branches.current !== STORY_ID) {
    return growTo(branches, wanted);
  }
  const known = branches.list.find((branch) => isPrefix(wanted, branch.schedule));
  if (known && position < schedule.length) return { ...branches, current: known.id };
  return withNew(branches, wanted, 'run');
}

/** The same for several steps, one after another. */
export function chooseAllAt(branches: Branches, position: number, choices: Schedule): Branches {
  return choices.reduce((now, choice, index) => chooseAt(now, position + index, choice), branches);
}

/** The current branch, longer. */
export function growTo(branches: Branches, schedule: Schedule): Branches {
  const list = branches.list.map((branch) =>
    branch.id === branches.current ? { ...branch, schedule } : branch,
  );
  return { ...branches, list };
}

/** A run that starts over; the others stay. */
export function startOver(branches: Branches): Branches {
  const empty = branches.list.find(({ schedule }) => schedule.length === 0);
  if (empty) return { ...branches, current: empty.id };
  const branch = newBranch(branches, [], 'run');
  return { list: [...branches.list, branch], current: branch.id };
}

/** A run from elsewhere (a link, a search): the branch that is the same, or a new one. */
export function adoptRun(
  branches: Branches,
  schedule: Schedule,
  from: 'link' | 'witness' = 'link',
): Branches {
  const same = branches.list.find((branch) => sameSchedule(branch.schedule, schedule));
  return same ? { ...branches, current: same.id } : withNew(branches, schedule, from);
}

/** A run of this page's own past: also found as the beginning of a branch that has grown since. */
export function returnToRun(branches: Branches, schedule: Schedule): Branches {
  const same = branches.list.find((branch) => sameSchedule(branch.schedule, schedule));
  const grown = same ?? branches.list.find((branch) => isPrefix(schedule, branch.schedule));
  return grown ? { ...branches, current: grown.id } : adoptRun(branches, schedule);
}
