/**
 * Pictures of every region of every story. All are held to laws; some are kept in words beside this file,
 * which `npm run pictures` writes anew after a change that is meant: read the difference before keeping it.
 */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import type { DrawnShape } from './drawn-shape.ts';
import { pictureText } from './picture-digest.ts';
import { outside, overlaps } from './picture-laws.ts';
import { readPictures, type ReadPicture } from './read-pictures.ts';
import { settled } from './same-picture.ts';
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

/** The story that is drawn again with faults. */
const MUTANT = 'zap-drops-dirty-assist';

const TOUR_MS = 240_000;

const LOOKS = {
  viewport: { width: 1280, height: 720 },
  colorScheme: 'dark',
  reducedMotion: 'reduce',
  // At 1, some Chromiums round every glyph to whole pixels; lines break elsewhere then.
  deviceScaleFactor: 1.25,
} as const;

let site: Site;
let browser: Browser;
let pictures: readonly ReadPicture[];
const troubles: string[] = [];

beforeAll(async () => {
  site = await serveSite();
  browser = await launchBrowser({ bundledFont: true });
  const context = await browser.newContext(LOOKS);
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
  const kept = await readFile(resolve(import.meta.dirname, file), 'utf8').catch(() => '');
  await expect(settled(kept, pictureText(shapesOf(name)))).toMatchFileSnapshot(file);
});

test('noise is none: a part that comes late on a busy machine, a screen with other pixels', async () => {
  const context = await browser.newContext({ ...LOOKS, deviceScaleFactor: 2 });
  const page = await context.newPage();
  await page.route(/violation-card|stale-arrows/, async (route) => {
    await new Promise((later) => setTimeout(later, 800));
    await route.continue();
  });
  await page.goto(`${site.url}?gallery=${MUTANT}`);
  expect(differences(await readPictures(page, TOUR_MS))).toEqual([]);
  await context.close();
});

/** Views that are not as they were in the tour of all. */
function differences(drawn: readonly ReadPicture[]): string[] {
  return drawn.flatMap(({ name, shapes }) => {
    const kept = pictureText(shapesOf(name));
    return settled(kept, pictureText(shapes)) === kept ? [] : [name.replace(`${MUTANT} `, '')];
  });
}

/** Draws the one story again, with another style sheet. */
async function drawAgain(page: Page, css: string): Promise<readonly ReadPicture[]> {
  const before = await page.locator('img[data-picture]').first().elementHandle();
  await page.evaluate((rules) => {
    const style = document.querySelector('style[data-mutant]') ?? document.createElement('style');
    style.setAttribute('data-mutant', '');
    style.textContent = rules;
    document.head.append(style);
  }, css);
  const theme = page.getByRole('combobox', { name: 'Theme' });
  await theme.selectOption((await theme.inputValue()) === 'dark' ? 'system' : 'dark');
  await before.waitForElementState('hidden');
  return readPictures(page, TOUR_MS);
}

/** Faults that a style sheet may bring, and in which picture each has to be seen. */
const FAULTS: readonly (readonly [what: string, view: string, css: string])[] = [
  ['a gap twice as wide', 'machine', '[aria-label=Locks] { gap: 16px !important }'],
  ['a row 3 px lower', 'machine', 'tr:nth-child(3) > * { position: relative; top: 3px }'],
  [
    'a word over its neighbour',
    'machine',
    '[aria-label=Locks] h3 + * { margin-left: -30px !important }',
  ],
  ['edges less', 'machine', '[aria-label="Page tables"] path { display: none }'],
  ['dashes less', 'machine', '[data-stale-arrows] path { stroke-dasharray: none !important }'],
  ['a lane without its line', 'timeline', 'svg line:first-child { display: none }'],
];

test('a fault of the style sheet is a real difference, and to draw the same again is none', async () => {
  const context = await browser.newContext({ ...LOOKS, bypassCSP: true });
  const page = await context.newPage();
  await page.goto(`${site.url}?gallery=${MUTANT}`);
  expect(differences(await readPictures(page, TOUR_MS))).toEqual([]);
  const unseen: string[] = [];
  for (const [what, view, css] of FAULTS) {
    if (!differences(await drawAgain(page, css)).includes(view)) unseen.push(what);
  }
  expect(unseen).toEqual([]);
  expect(differences(await drawAgain(page, ''))).toEqual([]);
  await context.close();
});
