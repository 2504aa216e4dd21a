/** The words of a scenario file: operations, runs, flags, versions, and what was probably meant. */
import { describe, expect, it, test } from 'vitest';
import { LAYOUTS, layoutOf } from '../engine/layout/registry.ts';
import { PROFILES } from '../engine/profiles/profile.ts';
import { nearestWord, suggestWord } from './did-you-mean.ts';
import { IssueList } from './issues.ts';
import { FLAG_NAMES, flagValues } from './kernel-flags.ts';
import { layoutForProfile, layoutKernelOf } from './layout-pairs.ts';
import { parseHostOperation, parseVcpuOperation } from './operation-text.ts';
import { parseRunText } from './run-text.ts';
import { unknownScenario } from './unknown-scenario.ts';
import { SCENARIO_VERSION, upgradeDocument, type Upgrader } from './upgraders.ts';

describe('operations', () => {
  it.each([
    ['store 0x205', { kind: 'store', gfn: 0x205 }],
    ['  load   517 ', { kind: 'load', gfn: 517 }],
    ['fetch 0x0', { kind: 'fetch', gfn: 0 }],
    ['store 0xFFFFFFFF', { kind: 'store', gfn: 2 ** 32 - 1 }],
  ])('a vCPU can %s', (text, value) => {
    expect(parseVcpuOperation(text)).toEqual({ value });
  });

  it.each([
    ['zap 0x205', { kind: 'zap', gfnStart: 0x205, gfnEnd: 0x206 }],
    ['clear_young 0x200..0x207', { kind: 'clear_young', gfnStart: 0x200, gfnEnd: 0x208 }],
    ['clear_flush_young 1..1', { kind: 'clear_flush_young', gfnStart: 1, gfnEnd: 2 }],
    ['get_dirty_log 0x205', { kind: 'get_dirty_log', gfnStart: 0x205, gfnEnd: 0x206 }],
  ])('a host thread can %s, both ends included', (text, value) => {
    expect(parseHostOperation(text)).toEqual({ value });
  });

  it.each(['store x', 'store 0x', 'store -1', 'store 1e3', 'store 0x205..', 'store ..1', 'store'])(
    '%j is refused',
    (text) => {
      expect(parseVcpuOperation(text)).toMatchObject({ complaint: { code: 'bad-operation' } });
    },
  );

  it.each([
    ['track_page 0x205', 'track_page'],
    ['rmap_refresh 0x205', 'rmap_refresh'],
    ['td_remove 0x205', 'td_remove'],
  ])('%s is done to one page', (text, kind) => {
    expect(parseHostOperation(text)).toEqual({ value: { kind, gfnStart: 0x205, gfnEnd: 0x206 } });
    expect(parseHostOperation(`${text}..0x206`)).toMatchObject({
      complaint: { code: 'bad-operation' },
    });
  });

  it('a pass of dirty logging may have a range', () => {
    expect(parseHostOperation('wrprot_pass 0x205..0x206')).toEqual({
      value: { kind: 'wrprot_pass', gfnStart: 0x205, gfnEnd: 0x207 },
    });
  });

  it('a vCPU of a TDX guest can td_fault 0x205', () => {
    expect(parseVcpuOperation('td_fault 0x205')).toEqual({
      value: { kind: 'td_fault', gfn: 0x205 },
    });
  });

  it.each(['enable_dirty_log', 'get_dirty_log', 'last_dirty_log'])('%s is of a memslot', (word) => {
    expect(parseHostOperation(`${word} 0x200..0x205`)).toMatchObject({
      complaint: {
        code: 'bad-operation',
        message: expect.stringContaining('whole memslot') as string,
      },
    });
  });

  it('an empty one names nothing', () => {
    expect(parseVcpuOperation('')).toMatchObject({ complaint: { code: 'unknown-operation' } });
  });
});

describe('runs', () => {
  const ids = ['vcpu0', 'zap'];

  it.each([
    ['zap 7', { step: { actor: 1, variant: 0 }, count: 7 }],
    ['vcpu0', { step: { actor: 0, variant: 0 }, count: 1 }],
    [' vcpu0~1  12 ', { step: { actor: 0, variant: 1 }, count: 12 }],
  ])('%j', (text, value) => {
    expect(parseRunText(text, ids)).toEqual({ value });
  });

  it('one that cannot be read is shown how, with an actor there is', () => {
    expect(parseRunText('?', ['reader'])).toMatchObject({
      complaint: { hint: 'Write an actor and a number of steps, like reader 3.' },
    });
  });

  it.each(['', '7', 'zap 7 8', 'zap -1', 'zap~', 'zap ~1', 'Zap', 'zap 0', 'zap 100000'])(
    '%j is refused',
    (text) => {
      expect(parseRunText(text, ids)).toMatchObject({ complaint: { code: 'bad-run' } });
    },
  );
});

describe('did you mean', () => {
  it.each([
    ['gfm', 'gfn'],
    ['GFN', 'gfn'],
    ['page', 'pages'],
    ['wirtable', 'writable'],
    ['gf', 'gfn'],
    ['gffn', 'gfn'],
    ['xyz', null],
    ['', null],
    ['g'.repeat(61), null],
  ])('%j is near %j', (word, nearest) => {
    expect(nearestWord(word, ['gfn', 'pages', 'writable'])).toBe(nearest);
  });

  it('takes the nearest, and of equally near ones the first', () => {
    expect(nearestWord('v5.18p', ['v5.18pre', 'v5.18'])).toBe('v5.18');
    expect(nearestWord('ab', ['ac', 'ad'])).toBe('ac');
  });

  it('lists what is known', () => {
    expect(suggestWord('gfm', ['gfn', 'pfn'])).toBe('Did you mean "gfn"? Known here: gfn, pfn.');
    expect(suggestWord('zzzz', ['gfn', 'pfn'])).toBe('Known here: gfn, pfn.');
    const many = Array.from({ length: 13 }, (_, i) => `word${i}`);
    expect(suggestWord('zzzz', many)).toBe('There are 13 known here.');
    expect(unknownScenario('zap-drop', ['zap-drops'])).toEqual({
      code: 'unknown-scenario',
      path: 'scenario',
      message: 'There is no scenario "zap-drop".',
      hint: 'Did you mean "zap-drops"? Known here: zap-drops.',
    });
  });
});

describe('kernels', () => {
  it('every profile goes with layouts that exist', () => {
    for (const { id } of PROFILES) {
      const of = layoutKernelOf(id);
      expect(
        LAYOUTS.filter(({ kernel }) => kernel === of),
        id,
      ).not.toHaveLength(0);
    }
    expect(layoutKernelOf('v0')).toBeUndefined();
  });

  it('a profile whose kernel has no layout of its own has its own rules about the bits of another', () => {
    const layout = layoutOf('v6.17/ept-ad-46');
    expect(layoutForProfile(layout, 'v6.13').rules).toEqual({ ...layout.rules, volatile: 'v5.18' });
    expect(layoutForProfile(layout, 'v6.15')).toBe(layout);
    const early = layoutOf('v5.18pre/ept-ad-46');
    expect(layoutForProfile(early, 'v5.12').rules.makeSpteShortcut).toBe('never');
    expect(layoutForProfile(early, 'v5.17').rules.makeSpteShortcut).toBe('any-old-value');
  });

  it('every flag of a profile can be overridden with the values that profiles have', () => {
    for (const { id: _id, title: _title, ...flags } of PROFILES) {
      expect(Object.keys(flags).sort()).toEqual([...FLAG_NAMES].sort());
      for (const flag of FLAG_NAMES) expect(flagValues(flag)).toContain(flags[flag]);
    }
  });
});

describe('versions', () => {
  const renamed: Upgrader = ({ name, ...rest }) => ({ ...rest, version: 2, title: name });
  const added: Upgrader = (document) => ({ ...document, version: 3, added: true });

  it('there is one version so far', () => {
    expect(SCENARIO_VERSION).toBe(1);
  });

  it('a document goes through the upgraders from its version on', () => {
    const issues = new IssueList();
    const upgrade = (document: unknown): unknown =>
      upgradeDocument(document, issues, [renamed, added]);
    expect(upgrade({ version: 1, name: 'a' })).toEqual({ version: 3, title: 'a', added: true });
    expect(upgrade({ version: 2, name: 'a' })).toEqual({ version: 3, name: 'a', added: true });
    expect(upgrade({ version: 3, name: 'a' })).toEqual({ version: 3, name: 'a' });
    expect(issues.hasIssues()).toBe(false);
    expect(upgrade({ version: 4 })).toBeNull();
    expect(issues.all).toMatchObject([{ code: 'newer-version', path: ['version'], at: 'value' }]);
  });
});

test('a story that must wait says for what', async () => {
  const { parseScenario } = await import('./parse-scenario.ts');
  const { sampleWith } = await import('./testing/sample-text.ts');
  const text = sampleWith(
    '{ host: zap, ops',
    '{ host: ager, ops: [clear_young 0x205] }\n  - { host: zap, ops',
  ).replace('[vcpu0 5, reader]', '[ager]');
  expect(parseScenario(text)).toMatchObject({
    issues: [
      {
        code: 'story-stuck',
        path: 'story[2].run[0]',
        message: 'In column "before", step 8 of the story cannot be done: ager waits for mmu_lock.',
      },
    ],
  });
});
