import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder, run } from './testing/run-in-test.ts';

const folder = makeFolder();
afterAll(() => {
  rmSync(folder.path, { recursive: true });
});

describe('vectors', () => {
  const golden = new URL('../vectors/__golden__/', import.meta.url).pathname;
  const file = 'v5.19_A-ept-ad-46.json';

  it('has the promised shape', async () => {
    const { code, out, err } = await run(['vectors', golden, '--json']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const report = JSON.parse(out) as {
      rows: number;
      mismatches: number;
      unchecked: number;
      files: { file: string; sections: Record<string, unknown>[] }[];
    };
    expect(Object.keys(report)).toEqual(['rows', 'mismatches', 'unchecked', 'files']);
    expect(report.rows).toBeGreaterThan(100);
    expect(report.mismatches).toBe(0);
    const names = report.files.map((entry) => entry.file);
    expect(names).toContain(file);
    expect([...names].sort()).toEqual(names);
    for (const section of report.files.flatMap((entry) => entry.sections)) {
      expect(Object.keys(section)).toEqual(['section', 'rows', 'mismatches', 'unchecked', 'first']);
    }
  });

  it('finds a difference, and ends with 1', async () => {
    const text = readFileSync(join(golden, file), 'utf8');
    const data = JSON.parse(text) as { unary: (string | number)[][]; unaryFields: string[] };
    const column = data.unaryFields.indexOf('present');
    const row = data.unary.findIndex((cells) => cells[column] === 1);
    data.unary[row]![column] = 0;
    const path = folder.fileWith(file, JSON.stringify(data));
    const { code, out } = await run(['vectors', path]);
    expect(code).toBe(1);
    expect(out).toContain(`${file}, unary: 1 rows differ, among them\n`);
    expect(out).toContain(`  row ${row}, present: the kernel has 0, the engine 1\n`);
    expect(out).toMatch(/\d+ rows: \d+ agree, 1 differ, \d+ are not checked\.\n$/);
  });

  it('leaves the constants out, and says so beside the report', async () => {
    const vectors = mkdtempSync(join(folder.path, 'vectors-'));
    writeFileSync(join(vectors, file), readFileSync(join(golden, file)));
    writeFileSync(join(vectors, 'constants.json'), '{}');
    writeFileSync(join(vectors, 'README.md'), 'about');
    const { code, out, err } = await run(['vectors', vectors, '--json']);
    expect(code).toBe(0);
    expect((JSON.parse(out) as { files: unknown[] }).files).toHaveLength(1);
    expect(err).toBe('constants.json was left out: it holds no rows to check.\n');
  });

  it('says why rows are not checked', async () => {
    const text = readFileSync(join(golden, file), 'utf8');
    const data = { ...(JSON.parse(text) as object), version: 'v9.9' };
    const { out } = await run(['vectors', folder.fileWith('newer.json', JSON.stringify(data))]);
    expect(out).toMatch(/^Not checked: \d+ rows \(unary, .*\): Kernel v9\.9 is not modelled\.$/m);
  });

  it.each([
    ['no JSON', 'notes.json', 'rows:', 'notes.json: This is not a vector file: it is not JSON.'],
    ['other JSON', 'list.json', '[]', 'list.json: This is not a vector file'],
  ])('refuses a file that is %s', async (_what, name, text, sentence) => {
    const { code, out, err } = await run(['vectors', folder.fileWith(name, text)]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(sentence);
  });

  it('refuses a folder without any', async () => {
    const empty = mkdtempSync(join(folder.path, 'empty-'));
    const { code, err } = await run(['vectors', empty]);
    expect(code).toBe(2);
    expect(err).toContain(`There is no vector file in "${empty}".`);
  });
});
