import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkVectorFile, suitedChecker } from './check-vectors.ts';
import { RACE_BY_ENGINE } from './race-by-engine.ts';
import type { RaceRunner } from './race-runner.ts';
import { vectorReport, type Cell, type SectionReport } from './report.ts';

const FOLDER = join(import.meta.dirname, '__golden__');
const GOLDEN_FILES = readdirSync(FOLDER).sort();

type GoldenFile = Record<string, unknown> & {
  version: string;
  unary: Cell[][];
  unaryFields: string[];
};

function golden(file: string): GoldenFile {
  return JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as GoldenFile;
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

const SECTIONS = [
  'unary',
  'pairs',
  'ops',
  'race',
  'fastpf',
  'map',
  'make',
  'nonleaf',
  'mmio',
  'split',
];
/** Up to v4.15 there is no TDP MMU: no section about its writes, nor about large pages. */
const SECTIONS_V4_15 = ['unary', 'pairs', 'ops', 'fastpf', 'make', 'nonleaf', 'mmio'];

function sectionsExpected(version: string): readonly string[] {
  if (version === 'v4.15') return SECTIONS_V4_15;
  return version === 'v6.17' || version === 'v7.2' ? [...SECTIONS, 'huge'] : SECTIONS;
}

describe('rows of real kernels', () => {
  it.each(GOLDEN_FILES)('[SPTE-2] to [SPTE-41] %s: every row of every section agrees', (file) => {
    const json = golden(file);
    const sections = sectionsOf(json);
    expect(sections.map(({ section }) => section)).toEqual(sectionsExpected(json.version));
    for (const section of sections) {
      expect(section).toMatchObject({ mismatches: 0, unchecked: 0, first: [] });
      // A CPU with 52 address bits leaves NPT no bit to mark MMIO SPTEs with.
      const empty = section.section === 'mmio' && /_C2-/.test(file) && json.version !== 'v4.15';
      expect(section.rows > 0, section.section).toBe(!empty);
    }
  });

  it('each kernel is there, on EPT with and without A/D bits and on NPT', () => {
    const versions = new Set(GOLDEN_FILES.map((file) => golden(file).version));
    expect([...versions]).toEqual(['v4.15', 'v5.18pre', 'v5.19', 'v6.12', 'v6.17', 'v7.2']);
    for (const version of versions) {
      const configs = GOLDEN_FILES.filter((file) => file.startsWith(`${version}_`));
      for (const config of ['_A-', '_B-', '_C-']) {
        expect(configs.some((file) => file.includes(config))).toBe(true);
      }
    }
  });
});

function outputsOf(name: string, columns: readonly string[]): readonly string[] {
  const checker = suitedChecker({ name, columns, rows: [] });
  if (checker === undefined) throw new Error(`section ${name} is implemented`);
  const read = [...checker.inputs, ...(checker.ignored ?? [])];
  return columns.filter((column) => !read.includes(column));
}

function changedCell(cell: Cell | undefined): Cell {
  if (typeof cell === 'number') return cell + 1;
  return cell === '0x1234' ? '0x4321' : '0x1234';
}

describe('every expected value counts', () => {
  it.each(['v4.15_B-ept-noad-46.json', 'v5.19_A-ept-ad-46.json', 'v7.2_D-ept-ad-pml-46.json'])(
    '%s: one changed in any column is one mismatch',
    (file) => {
      const json = golden(file);
      let changes = 0;
      for (const section of sectionsExpected(json.version)) {
        const rows = json[section] as Cell[][];
        const columns = json[section === 'pairs' ? 'pairFields' : `${section}Fields`] as string[];
        for (const column of outputsOf(section, columns)) {
          const index = columns.indexOf(column);
          const at = rows.findIndex((row) => row[index] !== null);
          if (at === -1) continue;
          const changed = rows.map((row, i) =>
            i === at ? row.with(index, changedCell(row[index])) : row,
          );
          const report = sectionOf({ ...json, [section]: changed }, section);
          expect(report.mismatches, `${section}.${column}`).toBe(1);
          expect(report.first[0]).toMatchObject({ row: at, column });
          changes += 1;
        }
      }
      expect(changes).toBeGreaterThan(40);
    },
  );
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
    { what: 'an odd RET_PF', json: { ...good, retPf: { FIXED: 'yes' } }, message: '"retPf" must' },
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

function emptied(json: GoldenFile): Record<string, undefined> {
  const sections = Object.keys(json).filter((key) => Array.isArray(json[key]));
  return Object.fromEntries(sections.map((key) => [key, undefined]));
}
