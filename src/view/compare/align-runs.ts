/**
 * Two runs that know nothing of each other, set beside one another as a diff does with lines: a step
 * of an actor at a place of its program belongs to the same step of the other run, in order.
 */
import type { StepRecord } from '../../protocol/run.ts';

/** Steps of both runs that belong together, 1-based; 0 where only one of them does something. */
export interface Pairing {
  readonly left: number;
  readonly right: number;
}

/** Of the table, filled in one piece. */
const SLICE_ROWS = 64;

/** Beyond this many cells of the table, what comes after the common beginning is paired by number. */
const CELLS_MAX = 4_000_000;

type Keyed = Pick<StepRecord, 'choice' | 'program' | 'label'>;

function keyOf({ choice, label, program }: Keyed): string {
  return `${choice.actor}/${choice.variant}/${program}/${label}`;
}

/** In pieces: between two of them whoever asks may do something else. */
export function* alignSlices(
  left: readonly Keyed[],
  right: readonly Keyed[],
): Generator<void, Pairing[], void> {
  const [mine, theirs] = [left.map(keyOf), right.map(keyOf)];
  let begin = 0;
  while (begin < Math.min(mine.length, theirs.length) && mine[begin] === theirs[begin]) begin += 1;
  const pairs = Array.from({ length: begin }, (_, i) => ({ left: i + 1, right: i + 1 }));
  const rest = { mine: mine.slice(begin), theirs: theirs.slice(begin) };
  const tooLarge = rest.mine.length * rest.theirs.length > CELLS_MAX;
  const tail = tooLarge ? byNumber(rest) : yield* byLongestCommon(rest);
  const shifted = tail.map((pair) => ({
    left: pair.left === 0 ? 0 : pair.left + begin,
    right: pair.right === 0 ? 0 : pair.right + begin,
  }));
  return [...pairs, ...shifted];
}

export function alignRuns(left: readonly Keyed[], right: readonly Keyed[]): Pairing[] {
  const slices = alignSlices(left, right);
  for (;;) {
    const step = slices.next();
    if (step.done === true) return step.value;
  }
}

interface Keys {
  readonly mine: readonly string[];
  readonly theirs: readonly string[];
}

function byNumber({ mine, theirs }: Keys): Pairing[] {
  const pairs: Pairing[] = [];
  for (let i = 0; i < Math.max(mine.length, theirs.length); i++) {
    if (mine[i] === theirs[i]) pairs.push({ left: i + 1, right: i + 1 });
    else {
      if (i < mine.length) pairs.push({ left: i + 1, right: 0 });
      if (i < theirs.length) pairs.push({ left: 0, right: i + 1 });
    }
  }
  return pairs;
}

function* byLongestCommon({ mine, theirs }: Keys): Generator<void, Pairing[], void> {
  const width = theirs.length + 1;
  // Length of the longest common sequence of what comes from (i, j) on.
  const lengths = new Uint32Array((mine.length + 1) * width);
  const lengthAt = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = mine.length - 1; i >= 0; i--) {
    if (i % SLICE_ROWS === 0) yield;
    for (let j = theirs.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        mine[i] === theirs[j]
          ? lengthAt(i + 1, j + 1) + 1
          : Math.max(lengthAt(i + 1, j), lengthAt(i, j + 1));
    }
  }
  const pairs: Pairing[] = [];
  let [i, j] = [0, 0];
  while (i < mine.length || j < theirs.length) {
    if (i < mine.length && mine[i] === theirs[j]) {
      pairs.push({ left: ++i, right: ++j });
    } else if (
      j >= theirs.length ||
      (i < mine.length && lengthAt(i + 1, j) >= lengthAt(i, j + 1))
    ) {
      pairs.push({ left: ++i, right: 0 });
    } else {
      pairs.push({ left: 0, right: ++j });
    }
  }
  return pairs;
}

/** What the session tells of a run and its follower: [left, right] one after another. */
export function pairingsOf(moments: Uint32Array): Pairing[] {
  return Array.from({ length: moments.length / 2 }, (_, i) => ({
    left: moments[2 * i] ?? 0,
    right: moments[2 * i + 1] ?? 0,
  }));
}
