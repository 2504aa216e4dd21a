/** `list`: what there is to replay and to explore. */
import { DETECTORS } from '../engine/detectors/registry.ts';
import { PROFILES } from '../engine/profiles/profile.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { formatListing } from './format-listing.ts';
import type { Listing, ScenarioListing } from './listing.ts';
import { loadAllShipped } from './shipped-scenarios.ts';
import { EXIT, type Verb } from './verb.ts';

function listScenario({ info }: Scenario): ScenarioListing {
  const columns = info.columns.map(({ id, title, profile, expected }) => ({
    id,
    title,
    profile,
    expected,
  }));
  return { id: info.id, title: info.title, columns };
}

export const LIST: Verb = {
  name: 'list',
  usage: '',
  summary: 'the scenarios with their columns, the kernel profiles, the properties',
  options: {},
  positionals: 0,
  run: async () => {
    const scenarios: ScenarioListing[] = [];
    for (const result of await loadAllShipped()) {
      if (!result.ok) return { kind: 'refused', issues: result.issues };
      scenarios.push(listScenario(result.value));
    }
    const listing: Listing = {
      scenarios,
      profiles: PROFILES.map(({ id, title }) => ({ id, title })),
      properties: DETECTORS.map(({ id, sentence }) => ({ id, sentence })),
    };
    const text = formatListing(listing);
    return { kind: 'report', exitCode: EXIT.OK, json: listing, text, notes: [] };
  },
};
