/** The explorer against a search that does every step and compares whole states, on all that is shipped. */
import { expect, test } from 'vitest';
import { Machine } from '../engine/machine.ts';
import { Search } from '../explorer/search.ts';
import { exactSearch } from './testing/exact-search.ts';
import { shippedColumns } from './testing/shipped-columns.ts';

test.each(shippedColumns())(
  '%s: no fingerprint is shared, and no step is remembered wrongly',
  (_name, { config }) => {
    const search = new Search(new Machine(config));
    while (!search.advance(1_000_000));
    const { graph } = search;
    const exact = exactSearch(new Machine(config));
    expect(search.states).toBe(exact.successors.length);
    let differing = 0;
    exact.successors.forEach((successors, state) => {
      successors.forEach((next, way) => {
        const same =
          graph.successor(state, way) === next &&
          graph.violations(state, way) === exact.violations[state]?.[way];
        if (!same) differing += 1;
      });
    });
    expect(differing).toBe(0);
  },
);
