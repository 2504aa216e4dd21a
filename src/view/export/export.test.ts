import { describe, expect, test } from 'vitest';
import type { StepRecord } from '../../protocol/run.ts';
import { zapRunAt } from '../spte/testing/zap-run.ts';
import type { ColumnVerdict } from '../verdict/verdict-model.ts';
import { runJson, type RunInWords } from './run-json.ts';
import { runMarkdown } from './run-markdown.ts';
import { stepsCsv } from './steps-csv.ts';
import { STEPS_MAX, subtitles } from './subtitles.ts';

const input = zapRunAt(0);

const RUN: RunInWords = {
  scenario: 'zap',
  column: 'before',
  schedule: 'zap:4.vcpu0:1.zap:3',
  actors: input.actors,
  memory: input.view.map.memory,
  layout: input.layout,
  records: input.records,
  told: input.records.map(({ n }) => `does thing ${n}`),
  violations: [],
  digest: '0123456789abcdef',
};

function withText(text: string): RunInWords {
  const [first] = RUN.records;
  return { ...RUN, records: [first as StepRecord], told: [text] };
}

/** Reads RFC 4180, so that quoting is checked by undoing it. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n|$)/g,
  )) {
    rows.at(-1)?.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
    if (end === '') break;
  }
  return rows.slice(0, -1);
}

describe('JSON', () => {
  test('has every step with the cells it changed, by name', () => {
    const json = runJson(RUN);
    expect(json.steps).toHaveLength(RUN.records.length);
    const changes = json.steps.flatMap((step) => step.changes);
    expect(changes.length).toBeGreaterThan(0);
    for (const { cell } of changes) expect(cell).toMatch(/^[a-z0-9_-]+\[\d+\]\./i);
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  });
});

describe('CSV', () => {
  test('has a row per step, and the values of the SPTE it touched', () => {
    const [head = [], ...rows] = parseCsv(stepsCsv(RUN));
    expect(head.slice(0, 3)).toEqual(['n', 'actor', 'function']);
    expect(rows).toHaveLength(RUN.records.length);
    for (const row of rows) expect(row).toHaveLength(head.length);
    const store = rows[6] ?? [];
    const of = (name: string): string => store[head.indexOf(name)] ?? '';
    expect([of('n'), of('gfn'), of('before'), of('seen')]).toEqual([
      '7',
      '0x205',
      '0x600000009a05b77',
      '0x600000009a05977',
    ]);
  });

  test.each(['a "quoted" word, and a comma', 'two\r\nlines', "it's"])('%j comes back', (text) => {
    const [head = [], row = []] = parseCsv(stepsCsv(withText(text)));
    expect(row[head.indexOf('text')]).toBe(text);
  });

  test.each(['=1+1', '+1', '-1', '@cell'])('%s is no formula', (text) => {
    const [head = [], row = []] = parseCsv(stepsCsv(withText(text)));
    expect(row[head.indexOf('text')]).toBe(`'${text}`);
  });
});

describe('Markdown', () => {
  const verdict: ColumnVerdict = {
    key: 'before',
    title: 'Before',
    tone: 'violated',
    mark: '✗',
    text: 'P8 violated at step 7',
    step: 7,
    selected: true,
  };
  const write = (run: RunInWords): string =>
    runMarkdown({
      run,
      title: 'A zap *forgets*',
      columnTitle: 'Before',
      verdicts: [verdict],
      scope: 'this one schedule of 8 steps',
      link: 'https://example.org/#v1/zap',
    });

  test('says the verdicts, every step, and the link', () => {
    const lines = write(RUN).split('\n');
    expect(lines[0]).toBe('## A zap \\*forgets\\*');
    expect(lines[2]).toBe('- ✗ **Before:** P8 violated at step 7');
    const rows = lines.filter((line) => /^\| +\d/.test(line));
    expect(rows).toHaveLength(RUN.records.length);
    expect(lines.at(-2)).toBe('<https://example.org/#v1/zap>');
  });

  test('a step is told in words, with its function and all bits of the SPTE', () => {
    const fns = ['CPU: EPT walk', '__tdp_mmu_zap'];
    const records = RUN.records.map((record, i) => ({ ...record, fn: fns[i % 2] ?? '' }));
    const rows = write({ ...RUN, records }).split('\n');
    expect(rows.find((row) => row.startsWith('|   4'))).toMatch(
      /^\| {3}4 \| \w.* \| `__tdp_mmu_zap` \| does thing 4/,
    );
    expect(rows.find((row) => row.startsWith('|   7'))).toBe(
      '|   7 | zap    | CPU: EPT walk   | does thing 7: 0x600000009a05b77 → 0x0, having seen 0x600000009a05977 **✗ P8** |',
    );
  });

  test('columns stand below each other before it is rendered', () => {
    const rows = write(RUN)
      .split('\n')
      .filter((line) => line.startsWith('|'));
    const bars = rows.map((row) => row.indexOf('|', row.indexOf('|', 2) + 1));
    expect(new Set(bars).size).toBe(1);
  });

  test('an index is no link', () => {
    expect(write(withText('reads PT 0x43[5] of gfn_x'))).toContain('reads PT 0x43[5] of gfn_x');
    expect(write(withText('[x](y)'))).toContain('[x\\](y)');
  });

  test('a bar in a text does not end its cell', () => {
    const row = write(withText('R | W'))
      .split('\n')
      .find((line) => line.includes('R '));
    expect(row).toContain('R \\| W |');
  });
});

describe('subtitles of an animation', () => {
  const long = (steps: number): RunInWords => ({
    ...RUN,
    records: Array.from({ length: steps }, () => RUN.records[0] as StepRecord),
  });

  test('a run is shown from its beginning to its end, each step in words', () => {
    const shown = subtitles(RUN, 3);
    expect(shown.map(({ position }) => position)).toEqual(
      Array.from({ length: RUN.records.length + 1 }, (_, n) => n),
    );
    expect(shown[0]).toMatchObject({ text: 'Before the first step', progress: 0 });
    expect(shown.at(-1)).toMatchObject({ progress: 1 });
    expect(shown[7]?.text).toBe('7/9 · zap does thing 7');
  });

  test.each([
    [100, 0, 0],
    [100, 90, 50],
    [100, 100, 60],
    [STEPS_MAX, 5, 0],
  ])('of %i steps, at %i, it begins after %i, and is never too long', (steps, at, start) => {
    const shown = subtitles(long(steps), at);
    expect(shown[0]?.position).toBe(start);
    expect(shown).toHaveLength(STEPS_MAX + 1);
  });
});
