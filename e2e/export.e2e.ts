/** Exports: pictures that stand for themselves, files that can be read back, paper. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { useSite } from './fixtures.ts';
import type { Workbench } from './workbench.ts';

const site = useSite();

const dialogOf = (bench: Workbench) => bench.page.getByRole('dialog', { name: 'Export' });

async function openExport(bench: Workbench): Promise<void> {
  await bench.page.keyboard.press('x');
  await dialogOf(bench).waitFor();
}

async function save(bench: Workbench, button: string): Promise<{ name: string; content: Buffer }> {
  const [download] = await Promise.all([
    bench.page.waitForEvent('download'),
    dialogOf(bench).getByRole('button', { name: button, exact: true }).click(),
  ]);
  return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
}

async function saveView(bench: Workbench, view: string, button: string) {
  await dialogOf(bench).getByRole('combobox', { name: 'of' }).selectOption(view);
  return save(bench, button);
}

interface ReadSvg {
  readonly namespace: string | null;
  /** Elements that would make it depend on something else. */
  readonly foreign: number;
  /** References that lead nowhere. */
  readonly dangling: readonly string[];
  readonly description: string;
  readonly height: number;
  readonly texts: readonly { readonly text: string; readonly x: number }[];
}

/** As a browser reads it; text that is not well-formed gives a document about that instead. */
function readSvg(bench: Workbench, content: Buffer): Promise<ReadSvg> {
  return bench.page.evaluate((text) => {
    const root = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
    const ids = [...root.querySelectorAll('[id]')].map(({ id }) => id);
    const wanted = [...text.matchAll(/url\(#([^)]*)\)/g)].map(([, id]) => id ?? '');
    return {
      namespace: root.namespaceURI,
      foreign: root.querySelectorAll('foreignObject, style, script, image, a, parsererror').length,
      dangling: wanted.filter((id) => !ids.includes(id)),
      description: root.querySelector('desc')?.textContent ?? '',
      height: Number(root.getAttribute('height')),
      texts: [...root.querySelectorAll('text')].map((element) => ({
        text: element.textContent,
        x: Number(element.getAttribute('x')),
      })),
    };
  }, content.toString('utf8'));
}

const NAMESPACE = 'http://www.w3.org/2000/svg';

test.each(['dark', 'light'] as const)('SVG stands for itself, in the theme: %s', async (theme) => {
  const bench = await site.open({ theme });
  await bench.playToViolation();
  const before = await bench.page.evaluate(() => document.body.childElementCount);
  await openExport(bench);
  for (const view of ['machine', 'timeline', 'inspector', 'story']) {
    const { name, content } = await saveView(bench, view, 'SVG');
    expect(name).toBe(`sptescope-zap-drops-dirty-assist-before-step-20-${view}.svg`);
    expect(content.toString('utf8')).not.toMatch(/var\(|light-dark|class=|href=|url\((?!#)/);
    const svg = await readSvg(bench, content);
    expect(svg).toMatchObject({ namespace: NAMESPACE, foreign: 0, dangling: [] });
    expect(svg.description).toContain('#v1/zap-drops-dirty-assist/before');
    expect(svg.texts.length).toBeGreaterThan(10);
  }
  expect(await bench.page.evaluate(() => document.body.childElementCount)).toBe(before);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('the picture of the machine says what the page says, and shows it where the page does', async () => {
  const bench = await site.open({ theme: 'light' });
  await bench.playToViolation();
  const scroller = bench.page.locator('[data-scroller]');
  await openExport(bench);
  const svg = await readSvg(bench, (await saveView(bench, 'machine', 'SVG')).content);
  const words = svg.texts.map(({ text }) => text);
  for (const said of ['vCPU 0', 'PML4', '0x205', 'Dirty bit lost', 'in memory', 'mmu_lock']) {
    expect(words.join(' ')).toContain(said);
  }
  // All of what the page scrolls is in the picture.
  const tall = await scroller.evaluate((element) => element.scrollHeight);
  expect(svg.height).toBeGreaterThan(tall);

  const rowInPage = await bench.leaf('0x205').evaluate((row) => {
    const panel = row.closest('section[aria-label="Machine"]');
    return row.getBoundingClientRect().left - (panel?.getBoundingClientRect().left ?? 0);
  });
  const inPicture = svg.texts.filter(({ text }) => text === '0x205').map(({ x }) => x);
  expect(inPicture.some((x) => x >= rowInPage && x < rowInPage + 40)).toBe(true);
  await bench.close();
});

/** An SVG as a page of its own, and what its texts say at a moment of its run; null is where nothing moves. */
async function wordsAt(bench: Workbench, svg: string, part: number | null): Promise<string> {
  const page = await bench.context.newPage();
  await page.emulateMedia({ reducedMotion: part === null ? 'reduce' : 'no-preference' });
  await page.setContent(svg.slice(svg.indexOf('<svg')));
  const words = await page.evaluate((at) => {
    for (const animation of document.getAnimations()) {
      animation.pause();
      animation.currentTime = Number(animation.effect?.getTiming().duration) * (at ?? 0);
    }
    return [...document.querySelectorAll('text')]
      .filter((text) => getComputedStyle(text).visibility === 'visible')
      .map(({ textContent }) => textContent)
      .join(' ');
  }, part);
  await page.close();
  return words;
}

test('an animated SVG goes through the run by itself, and the page is where it was', async () => {
  const bench = await site.open();
  await bench.playToViolation();
  const [digest, fragment] = [await bench.digest(), await bench.fragment()];
  await openExport(bench);
  const { name, content } = await saveView(bench, 'machine', 'Animated SVG');
  expect(name).toBe('sptescope-zap-drops-dirty-assist-before-step-20-machine-animated.svg');
  await bench.idle(); // the address follows a moment later
  expect([await bench.digest(), await bench.fragment()]).toEqual([digest, fragment]);
  expect(content.length).toBeLessThan(300_000);
  const svg = content.toString('utf8');
  expect(svg).not.toMatch(/<script|href=|@import|url\((?!#)/);

  const [start, end] = [await wordsAt(bench, svg, 0), await wordsAt(bench, svg, 0.999)];
  expect(start).toContain('Before the first step');
  expect(start).not.toContain('Dirty bit lost');
  expect(end).toMatch(/30\/30 ·/);
  // Where nothing moves it is the step that was on screen.
  const still = await wordsAt(bench, svg, null);
  expect(still).toMatch(/20\/30 · zapper: plain store/);
  expect(still).toContain('Dirty bit lost');
  expect(still).not.toContain('Before the first step');
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('PNG has two pixels for one, and something on them', async () => {
  const bench = await site.open();
  await bench.playToViolation();
  await openExport(bench);
  const svg = (await saveView(bench, 'machine', 'SVG')).content.toString('utf8');
  const { name, content } = await saveView(bench, 'machine', 'PNG');
  expect(name).toMatch(/machine\.png$/);
  const width = Number(/<svg[^>]* width="(\d+)"/.exec(svg)?.[1]);
  expect(content.subarray(1, 4).toString('latin1')).toBe('PNG');
  expect(content.readUInt32BE(16)).toBe(width * 2);
  const colours = await bench.page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context?.drawImage(image, 0, 0);
    const pixels = context?.getImageData(0, 0, image.width, image.height).data ?? [];
    const found = new Set<number>();
    for (let i = 0; i < pixels.length; i += 4) {
      found.add(((pixels[i] ?? 0) << 16) | ((pixels[i + 1] ?? 0) << 8) | (pixels[i + 2] ?? 0));
    }
    return found.size;
  }, content.toString('base64'));
  expect(colours).toBeGreaterThan(50);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('JSON, CSV, Markdown and lanes have the steps of the run, and the link', async () => {
  const bench = await site.open();
  await bench.playToViolation();
  const link = await bench.fragment();
  await openExport(bench);
  const json = JSON.parse((await save(bench, 'JSON')).content.toString('utf8')) as {
    steps: { n: number }[];
    violations: { property: string }[];
  };
  const csv = (await save(bench, 'CSV')).content.toString('utf8').split('\r\n');
  const markdown = await dialogOf(bench)
    .getByRole('textbox', { name: /Markdown/ })
    .inputValue();
  expect(json.steps.length).toBeGreaterThan(20);
  expect(json.violations[0]?.property).toBe('P8');
  expect(csv).toHaveLength(json.steps.length + 2);
  expect(markdown.match(/^\| +\d+ \|/gm)).toHaveLength(json.steps.length);
  expect(markdown).toContain(link);
  const lanes = await dialogOf(bench).getByRole('textbox', { name: /Lanes/ }).inputValue();
  expect(lanes).toMatch(/^ +vcpu0 +vcpu1 +zap/m);
  expect(lanes).toMatch(/^ +20 .* b77>000 +\*\* P8/m);
  expect(lanes).toContain(link);
  expect(await bench.axeViolations()).toEqual([]);
  await bench.close();
});

test('on paper: every region in full, in light, without what only a screen can use', async () => {
  const bench = await site.open({ theme: 'dark' });
  await bench.playToViolation();
  await bench.page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const cut = await bench.page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('main *')]
      .filter((element) => /auto|scroll/.test(getComputedStyle(element).overflowY))
      .filter((element) => element.scrollHeight > element.clientHeight + 1)
      .map((element) => element.outerHTML.slice(0, 80)),
  );
  expect(cut).toEqual([]);
  expect(await bench.page.getByRole('region', { name: 'Story', exact: true }).isVisible()).toBe(
    true,
  );
  expect(await bench.violation.isVisible()).toBe(true);
  expect(await bench.page.getByRole('separator').count()).toBe(0);
  const background = await bench.page.evaluate(
    () => getComputedStyle(document.body).backgroundColor,
  );
  expect(background).toBe('rgb(255, 255, 255)');
  await bench.close();
});
