/** All that is told of a machine at one moment. */
import { COUNTER_FACETS } from './counter-facts.ts';
import type { Fact, Facet, FactInput } from './fact.ts';
import { LOCK_FACETS } from './lock-facts.ts';
import { PAGE_FACETS } from './page-facts.ts';
import { SPTE_FACETS } from './spte-facts.ts';
import { THREAD_FACETS } from './thread-facts.ts';
import { VCPU_FACETS } from './vcpu-facts.ts';

/** In the order in which differences are listed: what a reader of patches asks for first. */
export const FACETS: readonly Facet[] = [
  ...SPTE_FACETS,
  ...VCPU_FACETS,
  ...PAGE_FACETS,
  ...LOCK_FACETS,
  ...THREAD_FACETS,
  ...COUNTER_FACETS,
];

export function machineFacts(input: FactInput): Fact[] {
  return FACETS.flatMap(({ factsOf }) => factsOf(input));
}
