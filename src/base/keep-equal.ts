/**
 * Structural sharing: a picture is computed anew at every step, and most of it comes out as it was. With
 * its equal parts taken from the picture before, whatever draws a part can tell by identity that it has
 * nothing to do.
 */

/** `now`, with each part that equals the same part of `before` being that part. Plain data only. */
export function keepEqual<T>(before: unknown, now: T): T {
  if (Object.is(before, now) || !isPart(before) || !isPart(now)) return now;
  if (Array.isArray(before) !== Array.isArray(now)) return now;
  const keys = Object.keys(now);
  let same = keys.length === Object.keys(before).length;
  const kept: Record<string, unknown> = Array.isArray(now) ? ([] as never) : {};
  for (const key of keys) {
    kept[key] = keepEqual(before[key], now[key]);
    same &&= Object.is(kept[key], before[key]) && key in before;
  }
  return (same ? before : kept) as T;
}

function isPart(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

/** Keeps what it was given last, to share its parts with what comes next. */
export function createKeeper<T>(): (now: T) => T {
  let last: unknown;
  return (now) => {
    const kept = keepEqual(last, now);
    last = kept;
    return kept;
  };
}
