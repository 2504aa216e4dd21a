/** That `npm run check` fails when one of its checks does, and says which. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const SCRIPT = resolve(import.meta.dirname, '../scripts/check-all.ts');
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const SCRIPTS = { good: 'echo fine', bad: 'echo it is broken && exit 3' };

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'checks-'));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ scripts: SCRIPTS }));
});

afterAll(() => rm(folder, { recursive: true }));

function check(...names: string[]): { status: number | null; said: string } {
  const args = ['--import', TSX, SCRIPT, ...names];
  const { status, stderr, stdout } = spawnSync(process.execPath, args, { cwd: folder });
  return { status, said: `${stdout.toString()}${stderr.toString()}` };
}

test('all pass', () => {
  const { said, status } = check('good', 'good', 'good');
  expect(status).toBe(0);
  expect(said.match(/passed: good/g)).toHaveLength(3);
});

test('one of them fails, or is not there', () => {
  const { said, status } = check('good', 'bad', 'missing', 'good');
  expect(status).toBe(1);
  expect(said).toMatch(/FAILED: bad \(\d+ s\)\n {2}it is broken\n/);
  expect(said.match(/passed: good/g)).toHaveLength(2);
  expect(said).toMatch(/FAILED: missing/);
  expect(said).toMatch(/failed: (bad, missing|missing, bad)\n/);
});

test('no check at all is none that has passed', () => {
  expect(check().status).toBe(1);
});
