/** SPEC.md and the tests name each other: no rule without a test, no test of a rule that is not there. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ENGINE = import.meta.dirname;
const SRC = join(ENGINE, '..');

function testFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.test\.tsx?$/.test(name))
    .map((name) => join(folder, name));
}

/** Ids between square brackets at the start of a string: titles, also those of tables of cases. */
function idsInTitles(text: string): string[] {
  const titles = text.matchAll(/['"`]((?:\[[A-Z]+-?\d+[^\]]*\]\s*)+)/g);
  return [...titles].flatMap(([, head = '']) =>
    [...head.matchAll(/[A-Z]+-?\d+/g)].map(([id]) => id),
  );
}

const rules = [
  ...readFileSync(join(ENGINE, 'SPEC.md'), 'utf8').matchAll(/^- ([A-Z]+-?\d+): /gm),
].map(([, id = '']) => id);
const tested = new Set(testFiles(SRC).flatMap((file) => idsInTitles(readFileSync(file, 'utf8'))));

test('every rule of SPEC.md is named in the title of a test', () => {
  expect(rules.length).toBeGreaterThan(60);
  expect(rules.filter((id) => !tested.has(id))).toEqual([]);
});

test('every rule id in a title is a rule of SPEC.md, and no rule has two texts', () => {
  expect([...tested].filter((id) => !rules.includes(id))).toEqual([]);
  expect(new Set(rules).size).toBe(rules.length);
});

test('the check itself sees a rule that is missing', () => {
  const title = ["test('[", "TLB-99] no such rule', () => undefined)"].join('');
  expect(idsInTitles(title)).toEqual(['TLB-99']);
});
