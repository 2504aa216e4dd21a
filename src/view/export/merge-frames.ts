/**
 * The frames of a run as one list of shapes, in an order in which each frame is painted as it was: most
 * of a picture stays as it is from step to step, and is kept once.
 */
export interface MergedShape {
  readonly shape: string;
  /** The frames that show it, in order. */
  readonly frames: readonly number[];
}

export function mergeFrames(frames: readonly (readonly string[])[]): readonly MergedShape[] {
  let merged: readonly MergedShape[] = [];
  frames.forEach((shapes, frame) => {
    merged = mergeOne(merged, shapes, frame);
  });
  return merged;
}

function mergeOne(
  merged: readonly MergedShape[],
  shapes: readonly string[],
  frame: number,
): readonly MergedShape[] {
  const result: MergedShape[] = [];
  let from = 0;
  let next = 0;
  const fresh = (end: number): void => {
    for (; next < end; next++) result.push({ shape: shapes[next] ?? '', frames: [frame] });
  };
  for (const { inFrame, inMerged } of commonShapes(merged, shapes)) {
    result.push(...merged.slice(from, inMerged));
    fresh(inFrame);
    const shared = merged[inMerged];
    if (shared !== undefined) result.push({ ...shared, frames: [...shared.frames, frame] });
    from = inMerged + 1;
    next = inFrame + 1;
  }
  result.push(...merged.slice(from));
  fresh(shapes.length);
  return result;
}

interface Pair {
  readonly inMerged: number;
  readonly inFrame: number;
}

/** The longest common subsequence; what begins and ends alike, which is nearly all, is left out of the table. */
function commonShapes(merged: readonly MergedShape[], shapes: readonly string[]): Pair[] {
  const same = (a: number, b: number): boolean => merged[a]?.shape === shapes[b];
  let head = 0;
  while (head < merged.length && head < shapes.length && same(head, head)) head += 1;
  let tail = 0;
  while (
    head + tail < Math.min(merged.length, shapes.length) &&
    same(merged.length - 1 - tail, shapes.length - 1 - tail)
  )
    tail += 1;
  const pairs: Pair[] = [];
  for (let at = 0; at < head; at++) pairs.push({ inMerged: at, inFrame: at });
  pairs.push(
    ...longest(same, {
      start: head,
      mergedEnd: merged.length - tail,
      frameEnd: shapes.length - tail,
    }),
  );
  for (let left = tail; left > 0; left--)
    pairs.push({ inMerged: merged.length - left, inFrame: shapes.length - left });
  return pairs;
}

interface Middle {
  readonly start: number;
  readonly mergedEnd: number;
  readonly frameEnd: number;
}

function longest(
  same: (inMerged: number, inFrame: number) => boolean,
  { frameEnd, mergedEnd, start }: Middle,
): Pair[] {
  const width = frameEnd - start + 1;
  const lengths = new Uint16Array((mergedEnd - start + 1) * width);
  const at = (a: number, b: number): number => (a - start) * width + (b - start);
  for (let a = mergedEnd - 1; a >= start; a--) {
    for (let b = frameEnd - 1; b >= start; b--) {
      lengths[at(a, b)] = same(a, b)
        ? (lengths[at(a + 1, b + 1)] ?? 0) + 1
        : Math.max(lengths[at(a + 1, b)] ?? 0, lengths[at(a, b + 1)] ?? 0);
    }
  }
  const pairs: Pair[] = [];
  for (let a = start, b = start; a < mergedEnd && b < frameEnd;) {
    if (same(a, b)) pairs.push({ inMerged: a++, inFrame: b++ });
    else if ((lengths[at(a + 1, b)] ?? 0) >= (lengths[at(a, b + 1)] ?? 0)) a += 1;
    else b += 1;
  }
  return pairs;
}
