/** A remote flush told at length comes to the same as one told in a step. */
import { describe, expect, it } from 'vitest';
import { Machine } from '../engine/machine.ts';
import type { MachineConfig } from '../engine/machine-config.ts';
import { Search } from '../explorer/search.ts';
import { propertyVerdicts } from '../explorer/verdicts.ts';
import { parseScenario } from '../scenario/parse-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { loadScenarioText } from './node.ts';

async function load(id: string): Promise<Scenario> {
  const text = await loadScenarioText(id);
  const read = parseScenario(text.ok ? text.value : '');
  if (!read.ok) throw new Error(`${id}: ${JSON.stringify(read.issues)}`);
  return read.value;
}

/** The verdict of each property, and how many states there are. */
function explore(config: MachineConfig): { verdicts: Record<string, string>; states: number } {
  const search = new Search(new Machine(config));
  while (!search.advance(1_000_000));
  expect(search.bounded).toBeNull();
  const verdicts = propertyVerdicts(search.graph, { bounded: false });
  return {
    verdicts: Object.fromEntries(verdicts.map(({ property, verdict }) => [property, verdict])),
    states: search.graph.states,
  };
}

describe('with the request, the IPI and the acknowledgement as steps', () => {
  it.each([
    'zap-drops-dirty-assist',
    'write-protect-page-tracked',
    'write-protect-shadowed',
    'flush-rule',
    'hardware-walk-removed-table',
    'yield-forgets-flush',
    'clobber-then-enable-pml',
    'access-tracking-enable',
    'migration-on-amd',
    'slot-deleted-leaf-by-leaf',
  ])('[FLUSH-5] %s has the same verdicts', async (id) => {
    for (const { config, info } of (await load(id)).columns) {
      const atOnce = explore(config);
      const atLength = explore({ ...config, flush: { expanded: true } });
      expect(atLength.verdicts, info.id).toEqual(info.expected);
      expect(atLength.verdicts, info.id).toEqual(atOnce.verdicts);
      // There is more to see.
      expect(atLength.states, info.id).toBeGreaterThan(atOnce.states);
    }
  });

  it('[FLUSH-6] an IPI makes a vCPU drain what it has logged, which a what-if does not survive', async () => {
    const { columns } = await load('get-order-pml-one-vcpu');
    const verdicts = columns.map(({ config, info }) => {
      const atLength = explore({ ...config, flush: { expanded: true } });
      return [info.id, info.expected['P1'], atLength.verdicts['P1']];
    });
    // Entries first: safe with one vCPU only as long as nothing but a round makes it leave the guest.
    expect(verdicts).toEqual([
      ['spte-first', 'never', 'sometimes'],
      ['kernel', 'never', 'never'],
    ]);
  });
});
