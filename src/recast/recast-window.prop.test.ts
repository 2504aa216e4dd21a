/** Whatever window of a real trace is taken: the model accepts what is inferred, or says what is too much. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseScenario } from '../scenario/parse-scenario.ts';
import { NO_TABLE } from '../trace/events/event-table.ts';
import { SCENARIOS, goldenTrace } from '../trace/testing/golden.ts';
import type { Trace } from '../trace/trace.ts';
import { recastWindow } from './recast-window.ts';

const REASONS: ReadonlySet<string> = new Set(['nothing-happens', 'too-many']);

function changedGfns({ events }: Trace): readonly number[] {
  const gfns = new Set<number>();
  for (let event = 0; event < events.count; event++) {
    if ((events.table[event] ?? NO_TABLE) !== NO_TABLE) gfns.add(events.gfn(event));
  }
  return [...gfns];
}

test.each([...SCENARIOS, 'part.f1_race'])('windows of %s', (name) => {
  const trace = goldenTrace(name);
  const gfns = changedGfns(trace);
  const { count } = trace.events;
  let made = 0;
  const window = fc.record({
    gfns: fc.uniqueArray(fc.constantFrom(...gfns), { minLength: 1, maxLength: 3 }),
    at: fc.nat(count - 1),
    length: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: count })),
  });
  fc.assert(
    fc.property(window, ({ at, gfns: some, length }) => {
      const endEvent = Math.min(count, at + length);
      const recast = recastWindow(trace, { gfns: some, firstEvent: at, endEvent });
      if (recast.ok) {
        made += 1;
        expect(parseScenario(recast.value.text).ok).toBe(true);
        return;
      }
      for (const issue of recast.issues) expect(REASONS, issue.message).toContain(issue.code);
    }),
    { numRuns: 12 },
  );
  expect(made).toBeGreaterThan(0);
});
