import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createKeeper, keepEqual } from './keep-equal.ts';

describe('what is equal is kept', () => {
  test('equal values are the old one, and a part that changed does not change the others', () => {
    const before = { rows: [{ a: 1 }, { a: 2 }], map: new Map([[1, 2]]) };
    expect(keepEqual(before, { ...before, rows: [{ a: 1 }, { a: 2 }] })).toBe(before);
    const after = keepEqual(before, { ...before, rows: [{ a: 1 }, { a: 3 }] });
    expect(after).not.toBe(before);
    expect(after.rows[0]).toBe(before.rows[0]);
    expect(after.rows[1]).toEqual({ a: 3 });
  });

  test.each([
    ['one more', [1], [1, 2]],
    ['one fewer', [1, 2], [1]],
    ['a list for an object', { 0: 1 }, [1]],
    ['a key that is there, without a value', {}, { a: undefined }],
    ['another key', { a: undefined }, { b: undefined }],
    ['another map', new Map([[1, 2]]), new Map([[1, 2]])],
  ])('%s is another value', (_, before, now) => {
    expect(keepEqual<unknown>(before, now)).not.toBe(before);
    expect(keepEqual<unknown>(before, now)).toStrictEqual(now);
  });

  test('whatever was there before, the value is the new one, and the same one again is kept', () => {
    const values = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(values, values, (before, now) => {
        const kept = keepEqual(before, now);
        expect(kept).toStrictEqual(now);
        expect(keepEqual(kept, structuredClone(now))).toBe(kept);
      }),
    );
  });

  test('a keeper remembers what it gave out last', () => {
    const keep = createKeeper<{ a: number[] }>();
    const one = keep({ a: [1] });
    expect(keep({ a: [1] })).toBe(one);
    expect(keep({ a: [2] })).not.toBe(one);
  });
});
