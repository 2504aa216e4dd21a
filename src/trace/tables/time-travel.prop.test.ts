import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { goldenTrace } from '../testing/golden.ts';
import type { Trace } from '../trace.ts';
import { TableRebuilder } from './rebuild-tables.ts';
import { isAliveAt } from './roots.ts';
import { entriesOf, formatEntry } from './table-dump.ts';
import { TimeTravel } from './time-travel.ts';

const SCENARIOS = ['linux-6.1-npt.f4_concurrent', 'linux-6.12-npt.c2_huge_lazy'];
const OFTEN = { interval: 300, bytesPerEvent: 1000 };
const RUNS = { numRuns: 12 };

function entriesAt(
  { bits }: Trace,
  { roots, tables }: TableRebuilder,
  position: number,
): readonly string[] {
  return roots.all
    .filter((root) => isAliveAt(root, position - 1))
    .flatMap((root) => [...entriesOf(tables, root, bits)].map(formatEntry));
}

/** The tables as the events before `position` alone make them. */
function rebuilt(trace: Trace, position: number): readonly string[] {
  const { contexts, detected, events } = trace;
  const fresh = new TableRebuilder({ events, contexts, ...detected });
  fresh.advance(position);
  return entriesAt(trace, fresh, position);
}

describe('time travel', () => {
  test.each(SCENARIOS)('%s: at an event are the tables that the events before it make', (name) => {
    const trace = goldenTrace(name);
    const { contexts, detected, events } = trace;
    const few = new TableRebuilder({ events, contexts, ...detected });
    const many = new TableRebuilder({ events, contexts, ...detected, keyframes: OFTEN });
    few.advance(events.count);
    many.advance(events.count);
    expect([few.keyframes.count, many.keyframes.count > 2]).toEqual([0, true]);
    for (const built of [few, many]) {
      const travel = new TimeTravel(built, events);
      fc.assert(
        fc.property(fc.nat(events.count), (position) => {
          travel.seek(position);
          expect(entriesAt(trace, built, position)).toEqual(rebuilt(trace, position));
        }),
        RUNS,
      );
    }
  });
});
