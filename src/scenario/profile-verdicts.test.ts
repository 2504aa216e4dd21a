/**
 * What goes wrong in each kernel when a guest stores to a page, the host ages it, and either takes it away
 * or begins to log its dirty pages. The same little race everywhere, searched to its end: that it comes out
 * as what is known of the kernels is what the profiles are for.
 */
import { describe, expect, it } from 'vitest';
import { Machine } from '../engine/machine.ts';
import { PROFILES } from '../engine/profiles/profile.ts';
import { Search } from '../explorer/search.ts';
import { propertyVerdicts } from '../explorer/verdicts.ts';
import { layoutKernelOf } from './layout-pairs.ts';
import { parseScenario } from './parse-scenario.ts';

const RACES = {
  zap: 'zap 0x205',
  log: 'enable_dirty_log 0x205, last_dirty_log 0x205',
} as const;

function violated(profile: string, cpu: string, race: keyof typeof RACES): string {
  const spte = cpu.includes('noad') ? 'WP' : 'WC';
  const read = parseScenario(`version: 1
id: race
title: A race
summary: A store, an ager, and somebody else.
columns:
  - { id: one, title: One, profile: ${profile}, layout: ${layoutKernelOf(profile)}/${cpu} }
memslots:
  - { gfn: 0x205, pages: 1, pfn: 0x9a05 }
mappings:
  - { gfn: 0x205, spte: ${spte} }
actors:
  - { vcpu: 0, ops: [store 0x205, store 0x205] }
  - { host: ager, ops: [clear_young 0x205] }
  - { host: other, ops: ['${RACES[race].split(', ').join("', '")}'] }
`);
  if (!read.ok) return read.issues.map(({ code }) => code).join(' ');
  const search = new Search(new Machine(read.value.columns[0]!.config));
  while (!search.advance(1_000_000));
  expect(search.bounded).toBeNull();
  return propertyVerdicts(search.graph, { bounded: false })
    .filter(({ verdict }) => verdict !== 'never')
    .map(({ property }) => property)
    .sort()
    .join(' ');
}

/**
 * By profile: a zap on EPT and on AMD; without A/D bits a zap, and an enabling; an enabling with PML.
 * P8 and P12 are ba3a6120a4e7's up to v5.18pre; P8 without A/D bits is the stale capture of the ager, which
 * v5.18 to v6.3 are free of, and up to v5.14 the TDP MMU has no fast page fault for it to race with; P1 is
 * b64d740ea7dd's, before v6.0.
 */
const KNOWN: Readonly<Record<string, readonly [string, string, string, string, string]>> = {
  'v4.11': ['', '', 'P8', 'P1 P1-early P8', 'unknown-layout'],
  'v5.11': ['P12 P8', 'P12 P8', 'P12', 'P1 P1-early P12', 'P1 P1-early P12 P8'],
  'v5.12': ['P12 P8', 'P12 P8', 'P12', 'P1 P1-early P12', 'P1 P1-early P12 P8'],
  'v5.17': ['P12 P8', 'P12 P8', 'P12 P8', 'P1 P1-early P12 P8', 'P1 P1-early P12 P8'],
  'v5.18pre': ['P12 P8', 'P12 P8', 'P12 P8', 'P1 P1-early P12 P8', 'P1 P1-early P12 P8'],
  'v5.18': ['', '', '', 'P1 P1-early', 'P1 P1-early'],
  'v6.0': ['', '', '', '', ''],
  'v6.4': ['', '', 'P8', 'P8', ''],
  'v6.12': ['', '', 'P8', 'P8', ''],
  'v6.13': ['', '', '', '', ''],
  'v6.15': ['', '', '', '', ''],
  'v7.2': ['', '', '', '', ''],
};

describe.each(PROFILES.map(({ id }) => id))('%s', (id) => {
  it('[PROF-2] loses what it is known to lose, and nothing else', () => {
    expect([
      violated(id, 'ept-ad-46', 'zap'),
      violated(id, 'npt-48', 'zap'),
      violated(id, 'ept-noad-46', 'zap'),
      violated(id, 'ept-noad-46', 'log'),
      violated(id, 'ept-ad-pml-46', 'log'),
    ]).toEqual(KNOWN[id]);
  });
});
