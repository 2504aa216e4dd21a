import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { DETECTORS } from '../engine/detectors/registry.ts';
import { shapeOf } from '../engine/setup.ts';
import { formatSchedule } from '../engine/schedule-text.ts';
import { FRAMES_MAX } from '../engine/state/shape.ts';
import { TLB_FLAGS } from '../engine/state/state-map.ts';
import { buildScenario } from './build-scenario.ts';
import { FLAG_NAMES } from './kernel-flags.ts';
import { parseScenario } from './parse-scenario.ts';
import type { Scenario } from './scenario.ts';
import { scenarioSchema } from './schema.ts';
import { SAMPLE_TEXT, sampleWith } from './testing/sample-text.ts';

function read(text: string): Scenario {
  const result = parseScenario(text);
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  return result.value;
}

const sample = read(SAMPLE_TEXT);
const config = sample.columns[0]!.config;

test('a document parsed elsewhere gives the same scenario', () => {
  expect(buildScenario(parse(SAMPLE_TEXT))).toEqual({ ok: true, value: sample });
});

test('without a text, issues have paths and no lines', () => {
  expect(buildScenario(parse(sampleWith('spte: WC', 'spte: WB')))).toEqual({
    ok: false,
    issues: [
      {
        code: 'unknown-state',
        path: 'mappings[0].spte',
        message: expect.any(String) as string,
        hint: expect.any(String) as string,
      },
    ],
  });
});

test('only the readers of text know YAML', () => {
  const folder = new URL('./', import.meta.url);
  const users = readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .filter((name) => readFileSync(new URL(name, folder), 'utf8').includes("from 'yaml'"));
  expect(users).toEqual(['parse-scenario.ts', 'yaml-depth.ts']);
});

describe('FORMAT.md', () => {
  const format = readFileSync(new URL('./FORMAT.md', import.meta.url), 'utf8');

  it('has an example that can be read', () => {
    const [, example = ''] = /```yaml\n([^]*?)```/.exec(format) ?? [];
    expect(read(example).info.id).toBe('store-against-zap');
  });

  it('has every key in its table', () => {
    const keys = Object.keys(scenarioSchema.entries);
    expect(keys.filter((key) => !new RegExp(`^\\|.*\`${key}\`.*\\|`, 'm').test(format))).toEqual(
      [],
    );
  });
});

describe('what the page is told', () => {
  it('has the texts, and what the columns are', () => {
    expect(sample.info).toMatchObject({
      id: 'sample',
      title: 'A sample',
      summary: 'A store against a zap.',
      commits: [{ title: 'A commit', commit: 'ba3a6120a4e7', url: 'https://example.org/ba3a' }],
      focusGfn: 0x205,
    });
    expect(sample.info.columns.map(({ id, profile, layout }) => ({ id, profile, layout }))).toEqual(
      [
        { id: 'before', profile: 'v5.18pre', layout: 'v5.18pre/ept-ad-46' },
        { id: 'after', profile: 'v5.18', layout: 'v5.19/ept-ad-46' },
      ],
    );
    expect(sample.columns.map(({ info }) => info)).toEqual(sample.info.columns);
  });

  it('has all properties, and expects those not listed never to be violated', () => {
    const ids = DETECTORS.map((detector) => detector.id);
    expect(sample.info.properties.map((property) => property.id)).toEqual(ids);
    const [first] = DETECTORS;
    const { id, title, sentence } = first!;
    expect(sample.info.properties[0]).toEqual({ id, title, sentence });
    const [before, after] = sample.info.columns;
    const never = Object.fromEntries(ids.map((property) => [property, 'never']));
    expect(before!.expected).toEqual({
      ...never,
      P8: 'sometimes',
      P12: 'sometimes',
    });
    expect(after!.expected).toEqual(never);
  });

  it('names the flags whose values differ between the columns, and no others', () => {
    const flags = sample.info.columns.map((column) => column.flags);
    expect(flags).toMatchObject([{ tdpWrite: 'plain' }, { tdpWrite: 'xchg' }]);
    const [before, after] = sample.columns.map((column) => column.config.profile);
    const differing = FLAG_NAMES.filter((flag) => before![flag] !== after![flag]);
    for (const named of flags) expect(Object.keys(named).sort()).toEqual([...differing].sort());
  });

  it('names no flag when all columns have the same kernel', () => {
    const same = read(sampleWith('v5.18\n    layout: v5.19/', 'v5.18pre\n    layout: v5.18pre/'));
    expect(same.info.columns.map(({ flags }) => flags)).toEqual([{}, {}]);
  });

  it('lets a column override a flag', () => {
    const text = sampleWith(
      '    profile: v5.18\n',
      '    profile: v5.18\n    flags: { tdpWrite: plain }\n',
    );
    const [before, after] = read(text).columns;
    expect(after!.config.profile).toMatchObject({ id: 'v5.18', tdpWrite: 'plain' });
    expect(after!.info.flags).not.toHaveProperty('tdpWrite');
    expect(before!.info.flags).not.toHaveProperty('tdpWrite');
  });

  it('counts a beat to the step at which its last run ends', () => {
    expect(sample.info.narration).toEqual([
      { step: 0, text: 'Once upon a time.' },
      { step: 7, text: 'The zapper reads.' },
      { step: 13, text: 'The vCPUs access.', look: 'The TLBs.' },
    ]);
  });

  it.each([
    ['load 0x203', '- vcpu: 0', 0x203],
    ['zap 0x202..0x203', '- host: other', 0x400],
  ])('focuses on the first page of the first actor when no focus is given: %s', (op, who, gfn) => {
    const text = SAMPLE_TEXT.replace('focus: 0x205\n', '')
      .replace('- vcpu: 0', who)
      .replace('store 0x205', op)
      .replace(/story:[^]*/, '');
    // Without vCPU 0 the other one is the first, and host threads come after it.
    const renumbered = who.includes('host') ? text.replaceAll('vcpu: 1', 'vcpu: 0') : text;
    expect(read(renumbered).info.focusGfn).toBe(gfn);
  });

  it('focuses on the first page of a range when there is no vCPU', () => {
    const text = SAMPLE_TEXT.replace(
      /tlb:[^]*/,
      'actors: [{ host: h, ops: [zap 0x202..0x203] }]\n',
    );
    expect(read(text).info.focusGfn).toBe(0x202);
  });
});

describe('what the story shows', () => {
  it('is what the column says', () => {
    expect(sample.columns.map(({ shows }) => shows)).toEqual([['P8'], []]);
  });

  it('is every violation that is expected, when the column says nothing', () => {
    const silent = read(sampleWith('    shows: [P8]\n', ''));
    expect(silent.columns.map(({ shows }) => shows)).toEqual([['P8', 'P12'], []]);
  });

  it('may be nothing', () => {
    expect(read(sampleWith('shows: [P8]', 'shows: []')).columns[0]!.shows).toEqual([]);
  });
});

describe('the machine', () => {
  it('has the memslots, numbered, with their pages writable unless said otherwise', () => {
    expect(config.memslots).toEqual([
      { id: 0, gfn: 0x200, pages: 8, pfn: 0x9a00, writable: true },
      { id: 1, gfn: 0x400, pages: 2, pfn: 0xa000, writable: false },
    ]);
  });

  it('may reach from the first pfn that is no page table to the last gfn there is', () => {
    const edge = sampleWith(
      'gfn: 0x400, pages: 2, pfn: 0xa000',
      'gfn: 0xfffffff8, pages: 8, pfn: 0x240',
    )
      .replaceAll('gfn: 0x400', 'gfn: 0xffffffff')
      .replace('load 0x400', 'load 0xffffffff');
    expect(read(edge).columns[0]!.config.leafs[1]!.gfn).toBe(2 ** 32 - 1);
  });

  it.each([
    ['gfn: 0x208, pages: 2, pfn: 0x9a10', '0x208'],
    ['gfn: 0x1fe, pages: 2, pfn: 0x99fc', '0x1fe'],
  ])('may have memslots side by side: %s', (slot, gfn) => {
    const text = sampleWith('gfn: 0x400, pages: 2, pfn: 0xa000', slot)
      .replaceAll('gfn: 0x400', `gfn: ${gfn}`)
      .replace('load 0x400', `load ${gfn}`);
    expect(read(text).columns[0]!.config.memslots).toHaveLength(2);
  });

  it('has four vCPUs at most', () => {
    const withVcpus = (count: number): string =>
      sampleWith(
        '  - { host: zap',
        `${Array.from({ length: count - 2 }, (_, i) => `  - { vcpu: ${i + 2}, ops: [load 0x200] }\n`).join('')}  - { host: zap`,
      );
    expect(read(withVcpus(4)).columns[0]!.config.actors).toHaveLength(5);
    expect(parseScenario(withVcpus(5))).toMatchObject({
      issues: [{ code: 'out-of-range', path: 'actors[4].vcpu' }],
    });
  });

  it('has vCPUs in the order of their numbers, then host threads', () => {
    const vcpus = `  - vcpu: 0
    ops: [store 0x205]
  - { vcpu: 1, id: reader, title: the reader, ops: [load 0x400] }
  - { host: zap, ops: [zap 0x205] }
`;
    const lines = vcpus.split(/(?=^ {2}- )/m);
    const turned = read(sampleWith(vcpus, lines.reverse().join('')));
    expect(turned.columns[0]!.config.actors).toEqual(config.actors);
    expect(config.actors).toEqual([
      {
        kind: 'vcpu',
        id: 'vcpu0',
        title: 'vCPU 0',
        operations: [{ kind: 'store', gfn: 0x205 }],
      },
      {
        kind: 'vcpu',
        id: 'reader',
        title: 'the reader',
        operations: [{ kind: 'load', gfn: 0x400 }],
      },
      {
        kind: 'host',
        id: 'zap',
        title: 'zap',
        operations: [{ kind: 'zap', gfnStart: 0x205, gfnEnd: 0x206 }],
      },
    ]);
  });

  it('has what the TLBs hold, with the pfn of the memslot', () => {
    expect(config.tlb).toEqual([
      { vcpu: 1, gfn: 0x400, level: 1, pfn: 0xa000, flags: TLB_FLAGS.R | TLB_FLAGS.X },
    ]);
    const all = read(sampleWith('gfn: 0x400, caches: R X', 'gfn: 0x401, caches: D W R'));
    expect(all.columns[0]!.config.tlb).toEqual([
      {
        vcpu: 1,
        gfn: 0x401,
        level: 1,
        pfn: 0xa001,
        flags: TLB_FLAGS.R | TLB_FLAGS.W | TLB_FLAGS.D,
      },
    ]);
  });

  it('has the choices, which are off unless switched on', () => {
    expect(config.choices).toEqual({ pscStart: true });
    const silent = read(sampleWith('choices:\n  pscStart: true\n', ''));
    expect(silent.columns[0]!.config.choices).toEqual({ pscStart: false });
    const empty = read(sampleWith('choices:\n  pscStart: true\n', 'choices: {}\n'));
    expect(empty.columns[0]!.config.choices).toEqual({ pscStart: false });
  });

  it('holds as many pages as there may be, as far apart as they may be', () => {
    const slots = Array.from(
      { length: 14 },
      (_, i) => `  - { gfn: ${(i + 1) * 0x100_0000 - 7}, pages: 291, pfn: ${50_000 + i * 600} }\n`,
    );
    const many = sampleWith('memslots:\n', `memslots:\n${slots.join('')}`).replace(
      'ops: [zap 0x205]',
      `ops: [zap 0x205, ${slots.map((_, i) => `clear_young ${(i + 1) * 0x100_0000 - 7}..${(i + 1) * 0x100_0000 + 283}`).join(', ')}]`,
    );
    const { frames } = shapeOf(read(many).columns[0]!.config);
    expect(frames).toBeGreaterThan(14 * 4);
    expect(frames).toBeLessThan(FRAMES_MAX);
  });
});

test('the script is the runs of the beats, put together', () => {
  expect(formatSchedule(sample.script, config.actors)).toBe('zap:7.vcpu0:5.reader');
  // The first access has cached the way down; with pscStart, the walk of the second has two ways.
  const twice = sampleWith('[store 0x205]', '[store 0x205, load 0x204]');
  const walks = twice.replace('[vcpu0 5, reader]', '[vcpu0 7, vcpu0~1, vcpu0 2]');
  expect(formatSchedule(read(walks).script, config.actors)).toBe('zap:7.vcpu0:7.vcpu0~1.vcpu0:2');
});

test('a scenario without a story has an empty script', () => {
  const text = SAMPLE_TEXT.slice(0, SAMPLE_TEXT.indexOf('story:'));
  expect(read(text)).toMatchObject({ script: [], info: { narration: [] } });
});
