/** The reduced search says what the full one says: on all that is shipped, and on small machines of chance. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { present } from '../base/assert.ts';
import { Machine } from '../engine/machine.ts';
import type { MachineConfig } from '../engine/machine-config.ts';
import {
  clearFlushYoung,
  clearYoung,
  enableDirtyLog,
  fetchFrom,
  getDirtyLog,
  lastDirtyLog,
  load,
  sceneConfig,
  store,
  zap,
  zapTables,
} from '../engine/testing/scene.ts';
import { outcomeSlices } from '../explorer/outcomes.ts';
import { SEARCH_BOUNDS, Search } from '../explorer/search.ts';
import { complete } from '../explorer/slices.ts';
import { propertyVerdicts } from '../explorer/verdicts.ts';
import { shippedColumns } from './testing/shipped-columns.ts';

function searched(config: MachineConfig, reduced: boolean): Search {
  const search = new Search(new Machine(config), SEARCH_BOUNDS, { reduced });
  while (!search.advance(1_000_000));
  return search;
}

/** Verdicts, clean ends, and the outcomes with the states in which runs end so. */
function saying({ graph }: Search, config: MachineConfig): unknown {
  const verdicts = propertyVerdicts(graph, { bounded: false });
  const { outcomes } = complete(outcomeSlices(graph, config));
  return {
    properties: verdicts.map(({ property, verdict, ends, violatingEnds }) => ({
      property,
      verdict,
      cleanEnds: ends - violatingEnds,
    })),
    outcomes: outcomes.map(({ key, ends }) => `${ends} x ${key}`).sort(),
  };
}

test.each(shippedColumns())(
  '%s: the same verdicts, clean ends and outcomes',
  (name, { config }) => {
    const whole = searched(config, false);
    const reduced = searched(config, true);
    expect(saying(reduced, config), name).toEqual(saying(whole, config));
    expect(reduced.states).toBeLessThanOrEqual(whole.states);
  },
);

test('steps that nobody sees are taken alone, which leaves fewer states to be searched', () => {
  const column = shippedColumns().find(([name]) => name === 'aging-drops-dirty, before');
  const { config } = present(column, 'it is shipped')[1];
  expect(searched(config, true).states).toBeLessThan(searched(config, false).states);
});

const gfn = fc.constantFrom(0x204, 0x205);
const scenes = fc.record({
  kernel: fc.constantFrom('before' as const, 'after' as const),
  leafs: fc.constantFrom(
    {},
    { 0x205: 'WC' as const },
    { 0x204: 'WP' as const, 0x205: 'WD' as const },
  ),
  pscStart: fc.boolean(),
  pml: fc.boolean(),
  vcpus: fc.array(
    fc.array(
      fc.tuple(fc.constantFrom(store, load, fetchFrom), gfn).map(([make, at]) => make(at)),
      { minLength: 1, maxLength: 2 },
    ),
    { minLength: 1, maxLength: 2 },
  ),
  hosts: fc
    .tuple(
      fc.constantFrom(
        zap,
        clearYoung,
        clearFlushYoung,
        enableDirtyLog,
        getDirtyLog,
        lastDirtyLog,
        zapTables,
      ),
      gfn,
    )
    .map(([make, at]) => ({ host: [make(at, 1)] })),
});

/** Larger machines of chance would be searched for minutes. */
const STATES_MAX = 20_000;

test('machines of chance: the same verdicts, clean ends and outcomes', () => {
  fc.assert(
    fc.property(scenes, (scene) => {
      const config = sceneConfig(scene);
      const bounds = { ...SEARCH_BOUNDS, statesMax: STATES_MAX };
      const whole = new Search(new Machine(config), bounds);
      while (!whole.advance(1_000_000));
      fc.pre(whole.bounded === null);
      expect(saying(searched(config, true), config)).toEqual(saying(whole, config));
    }),
    { numRuns: 40 },
  );
});
