/** What the columns keep is what was put in, however little room it takes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EVENT_FORMATS } from './event-kinds.ts';
import { ExtraValues } from './extra-values.ts';
import { TimeColumn } from './time-column.ts';

const HALF = fc.oneof(fc.constant(0), fc.nat(300), fc.nat(0xffff_ffff), fc.constant(0xffff_ffff));

test('timestamps come back, with gaps of any length and clocks that go back', () => {
  const gap = fc.oneof(fc.nat(100), fc.integer({ min: -50, max: 70_000 }), fc.nat(2 ** 40));
  fc.assert(
    fc.property(fc.array(gap, { maxLength: 600 }), fc.boolean(), (gaps, descending) => {
      const column = new TimeColumn();
      const times: number[] = [];
      for (const each of gaps) {
        times.push((times.at(-1) ?? 4_000_000) + each);
        column.push(times.at(-1)!);
      }
      column.trim();
      const events = times.map((_, event) => event);
      if (descending) events.reverse();
      for (const event of events) expect(column.at(event)).toBe(times[event]);
    }),
  );
});

test('values without a column come back', () => {
  const withExtras = EVENT_FORMATS.flatMap(({ pattern }, format) =>
    pattern !== undefined && pattern.extras > 0 ? [{ format, extras: pattern.extras }] : [],
  );
  const values = fc.array(fc.tuple(HALF, HALF), { minLength: 4, maxLength: 4 });
  const event = fc.tuple(fc.constantFrom(...withExtras), values);
  fc.assert(
    fc.property(fc.array(event, { minLength: 1, maxLength: 300 }), (events) => {
      const kept = new ExtraValues();
      const formats = Uint8Array.from(events, ([{ format }]) => format);
      events.forEach(([{ extras }, all], index) => {
        kept.begin(index);
        for (const [lo, hi] of all.slice(0, extras)) kept.push(lo, hi);
      });
      kept.trim();
      events.forEach(([{ extras }, all], index) => {
        const expected = all.slice(0, extras).map(([lo, hi]) => ({ lo, hi }));
        expect(kept.read(formats, index)).toEqual(expected);
      });
    }),
  );
});
