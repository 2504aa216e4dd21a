/** What the host is told of a page is told of the step, too: dirty is not accessed. */
import { expect, test } from 'vitest';
import { present } from '../base/assert.ts';
import { shippedScenarios } from '../catalogue/testing/shipped-columns.ts';
import { PAGE_FLAGS } from '../engine/state/state-map.ts';
import { ColumnRun } from './column-run.ts';

const TOLD = new Map<number, string>([
  [PAGE_FLAGS.DIRTY, 'tells the host that the page is dirty'],
  [PAGE_FLAGS.ACCESSED, 'tells the host that the page was accessed'],
]);

test.each(['access-tracking', 'access-tracking-enable'])('%s: each flag by its name', (id) => {
  const { columns, script } = present(
    shippedScenarios().find(({ info }) => info.id === id),
    id,
  );
  for (const { config } of columns) {
    const run = new ColumnRun(config);
    run.rewindFor(script);
    while (!run.advance(1000));
    const told = run.records.filter(
      ({ access, diff }) => access === 'page-flags' && diff.length > 0,
    );
    expect(told.length).toBeGreaterThan(0);
    for (const { diff, text } of told) {
      for (let at = 0; at < diff.length; at += 3) {
        const cell = run.machine.map.memory.locate(diff[at] ?? 0);
        if (cell.region.name !== 'page') continue;
        expect(text).toBe(TOLD.get((diff[at + 1] ?? 0) ^ (diff[at + 2] ?? 0)));
      }
    }
  }
});
