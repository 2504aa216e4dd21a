import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { layoutFor } from '../engine/layout/registry.ts';
import { ZERO64, isZero } from '../base/word64.ts';
import type { SpteMasks } from '../engine/layout/spte-layout.ts';
import { MAKE } from './check-make.ts';
import { checkSection } from './check-section.ts';
import { UNARY } from './check-unary.ts';
import { checkVectorFile } from './check-vectors.ts';
import { RACE_BY_ENGINE } from './race-by-engine.ts';
import type { RaceRunner } from './race-runner.ts';
import { vectorReport, type Cell, type SectionReport } from './report.ts';
import { parseVectorFile } from './vector-file.ts';

type MutableFile = Record<string, unknown> & { unary: Cell[][]; unaryFields: string[] };

const FILES = ['v5.18pre_A-ept-ad-46.json', 'v5.19_A-ept-ad-46.json'] as const;

function golden(file: (typeof FILES)[number]): MutableFile {
  const url = new URL(`./__golden__/${file}`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as MutableFile;
}

function sectionsOf(json: unknown, raceRunner?: RaceRunner): readonly SectionReport[] {
  const result = checkVectorFile('f', json, raceRunner === undefined ? {} : { raceRunner });
  if (!result.ok) throw new Error(result.issues.map(({ message }) => message).join(' '));
  return result.value.sections;
}

function sectionOf(json: unknown, name: string): SectionReport {
  const report = sectionsOf(json).find(({ section }) => section === name);
  if (report === undefined) throw new Error(`no section ${name}`);
  return report;
}

describe.each(FILES)('rows of real kernels: %s', (file) => {
  it('[SPTE-2] to [SPTE-25] every row of every section agrees', () => {
    const sections = sectionsOf(golden(file));
    expect(sections.map(({ section }) => section)).toEqual([
      'unary',
      'pairs',
      'race',
      'make',
      'nonleaf',
      'mmio',
      'split',
    ]);
    for (const section of sections) {
      expect(section).toMatchObject({ mismatches: 0, unchecked: 0, first: [] });
      expect(section.rows).toBeGreaterThan(0);
    }
  });

  it('every expected value counts: any changed one is a mismatch', () => {
    const json = golden(file);
    for (const [section, column, wrong] of [
      ['unary', 'volatile', null],
      ['unary', 'markAccTrack', '0x1234'],
      ['race', 'oldSeen', '0x1234'],
      ['make', 'warn', 99],
      ['nonleaf', 'spte', '0x1234'],
    ] as const) {
      const rows = json[section] as Cell[][];
      const columns = json[`${section}Fields`] as string[];
      const index = columns.indexOf(column);
      const changed = rows.map((row, at) =>
        at === 1 ? row.with(index, wrong ?? 1 - Number(row[index])) : row,
      );
      const report = sectionOf({ ...json, [section]: changed }, section);
      expect(report.mismatches, `${section}.${column}`).toBe(1);
      expect(report.first[0]).toMatchObject({ row: 1, column });
    }
  });
});

describe('the checker catches a wrong engine', () => {
  it('[SPTE-9] the other volatile rule', () => {
    const json = golden('v5.19_A-ept-ad-46.json');
    const other = { ...json, version: 'v5.18pre' };
    expect(sectionOf(other, 'unary').mismatches).toBeGreaterThan(0);
    expect(sectionOf(other, 'race').mismatches).toBeGreaterThan(0);
  });

  it('[SPTE-11] a race that never exchanges, or always does', () => {
    const json = golden('v5.19_A-ept-ad-46.json');
    const never: RaceRunner = {
      ...RACE_BY_ENGINE,
      exclusive: (input) => RACE_BY_ENGINE.exclusive({ ...input, tdpWriteRule: 'plain' }),
    };
    const always: RaceRunner = {
      ...RACE_BY_ENGINE,
      exclusive: (input) => ({ ...RACE_BY_ENGINE.exclusive(input), xchg: true }),
    };
    for (const runner of [never, always]) {
      const race = sectionsOf(json, runner).find(({ section }) => section === 'race');
      expect(race?.mismatches).toBeGreaterThan(0);
    }
  });

  it('a layout with any one mask emptied', () => {
    const parsed = parseVectorFile(golden('v5.19_A-ept-ad-46.json'));
    if (!parsed.ok) throw new Error('the golden file is good');
    const layout = layoutFor('v5.19', parsed.value.params);
    if (layout === undefined) throw new Error('the kernel is modelled');
    for (const name of Object.keys(layout.masks) as (keyof SpteMasks)[]) {
      const mutant = { ...layout, masks: { ...layout.masks, [name]: ZERO64 } };
      const context = { layout: mutant, tdpWriteRule: 'xchg', raceRunner: RACE_BY_ENGINE } as const;
      const mismatches = [UNARY, MAKE].map((checker) => {
        const section = parsed.value.sections.find(
          (candidate) => candidate.name === checker.section,
        );
        return section === undefined ? 0 : checkSection(context, checker, section).mismatches;
      });
      const caught = mismatches.some((count) => count > 0);
      // What is empty already can't be missed; nor what is for views, or for a CPU with PML.
      const unused = ['memtype', 'ignorePat', 'adWrprotOnly'].includes(name);
      const matters = !isZero(layout.masks[name]) && !unused;
      expect(caught, name).toBe(matters);
    }
  });
});

describe('what is not implemented is unchecked, never passed', () => {
  const json = golden('v5.19_A-ept-ad-46.json');
  const rows = json.unary.length;

  it('a section, a kernel', () => {
    const section = { xray: [[1], [2]], xrayFields: ['bones'] };
    expect(sectionOf({ ...json, ...section }, 'xray')).toMatchObject({ rows: 2, unchecked: 2 });
    const unknown = sectionOf({ ...json, version: 'v9.99' }, 'unary');
    expect(unknown).toMatchObject({ rows, unchecked: rows, mismatches: 0 });
    expect(unknown.reason).toBe('Kernel v9.99 is not modelled.');
  });

  it('a column', () => {
    const more = {
      unaryFields: [...json.unaryFields, 'colour'],
      unary: json.unary.map((row) => [...row, 1]),
    };
    expect(sectionOf({ ...json, ...more }, 'unary')).toMatchObject({ unchecked: rows });
    const empty = { ...more, unary: json.unary.map((row) => [...row, null]) };
    expect(sectionOf({ ...json, ...empty }, 'unary')).toMatchObject({ unchecked: 0 });
  });

  it('a row whose input is no SPTE', () => {
    const unary = json.unary.map((row, at) => (at === 0 ? row.with(0, null) : row));
    expect(sectionOf({ ...json, unary }, 'unary')).toMatchObject({ unchecked: 1, mismatches: 0 });
  });

  it('the report adds up', () => {
    const report = vectorReport([
      { file: 'a', sections: sectionsOf(json) },
      { file: 'b', sections: sectionsOf({ ...json, version: 'v9.99' }) },
    ]);
    expect(report.rows).toBe(2 * report.unchecked);
    expect(report.mismatches).toBe(0);
  });
});

describe('a file that is no vector file', () => {
  const good = golden('v5.19_A-ept-ad-46.json');

  it.each([
    { what: 'text', json: 'hello', message: 'a JSON object is expected' },
    { what: 'an empty object', json: {}, message: '"version" must be text' },
    { what: 'no sections', json: { ...good, ...emptied(good) }, message: 'no section of rows' },
    { what: 'a short row', json: { ...good, unary: [[1]] }, message: 'The row has 1 cells for' },
    { what: 'no columns', json: { ...good, unaryFields: 3 }, message: 'needs its column names' },
    {
      what: 'an odd cell',
      json: { ...good, nonleaf: [['0xzz', 0, '0x0']] },
      message: 'Cell 0 is neither',
    },
    {
      what: 'odd params',
      json: { ...good, params: { maxphyaddr: 99 } },
      message: '"maxphyaddr" must be a number from 36 to 52',
    },
  ])('$what: says so', ({ json, message }) => {
    const result = checkVectorFile('f', json);
    expect(result.ok).toBe(false);
    if (!result.ok) {
      expect(result.issues.map((issue) => issue.message).join(' ')).toContain(message);
    }
  });
});

function emptied(json: MutableFile): Record<string, undefined> {
  const sections = Object.keys(json).filter((key) => Array.isArray(json[key]));
  return Object.fromEntries(sections.map((key) => [key, undefined]));
}
