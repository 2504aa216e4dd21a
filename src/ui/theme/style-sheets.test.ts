import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';

const SOURCES = new URL('../../', import.meta.url);

test('no style sheet asks by :has() what is inside: the browser would look again at every step', () => {
  const sheets = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.css'),
  );
  expect(sheets.length).toBeGreaterThan(50);
  const asking = sheets.filter((name) =>
    readFileSync(new URL(name, SOURCES), 'utf8').includes(':has('),
  );
  expect(asking).toEqual([]);
});
