/** What scenarios say about counts, told by the runs themselves: counters are no properties. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Machine } from '../engine/machine.ts';
import type { CounterName } from '../engine/state/counters.ts';
import { readCounters } from '../engine/state/readers.ts';
import { parseScenario } from '../scenario/parse-scenario.ts';

/** Counters at the end of a scenario's story, by column. */
function countersOf(id: string): Record<string, Record<CounterName, number>> {
  const text = readFileSync(new URL(`./scenarios/${id}.yaml`, import.meta.url), 'utf8');
  const scenario = parseScenario(text);
  if (!scenario.ok) throw new Error(JSON.stringify(scenario.issues));
  const { columns, script } = scenario.value;
  const entries = columns.map(({ info, config }) => {
    const machine = new Machine(config);
    for (const step of script) machine.step(step);
    return [info.id, readCounters({ map: machine.map, cells: machine.cells })] as const;
  });
  return Object.fromEntries(entries);
}

test('the flush rules ask for 1, 3 and 1 flushes in one and the same story', () => {
  expect(countersOf('flush-rule')).toMatchObject({
    naive: { updateFlushes: 1 },
    old: { updateFlushes: 3 },
    new: { updateFlushes: 1 },
  });
});

test('access tracking spares vCPUs the slow path and mmu_lock', () => {
  expect(countersOf('access-tracking')).toMatchObject({
    before: { slowPageFaults: 1, vcpuMmuLocks: 1 },
    after: { slowPageFaults: 0, vcpuMmuLocks: 0 },
  });
});

test('a fault whose entry is tracked under its hands fails a compare-exchange, and needs no lock', () => {
  expect(countersOf('access-tracking-fast-fault')).toMatchObject({
    after: { casFailures: 1, fastPageFaults: 2, vcpuMmuLocks: 0 },
  });
});
