/** What a kernel cannot do, and what a CPU has not, is refused with the place where it is asked for. */
import { describe, expect, it } from 'vitest';
import { FEATURES, hasFeature, type Feature } from '../engine/profiles/features.ts';
import { PROFILES } from '../engine/profiles/profile.ts';
import { parseScenario } from './parse-scenario.ts';

function file({
  profile = 'v5.18',
  layout = 'v5.19/ept-ad-46',
  host = 'zap 0x200',
  vcpu = 'load 0x200',
  caches = 'R',
}): string {
  return `version: 1
id: one
title: One
summary: One column.
columns:
  - { id: one, title: One, profile: ${profile}, layout: ${layout} }
memslots:
  - { gfn: 0x200, pages: 1, pfn: 0x9a00 }
tlb:
  - { vcpu: 0, gfn: 0x200, caches: ${caches} }
actors:
  - { vcpu: 0, ops: [${vcpu}] }
  - { host: host, ops: [clear_young 0x200, ${host}] }
`;
}

function issuesOf(text: string): string[] {
  const result = parseScenario(text);
  return result.ok ? [] : result.issues.map(({ code, path }) => `${path}: ${code}`);
}

const V4_11 = { profile: 'v4.11', layout: 'v4.15/ept-ad-46' };
const V5_12 = { profile: 'v5.12', layout: 'v5.18pre/ept-ad-46' };
const V5_17 = { profile: 'v5.17', layout: 'v5.18pre/ept-ad-46' };

describe('what is not an operation', () => {
  const V5_11 = { profile: 'v5.11', layout: 'v5.18pre/ept-ad-46' };
  const by = (kernel: { profile: string; layout: string }, from: string, to: string): string[] =>
    issuesOf(file(kernel).replace(from, to));

  it('is refused where the kernel, or the model of it, has none', () => {
    const large: [string, string] = [
      'gfn: 0x200, pages: 1, pfn: 0x9a00',
      'gfn: 0x200, pages: 0x200, pfn: 0xa000, large: true',
    ];
    expect(by(V5_11, ...large)).toEqual(['memslots[0].large: kernel-lacks']);
    expect(by(V5_12, ...large)).toEqual([]);
    const manual: [string, string] = ['tlb:', 'dirtyLog: manual\ntlb:'];
    expect(by(V4_11, ...manual)).toEqual(['dirtyLog: kernel-lacks']);
    expect(by(V5_11, ...manual)).toEqual([]);
  });
});

describe('a kernel without a TDP MMU', () => {
  it.each([
    'zap_range 0x200',
    'collapse 0x200',
    'delete_slot 0x200',
    'recover_nx 0x200..0x3ff',
    'track_page 0x200',
    'track_shadowed 0x200',
    'wrprot_pass 0x200',
    'rcu_callback',
    'reuse_page',
  ])('is not asked for %s', (host) => {
    expect(issuesOf(file({ ...V4_11, host }))).toEqual(['actors[1].ops[1]: kernel-lacks']);
    expect(issuesOf(file({ ...V5_17, host }))).toEqual([]);
  });

  it.each(['zap 0x200', 'clear_young 0x200', 'enable_dirty_log 0x200', 'rmap_track 0x200'])(
    'can %s by its shadow MMU',
    (host) => {
      expect(issuesOf(file({ ...V4_11, host }))).toEqual([]);
    },
  );

  it('says which column, which kernel, and what would do', () => {
    expect(parseScenario(file({ ...V4_11, host: 'track_page 0x200' }))).toMatchObject({
      issues: [
        {
          line: 13,
          message:
            'track_page: in column "one", v4.11 has no TDP MMU: its page tables are those of the shadow MMU.',
          hint: 'Use a profile from v5.11 on, or another operation.',
        },
      ],
    });
  });
});

it('deleting a memslot is not shown for the TDP MMUs that zapped everything at once', () => {
  const host = 'delete_slot 0x200';
  expect(issuesOf(file({ ...V5_12, host }))).toEqual(['actors[1].ops[1]: kernel-lacks']);
});

it('there is no mirror before there are mirrors', () => {
  const td = { vcpu: 'td_load 0x200', host: 'td_remove 0x200' };
  expect(issuesOf(file(td))).toContain('actors[0].ops[0]: kernel-lacks');
  expect(issuesOf(file(td))).toContain('actors[1].ops[1]: kernel-lacks');
  const later = { ...td, profile: 'v6.13', layout: 'v6.17/ept-ad-46' };
  expect(issuesOf(file(later))).toEqual(['actors: mixed-guest']);
});

it('a TLB has no Dirty bit where the CPU has none', () => {
  expect(issuesOf(file({ layout: 'v5.19/ept-noad-46', caches: 'R W D' }))).toEqual([
    'tlb[0].caches: no-dirty-bit',
  ]);
  expect(issuesOf(file({ layout: 'v5.19/ept-noad-46', caches: 'R W' }))).toEqual([]);
});

it.each(Object.keys(FEATURES) as Feature[])('%s came at some time, and stayed', (feature) => {
  const have = PROFILES.map(({ id }) => hasFeature(id, feature));
  expect(have[0]).toBe(false);
  expect(have.at(-1)).toBe(true);
  expect([...have].sort()).toEqual(have);
});
