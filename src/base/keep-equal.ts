/**
 * Structural sharing: a picture is computed anew at every step, and most of it comes out as it was. With
 * its equal parts taken from the picture before, whatever draws a part can tell by identity that it has
 * nothing to do.
 */

/** `now`, with each part that equals the same part of `before` being that part. Plain data only. */
export function keepEqual<T>(before: unknown, now: T): T {
  if (Object.is(before, now) || !isPart(before) || !isPart(now)) return now;
  if (Array.isArray(before) !== Array.isArray(now)) return now;
  const kept = Array.isArray(now)
    ? keepItems(before as never, now)
    : keepFields(before as Fields, now as Fields);
  return kept as T;
}

function keepItems(before: readonly unknown[], now: readonly unknown[]): readonly unknown[] {
  let same = before.length === now.length;
  const kept = now.map((item, i) => {
    const one = keepEqual(before[i], item);
    same &&= Object.is(one, before[i]);
    return one;
  });
  return same ? before : kept;
}

function keepFields(before: Fields, now: Fields): Fields {
  const keys = Object.keys(now);
  let same = keys.length === Object.keys(before).length;
  const kept: Record<string, unknown> = {};
  for (const key of keys) {
    kept[key] = keepEqual(before[key], now[key]);
    same &&= Object.is(kept[key], before[key]) && key in before;
  }
  return same ? before : kept;
}

type Fields = Readonly<Record<string, unknown>>;

function isPart(value: unknown): value is object {
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
