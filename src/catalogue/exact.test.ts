/** The explorer against a search that does every step and compares whole states, on all that is shipped. */
import { expect, test } from 'vitest';
import { Machine } from '../engine/machine.ts';
import type { MachineConfig } from '../engine/machine-config.ts';
import { Search, type SearchOptions } from '../explorer/search.ts';
import { NO_STATE } from '../explorer/state-graph.ts';
import { exactSearch } from './testing/exact-search.ts';
import { shippedColumns } from './testing/shipped-columns.ts';

function searched(config: MachineConfig, options?: SearchOptions): Search {
  const search = new Search(new Machine(config), undefined, options);
  while (!search.advance(1_000_000));
  return search;
}

test.each(shippedColumns())(
  '%s: no fingerprint is shared, and no step is remembered wrongly',
  (_name, { config }) => {
    const search = searched(config);
    const forgetful = searched(config, { reduced: false, trialSteps: 1 });
    expect([forgetful.states, forgetful.transitions]).toEqual([search.states, search.transitions]);
    const { graph } = search;
    const exact = exactSearch(new Machine(config));
    expect(search.states).toBe(exact.successors.length);
    // The searches number states in orders of their own: the first way to a state says which it is.
    const numbers = new Map([[0, 0]]);
    let differing = 0;
    exact.successors.forEach((successors, state) => {
      const from = numbers.get(state) ?? NO_STATE;
      successors.forEach((next, way) => {
        const to = graph.successor(from, way);
        if (next !== NO_STATE && !numbers.has(next)) numbers.set(next, to);
        const expected = next === NO_STATE ? NO_STATE : numbers.get(next);
        const same =
          to === expected && graph.violations(from, way) === exact.violations[state]?.[way];
        if (!same) differing += 1;
      });
    });
    expect(new Set(numbers.values()).size).toBe(exact.successors.length);
    expect(differing).toBe(0);
  },
);
