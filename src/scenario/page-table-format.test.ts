/** What a file can say about page tables that come and go. */
import { expect, it } from 'vitest';
import { isMmioSpte } from '../engine/layout/predicates.ts';
import type { Scenario } from './scenario.ts';
import { parseHostOperation, parseVcpuOperation } from './operation-text.ts';
import { parseScenario } from './parse-scenario.ts';
import { sampleWith } from './testing/sample-text.ts';

const FILE = `version: 1
id: tables
title: Tables
summary: Tables come and go.
columns:
  - id: one
    title: One
    profile: v5.18
    layout: v5.19/ept-ad-46
    flags: { freePt: imm }
memslots:
  - { gfn: 0x200, pages: 4, pfn: 0x9a00 }
mappings:
  - { gfn: 0x201, spte: WD }
  - { gfn: 0x201, spte: RO, root: 1 }
  - { gfn: 0x300, spte: MMIO }
choices: { yields: true }
actors:
  - { vcpu: 0, root: 1, ops: [mmio 0x300] }
  - { host: zap, ops: [zap_range 0..0x3ffff, collapse 0x201, delete_slot 0x200] }
  - { host: rcu, ops: [rcu_callback, reuse_page] }
`;

function read(text: string): Scenario {
  const result = parseScenario(text);
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  return result.value;
}

function issuesOf(text: string): string[] {
  const result = parseScenario(text);
  return result.ok ? [] : result.issues.map(({ code, path }) => `${path}: ${code}`);
}

it('has operations that remove tables, whatever the memslots are, and some that name no gfn', () => {
  const [, zap, rcu] = read(FILE).columns[0]!.config.actors;
  expect(zap?.operations).toEqual([
    { kind: 'zap_range', gfnStart: 0, gfnEnd: 0x40000 },
    { kind: 'collapse', gfnStart: 0x201, gfnEnd: 0x202 },
    { kind: 'delete_slot', gfnStart: 0x200, gfnEnd: 0x201 },
  ]);
  expect(rcu?.operations).toEqual([
    { kind: 'rcu_callback', gfnStart: 0, gfnEnd: 0 },
    { kind: 'reuse_page', gfnStart: 0, gfnEnd: 0 },
  ]);
});

it('has a second root for mappings and vCPUs, and the first one unless told otherwise', () => {
  const { config } = read(FILE).columns[0]!;
  expect(config.leafs.map(({ gfn, root }) => [gfn, root])).toEqual([
    [0x201, undefined],
    [0x201, 1],
    [0x300, undefined],
  ]);
  expect(config.actors[0]).toMatchObject({ kind: 'vcpu', root: 1 });
  expect(config.choices.yields).toBe(true);
  expect(read(sampleWith('', '')).columns[0]!.config.actors[0]).not.toHaveProperty('root');
});

it('marks an address without memory as the kernel of the column does', () => {
  const { config } = read(FILE).columns[0]!;
  expect(isMmioSpte(config.layout, config.leafs[2]!.spte)).toBe(true);
});

it('refuses device addresses that are memory, and gfns where there can be none', () => {
  expect(issuesOf(FILE.replace('mmio 0x300', 'mmio 0x202'))).toEqual([
    'actors[0].ops[0]: gfn-in-slot',
  ]);
  expect(issuesOf(FILE.replace('gfn: 0x300, spte: MMIO', 'gfn: 0x202, spte: MMIO'))).toEqual([
    'mappings[2].gfn: gfn-in-slot',
  ]);
  expect(issuesOf(FILE.replace('root: 1, ops', 'root: 2, ops'))).toHaveLength(1);
  expect(issuesOf(FILE.replace('delete_slot 0x200', 'delete_slot 0x300'))).toEqual([
    'actors[1].ops[2]: gfn-outside',
  ]);
  expect(issuesOf(FILE.replace('collapse 0x201', 'collapse 0x201..0x202'))).toEqual([
    'actors[1].ops[1]: bad-operation',
  ]);
});

it('reads an operation without a gfn only where there is none', () => {
  expect(parseHostOperation(' rcu_callback ')).toHaveProperty('value');
  const refused = ['rcu_callback 0x200', 'zap'].map(parseHostOperation);
  expect(refused.map((parsed) => ('complaint' in parsed ? parsed.complaint.code : ''))).toEqual([
    'bad-operation',
    'bad-operation',
  ]);
  expect(parseVcpuOperation('mmio 0x300')).toEqual({ value: { kind: 'mmio', gfn: 0x300 } });
});

it('moves a memslot to a place of its own, where vCPUs may look for it', () => {
  const moving = FILE.replace('delete_slot 0x200', 'move_slot 0x200')
    .replace('pfn: 0x9a00 }', 'pfn: 0x9a00, movesTo: 0x400 }')
    .replace('ops: [mmio 0x300]', 'ops: [mmio 0x300, load 0x403]');
  expect(read(moving).columns[0]!.config.memslots[0]).toMatchObject({ movesTo: 0x400 });
  expect(issuesOf(moving.replace('0x403', '0x404'))).toEqual(['actors[0].ops[1]: gfn-outside']);
  expect(issuesOf(moving.replace('movesTo: 0x400', 'movesTo: 0x203'))).toContain(
    'memslots[0].movesTo: place-taken',
  );
  expect(issuesOf(moving.replace('mmio 0x300', 'mmio 0x402'))).toContain(
    'actors[0].ops[0]: gfn-in-slot',
  );
  expect(issuesOf(FILE.replace('delete_slot 0x200', 'move_slot 0x200'))).toEqual([
    'actors[1].ops[2]: no-new-place',
  ]);
});
