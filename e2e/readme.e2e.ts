/** What the README shows and says of the page is so. */
import { readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { KEY_TABLE } from '../src/ui/keys/key-table.ts';
import { README_FOLDER, readmePictures } from './readme-pictures.ts';

const ROOT = resolve(import.meta.dirname, '..');
const readme = await readFile(join(ROOT, 'README.md'), 'utf8');

/** What a picture says, frame by frame; not where: a hair's difference is none. */
function wordsOf(svg: string): string {
  const texts = svg.matchAll(/<text[^>]*>([^<]*)<\/text>|<g class="(v\d+)">/g);
  return [...texts]
    .map(([, text = '', frames = '']) => text || frames)
    .join(' ')
    .replace(/\s+/g, ' ');
}

test('its pictures are those that this build exports; else: npm run picture', async () => {
  const pictures = await readmePictures();
  for (const { name, svg } of pictures) {
    expect(readme).toContain(`(public/${name})`);
    const kept = await readFile(join(README_FOLDER, name), 'utf8');
    expect(wordsOf(svg).length).toBeGreaterThan(200);
    expect(wordsOf(kept)).toBe(wordsOf(svg));
  }
  const files = (await readdir(README_FOLDER)).filter((name) => name.startsWith('readme-'));
  expect(files.sort()).toEqual(pictures.map(({ name }) => name).sort());
});

test('a picture that says something else is not taken for the same', () => {
  const svg = '<g class="v1"><text x="1">zapped</text></g><text>D lost</text>';
  expect(wordsOf(svg.replace('zapped', 'dirty'))).not.toBe(wordsOf(svg));
  expect(wordsOf(svg.replace('v1', 'v2'))).not.toBe(wordsOf(svg));
  expect(wordsOf(svg.replace('x="1"', 'x="1.1"'))).toBe(wordsOf(svg));
});

/** The keys it names for the workbench, and what they do. */
const KEYS: Readonly<Record<string, string>> = {
  '?': 'keys',
  '/': 'palette',
  '→': 'next',
  '←': 'back',
  n: 'next-moment',
  c: 'column',
  e: 'explore',
  h: 'hints',
  u: 'run-until',
  b: 'runs',
  y: 'copy-link',
  f: 'present',
  v: 'compare',
  d: 'decoder',
  x: 'export',
};
const ARROWS: Readonly<Record<string, string>> = { '→': 'ArrowRight', '←': 'ArrowLeft' };

test.each(Object.entries(KEYS))('%s is a key that it names, and that does that: %s', (key, id) => {
  expect(readme).toMatch(key === '→' || key === '←' ? key : `\`${key}\``);
  const binding = KEY_TABLE.find((one) => one.id === id);
  expect(binding?.keys).toContain(ARROWS[key] ?? key);
});

test('the files it leads to are there', async () => {
  const paths = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path = '']) => path);
  expect(paths.length).toBeGreaterThan(5);
  for (const path of paths) expect((await readFile(join(ROOT, path))).length).toBeGreaterThan(0);
});

test('the commands it names are there', async () => {
  const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const named = [...readme.matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});
