/**
 * Pictures of every region of every story. All are held to laws; some are kept in words beside this file,
 * which `npm run pictures` writes anew after a change that is meant: read the difference before keeping it.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { outside, overlaps, pictureText, type DrawnShape } from './picture-digest.ts';
import { readPictures, type ReadPicture } from './read-pictures.ts';
import { serveSite, type Site } from './site.ts';

/** Between them they have all there is to see: every lock, TLBs gone stale, tables, logs, mirrors. */
const KEPT = [
  'zap-drops-dirty-assist',
  'aging-drops-dirty',
  'clobber-then-enable-pml',
  'hardware-walk-removed-table',
  'get-flush-wrprot',
  'access-tracking',
  'mirror-two-faults',
  'remote-flush-at-length',
  'split-while-storing',
  'yield-forgets-flush',
].flatMap((id) => [`${id} machine`, `${id} timeline`]);

const TOUR_MS = 240_000;

let site: Site;
let browser: Browser;
let pictures: readonly ReadPicture[];
const troubles: string[] = [];

beforeAll(async () => {
  site = await serveSite();
  browser = await launchBrowser({ bundledFont: true });
  const context = await browser.newContext({
    viewport: { width: 1280, height: 720 },
    colorScheme: 'dark',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });
  await page.goto(`${site.url}?gallery`);
  pictures = await readPictures(page, TOUR_MS);
  await context.close();
}, TOUR_MS);

afterAll(async () => {
  await browser.close();
  await site.close();
});

function shapesOf(name: string): readonly DrawnShape[] {
  const picture = pictures.find((one) => one.name === name);
  if (picture === undefined) throw new Error(`the gallery has no ${name}`);
  return picture.shapes;
}

test('every story has a picture of every region', () => {
  const stories = [...new Set(pictures.map(({ name }) => name.split(' ')[0] ?? ''))];
  expect(stories.length).toBeGreaterThanOrEqual(47);
  const expected = stories.flatMap((story) =>
    ['machine', 'timeline', 'inspector', 'story'].map((view) => `${story} ${view}`),
  );
  expect(pictures.map(({ name }) => name)).toEqual(expected);
  expect(troubles).toEqual([]);
});

test('a developer finds one picture: by words, region, theme and size', async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  await page.goto(`${site.url}?gallery=zap-drops-dirty-assist,get-order-pml,access-tracking`);
  await page.locator('[data-done=true]').waitFor();
  const shown = (): Promise<(string | undefined)[]> =>
    page
      .locator('img[data-picture]')
      .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['picture']));
  expect(await shown()).toHaveLength(12);
  await page.getByRole('searchbox', { name: 'Stories' }).fill('dirty zap');
  await page.getByRole('combobox', { name: 'Region' }).selectOption('timeline');
  expect(await shown()).toEqual(['zap-drops-dirty-assist timeline']);
  const image = page.locator('img[data-picture]');
  const widthOf = () => image.evaluate((one) => one.getBoundingClientRect().width);
  const drawn = await image.evaluate((one) => (one as HTMLImageElement).naturalWidth);
  await page.getByRole('combobox', { name: 'Size' }).selectOption('50');
  expect(await widthOf()).toBeCloseTo(drawn / 2, 0);

  const paper = async (): Promise<string | undefined> => {
    const source = decodeURIComponent((await image.getAttribute('src')) ?? '');
    return /<rect [^>]*fill="(#\w+)"/.exec(source)?.[1];
  };
  const papers: (string | undefined)[] = [];
  for (const theme of ['light', 'dark']) {
    await page.getByRole('combobox', { name: 'Theme' }).selectOption(theme);
    await page.locator(`[data-theme=${theme}] [data-done=true]`).waitFor();
    await page.getByText(/^3 stories/).waitFor();
    papers.push(await paper());
  }
  expect(papers).toEqual(['#ffffff', expect.not.stringMatching('#ffffff')]);
  await page.close();
});

test('no text lies on another, and none sticks out', () => {
  const found = pictures.flatMap((picture) =>
    [...overlaps(picture.shapes), ...outside(picture.shapes, picture)].map(
      (what) => `${picture.name}: ${what}`,
    ),
  );
  expect(found).toEqual([]);
});

test.each(KEPT)('%s is as it was', async (name) => {
  const file = `./__pictures__/${name.replace(' ', '.')}.txt`;
  await expect(pictureText(shapesOf(name))).toMatchFileSnapshot(file);
});

/** Changes the one shape that `is` finds first. */
function mutate(
  shapes: readonly DrawnShape[],
  is: (shape: DrawnShape) => boolean,
  change: Partial<DrawnShape> | null,
): DrawnShape[] {
  const at = shapes.findIndex(is);
  expect(at).toBeGreaterThanOrEqual(0);
  return shapes.flatMap((shape, i) =>
    i === at ? (change ? [{ ...shape, ...change }] : []) : [shape],
  );
}

test.each<[string, (shape: DrawnShape) => boolean, Partial<DrawnShape> | null]>([
  ['a letter of a bit', ({ text }) => text === 'W', { text: 'R' }],
  ['the colour of a word', ({ text }) => text === 'zapped', { fill: '#ff7b7b' }],
  ['an arrow', ({ arrow }) => arrow, null],
  ['a bit that is struck out', ({ struck }) => struck, { struck: false }],
  ['a box', ({ fill, tag }) => tag === 'rect' && fill.startsWith('url'), null],
  ['a word elsewhere', ({ text }) => text === 'zapped', { top: 0 }],
])('a real difference is one: %s', (_, is, change) => {
  const shapes = shapesOf('zap-drops-dirty-assist machine');
  expect(pictureText(mutate(shapes, is, change))).not.toBe(pictureText(shapes));
});

test('noise is none: a font that is a hair wider, half a pixel here or there', () => {
  const shapes = shapesOf('zap-drops-dirty-assist machine');
  const shaken = shapes.map((shape, n) => ({
    ...shape,
    left: shape.left + (n % 3) * 0.2,
    top: shape.top + (n % 2) * 0.5,
    width: shape.width + 0.3,
  }));
  expect(pictureText(shaken)).toBe(pictureText(shapes));
});

test('texts on one another, and outside, are found', () => {
  const at = { tag: 'text', struck: false, fill: '#e6ebf2', stroke: 'none', dashed: false };
  const word = (text: string, left: number, top: number): DrawnShape => ({
    ...at,
    arrow: false,
    text,
    left,
    top,
    width: 40,
    height: 16,
  });
  expect(overlaps([word('a', 0, 0), word('b', 30, 3), word('c', 0, 16)])).toEqual(['a × b']);
  expect(outside([word('a', 0, 0), word('b', 80, 0)], { width: 100, height: 20 })).toEqual(['b']);
});
