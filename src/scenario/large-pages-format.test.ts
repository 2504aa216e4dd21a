/** Large pages and logs cleared by hand, as a file says them. */
import { expect, test } from 'vitest';
import { isShadowPresentLeaf, spteToPfn } from '../engine/layout/predicates.ts';
import { parseScenario } from './parse-scenario.ts';
import { sampleWith } from './testing/sample-text.ts';

const LARGE = 'memslots:\n  - { gfn: 0x800, pages: 0x400, pfn: 0xb000, large: true }\n';

function withLarge(mappings: string, tlb = ''): string {
  return sampleWith('memslots:\n', LARGE)
    .replace('mappings:\n', () => `mappings:\n${mappings}`)
    .replace('tlb:\n', () => `tlb:\n${tlb}`);
}

function codesOf(text: string): readonly string[] {
  const result = parseScenario(text);
  return result.ok ? [] : result.issues.map(({ code, path }) => `${code} ${path}`);
}

test('a large page is a leaf of level 2 with the pfn of its first page', () => {
  const result = parseScenario(
    withLarge(
      '  - { gfn: 0xa00, size: 2M, spte: WD }\n',
      '  - { vcpu: 0, gfn: 0xa00, size: 2M, caches: R W }\n',
    ),
  );
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  const { layout, leafs, memslots, tlb } = result.value.columns[0]!.config;
  expect(memslots[0]).toMatchObject({ gfn: 0x800, large: true });
  expect(leafs[0]).toMatchObject({ gfn: 0xa00, level: 2 });
  expect(isShadowPresentLeaf(layout, leafs[0]!.spte, 2)).toBe(true);
  expect(spteToPfn(layout, leafs[0]!.spte)).toBe(0xb200);
  expect(tlb[0]).toMatchObject({ gfn: 0xa00, level: 2, pfn: 0xb200 });
});

test('a large page begins where the host has one, and nothing else is mapped within it', () => {
  expect(codesOf(withLarge('  - { gfn: 0xa05, size: 2M, spte: WD }\n'))).toEqual([
    'not-aligned mappings[0].gfn',
  ]);
  const large = '  - { gfn: 0xa00, size: 2M, spte: WD }\n';
  const small = '  - { gfn: 0xa05, spte: WD }\n';
  const twice = ['duplicate-gfn mappings[1].gfn'];
  expect(codesOf(withLarge(large + small))).toEqual(twice);
  expect(codesOf(withLarge(small + large))).toEqual(twice);
  expect(codesOf(withLarge(large + '  - { gfn: 0xc05, spte: WD }\n'))).toEqual([
    'gfn-outside mappings[1].gfn',
  ]);
  expect(codesOf(withLarge(large + '  - { gfn: 0x9ff, spte: WD }\n'))).toEqual([]);
  const entry = '  - { vcpu: 0, gfn: 0xa01, size: 2M, caches: R }\n';
  expect(codesOf(withLarge('', entry))).toEqual(['not-aligned tlb[0].gfn']);
});

test('a memslot of large pages stays where it is', () => {
  const moves = LARGE.replace('large: true', 'large: true, movesTo: 0x1000');
  expect(codesOf(sampleWith('memslots:\n', moves))).toEqual(['large-moves memslots[0].movesTo']);
});

test('who clears the log is said once, for the whole guest', () => {
  const text = sampleWith('focus: 0x205\n', 'dirtyLog: allSet\n').replace(
    '[zap 0x205]',
    () => '[enable_dirty_log 0x205, clear_dirty_log 0x204..0x206, disable_dirty_log 0x205]',
  );
  const withoutStory = text.slice(0, text.indexOf('story:'));
  const result = parseScenario(withoutStory);
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  expect(result.value.columns[0]!.config.dirtyLogProtect).toBe('allSet');
});
