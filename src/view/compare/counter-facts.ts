/** What is counted and never a violation. */
import { COUNTERS, COUNTER_NAMES } from '../../engine/state/counters.ts';
import { readCounters } from '../../engine/state/readers.ts';
import type { Fact, Facet, FactInput } from './fact.ts';

export const COUNTER_FACETS: readonly Facet[] = [{ regions: ['counter'], factsOf: counterFacts }];

function counterFacts({ view }: FactInput): Fact[] {
  const counted = readCounters(view);
  return COUNTER_NAMES.map((name) => ({
    key: `counter/${name}`,
    group: 'counters',
    subject: `the count of ${COUNTERS[name]}`,
    name: COUNTERS[name],
    bits: [],
    text: String(counted[name]),
    absent: '0',
  }));
}
