/** Whatever is in a file: every line is an event or a note, and the questions have answers. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { density } from './queries/density.ts';
import { biography } from './queries/biography.ts';
import { entriesOf } from './tables/table-dump.ts';
import { goldenBytes, traceOf } from './testing/golden.ts';
import type { Trace } from './trace.ts';

const RUNS = { numRuns: 25 };
const WHOLE = goldenBytes('linux-6.12-npt.s1_smm/trace.txt.gz');

function accountFor(trace: Trace): void {
  const { events, notes, reader } = trace;
  const others = notes.unreadableCount + notes.headerCount + notes.lost.length;
  expect(events.count + others).toBeLessThanOrEqual(reader.lines);
  for (let event = 1; event < events.count; event++) {
    expect(events.line(event)).toBeGreaterThan(events.line(event - 1));
  }
  if (events.count > 0) expect(events.line(events.count - 1)).toBeLessThanOrEqual(reader.lines);
  for (const position of [0, events.count >> 1, events.count]) {
    trace.seek(position);
    for (const root of trace.roots.all) Array.from(entriesOf(trace.tables, root, trace.bits));
  }
  biography(trace, 0x1000);
  density(trace, { firstEvent: 0, endEvent: events.count, bins: 7, by: 'time', lanes: 'kind' });
}

describe('a spoiled trace', () => {
  test('with bytes changed anywhere', () => {
    const spoil = fc.array(fc.tuple(fc.nat(WHOLE.length - 1), fc.nat(255)), { maxLength: 200 });
    fc.assert(
      fc.property(spoil, (changes) => {
        const bytes = WHOLE.slice();
        for (const [at, byte] of changes) bytes[at] = byte;
        accountFor(traceOf(bytes));
      }),
      RUNS,
    );
  });

  test('with lines lost, doubled and swapped', () => {
    const lines = new TextDecoder().decode(WHOLE).split('\n');
    const picks = fc.array(fc.nat(lines.length - 1), { maxLength: 2 * lines.length });
    fc.assert(
      fc.property(picks, (order) => {
        accountFor(traceOf(order.map((i) => `${lines[i] ?? ''}\n`).join('')));
      }),
      RUNS,
    );
  });

  test('that is any bytes at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
        accountFor(traceOf(bytes));
      }),
      RUNS,
    );
  });
});
