/** What the page says about the model is computed, and wrong numbers would be said to be wrong. */
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import facts from 'virtual:model-facts';
import { VECTOR_FOLDER, computeModelFacts } from './compute-facts.ts';

test('the module that the page loads holds what is computed', () => {
  expect(facts).toEqual(computeModelFacts());
});

test('every row of the vectors is compared, and agrees', () => {
  const { vectors } = facts;
  const rows = readdirSync(VECTOR_FOLDER).flatMap((name) =>
    Object.values(JSON.parse(readFileSync(join(VECTOR_FOLDER, name), 'utf8')) as object).flatMap(
      (value: unknown) => (Array.isArray(value) && Array.isArray(value[0]) ? [value.length] : []),
    ),
  );
  expect(vectors.rows).toBe(rows.reduce((sum, count) => sum + count, 0));
  expect(vectors).toMatchObject({ mismatches: 0, unchecked: 0 });
  expect(vectors.kernels).toEqual(['v4.15', 'v5.18pre', 'v5.19', 'v6.12', 'v6.17', 'v7.2']);
});

test('a row that differs is counted as one that differs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vectors-'));
  const name = 'v5.19_A-ept-ad-46.json';
  const file = JSON.parse(readFileSync(join(VECTOR_FOLDER, name), 'utf8')) as {
    unary: (number | string)[][];
    unaryFields: string[];
  };
  const column = file.unaryFields.indexOf('present');
  file.unary[0]![column] = file.unary[0]![column] === 1 ? 0 : 1;
  writeFileSync(join(folder, name), JSON.stringify(file));
  expect(computeModelFacts(folder).vectors).toMatchObject({ files: 1, mismatches: 1 });
});

test('programs, profiles and properties are all there, each in words', () => {
  const { limits, profiles, programs, properties } = facts;
  expect(programs.map(({ id }) => id)).toContain('kvm_tdp_mmu_map');
  for (const { models, version } of programs) expect(`${models} ${version}`).toMatch(/\S+ \S+/);
  expect(profiles.length).toBeGreaterThan(0);
  expect(properties.map(({ id }) => id)).toContain('P15');
  for (const { what, so } of limits) expect(`${what} ${so}`).toMatch(/^[A-Z].*\.$/);
});
