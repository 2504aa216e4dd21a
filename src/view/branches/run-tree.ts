/**
 * The tree that the runs make: each parts from the one it has most in common with, at some step. A row
 * a run, as logs of version control draw theirs: steps go to the right, the run it parts from is above.
 */
import type { Choice } from '../../protocol/run.ts';

export interface TreeRun {
  readonly id: string;
  readonly name: string;
  readonly schedule: readonly Choice[];
}

export interface RunRow {
  readonly id: string;
  readonly name: string;
  readonly steps: number;
  /** The run it parts from; null for the first one. */
  readonly parent: string | null;
  /** Steps it has in common with that one. */
  readonly forkAt: number;
  /** 1 for the first run. */
  readonly level: number;
  /** Place among those that part from the same run, from 1 on, and how many they are. */
  readonly place: number;
  readonly siblings: number;
}

/** Depth first. The later a run parts the higher it stands, so that no line crosses another. */
export function runTree(runs: readonly TreeRun[]): RunRow[] {
  const forks = runs.map((run, index) => forkOf(run, runs.slice(0, index)));
  const childrenOf = (parent: string): number[] =>
    runs
      .map((_, index) => index)
      .filter((index) => forks[index]?.parent === parent)
      .sort((a, b) => (forks[b]?.forkAt ?? 0) - (forks[a]?.forkAt ?? 0) || a - b);
  const rowsFrom = (index: number, among: readonly number[], level: number): RunRow[] => {
    const run = runs[index];
    const fork = forks[index];
    if (run === undefined || fork === undefined) return [];
    const children = childrenOf(run.id);
    const row: RunRow = {
      id: run.id,
      name: run.name,
      steps: run.schedule.length,
      ...fork,
      level,
      place: among.indexOf(index) + 1,
      siblings: among.length,
    };
    return [row, ...children.flatMap((child) => rowsFrom(child, children, level + 1))];
  };
  return runs.length === 0 ? [] : rowsFrom(0, [0], 1);
}

/** Of those that were there before it, the one it has most steps in common with; the oldest of equals. */
function forkOf(
  { schedule }: TreeRun,
  older: readonly TreeRun[],
): { parent: string | null; forkAt: number } {
  let parent: string | null = null;
  let forkAt = 0;
  for (const run of older) {
    const shared = sharedSteps(run.schedule, schedule);
    if (parent !== null && shared <= forkAt) continue;
    parent = run.id;
    forkAt = shared;
  }
  return { parent, forkAt };
}

function sharedSteps(a: readonly Choice[], b: readonly Choice[]): number {
  const end = Math.min(a.length, b.length);
  let n = 0;
  while (n < end && a[n]?.actor === b[n]?.actor && a[n]?.variant === b[n]?.variant) n += 1;
  return n;
}
