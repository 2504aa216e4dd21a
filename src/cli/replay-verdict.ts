/** Whether a replay went as it should: as the scenario says of its story, or as a link says of its run. */
import type { Verdict } from '../scenario/scenario-info.ts';
import type { ScenarioColumn } from '../scenario/scenario.ts';
import type { Link } from '../link/link.ts';
import type { ReplayRun } from './replay-run.ts';

/** Sentences about what differs; none when all is well. */
export function storyDifferences(
  { info, shows }: ScenarioColumn,
  { ran }: ReplayRun,
): readonly string[] {
  const violated = new Set(ran.violations.map(({ property }) => property));
  const expected: Readonly<Record<string, Verdict>> = info.expected;
  const surprises = [...violated].filter((id) => (expected[id] ?? 'never') === 'never');
  const missing = shows.filter((id) => !violated.has(id));
  return [
    ...surprises.map((id) => `differs: ${id} is violated, and is expected never to be.`),
    ...missing.map((id) => `differs: ${id} is not violated, and the story is to show it.`),
  ];
}

/** A link's digest is that of the state at its position. */
export function digestDifferences(link: Link, run: ReplayRun): readonly string[] {
  const { digest, at } = link;
  if (digest === null) return [];
  const position = at ?? 0;
  const found = position === 0 ? run.startDigest : run.ran.records[position - 1]?.digest;
  if (found === digest) return [];
  return [
    `differs: at step ${position} the link has digest ${digest}, this run ${found ?? 'no such step'}.`,
  ];
}
