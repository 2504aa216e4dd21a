/** The numbers of a search under way, and the bounds it can be given. */
import { groupDigits } from '../../explorer/compare-columns.ts';
import type { ExplorationBounds, ExplorationProgress } from '../../protocol/explore.ts';

export interface SearchFact {
  readonly name: string;
  readonly text: string;
}

const MEBIBYTE = 1024 * 1024;

export function bytesText(bytes: number): string {
  const mebibytes = bytes / MEBIBYTE;
  return mebibytes < 10
    ? `${mebibytes.toFixed(1)} MiB`
    : `${groupDigits(Math.round(mebibytes))} MiB`;
}

/** `statesPerSecond`: null while it is not known, or nothing is searched. */
export function progressFacts(
  progress: ExplorationProgress,
  statesPerSecond: number | null,
): SearchFact[] {
  const { phase, states, transitions, depth, open, bytes } = progress;
  const rate = phase === 'search' ? statesPerSecond : null;
  return [
    { name: 'doing', text: phase === 'search' ? 'searching' : 'judging what was found' },
    { name: 'states', text: groupDigits(states) },
    { name: 'transitions', text: groupDigits(transitions) },
    { name: 'states/s', text: rate === null ? '–' : groupDigits(Math.round(rate)) },
    { name: 'depth', text: groupDigits(depth) },
    { name: 'still open', text: groupDigits(open) },
    { name: 'memory', text: bytesText(bytes) },
  ];
}

export interface BoundChoice {
  readonly name: keyof ExplorationBounds;
  readonly title: string;
  readonly value: number;
  readonly options: readonly { readonly value: number; readonly text: string }[];
}

const STATES = [10_000, 100_000, 500_000, 2_000_000, 10_000_000];
const DEPTHS = [50, 200, 1000, 100_000];
const BYTES = [64, 256, 512, 1024, 2048].map((mebibytes) => mebibytes * MEBIBYTE);

export function boundsChoices({ statesMax, depthMax, bytesMax }: ExplorationBounds): BoundChoice[] {
  const choice = (
    name: BoundChoice['name'],
    { title, value, values }: { title: string; value: number; values: readonly number[] },
  ): BoundChoice => ({
    name,
    title,
    value,
    options: values.map((option) => ({
      value: option,
      text: name === 'bytesMax' ? bytesText(option) : groupDigits(option),
    })),
  });
  return [
    choice('statesMax', { title: 'states', value: statesMax, values: STATES }),
    choice('depthMax', { title: 'depth', value: depthMax, values: DEPTHS }),
    choice('bytesMax', { title: 'memory', value: bytesMax, values: BYTES }),
  ];
}
