/**
 * What came with a kernel version and was not there before, as far as an actor can ask for it. Flags
 * say how a kernel does a thing; this says whether it does it at all.
 */
import { assert } from '../../base/assert.ts';
import { PROFILES } from './profile.ts';

export type Feature = 'tdpMmu' | 'tdpFastZap' | 'manualProtect' | 'largePages' | 'mirror';

interface FeatureOrigin {
  /** The oldest profile that has it. */
  readonly since: string;
  /** In a sentence about a kernel that has none: "v4.11 has no ...". */
  readonly name: string;
}

export const FEATURES: Readonly<Record<Feature, FeatureOrigin>> = {
  // v5.10
  tdpMmu: { since: 'v5.11', name: 'TDP MMU: its page tables are those of the shadow MMU' },
  // 4c6654bd160d (v5.13); before, deleting a memslot zaps all the TDP MMU has, under the write lock
  tdpFastZap: { since: 'v5.17', name: 'fast zap of the roots of the TDP MMU' },
  // v5.0, and the mode that begins all set in v5.7
  manualProtect: { since: 'v5.11', name: 'log that is cleared by hand' },
  // v5.10 and v5.11 have them, and put an empty table in their place with mmu_lock held for write: not
  // modelled.
  largePages: { since: 'v5.12', name: 'large pages in this model' },
  // The rules of extRule begin here; TDX itself was merged for v6.16.
  mirror: { since: 'v6.12', name: 'mirror of an external page table' },
};

function ageOf(profileId: string): number {
  const age = PROFILES.findIndex(({ id }) => id === profileId);
  assert(age >= 0, 'a profile that is in the list');
  return age;
}

export function hasFeature(profileId: string, feature: Feature): boolean {
  return ageOf(profileId) >= ageOf(FEATURES[feature].since);
}
