/** Exported pictures: they stand for themselves, and say what the page says. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { dialogOf, NAMESPACE, openExport, readSvg, saveView } from './export-files.ts';
import { useSite } from './fixtures.ts';
import type { Workbench } from './workbench.ts';

const site = useSite();

type Theme = 'dark' | 'light';
/** The machine at the violation, as the first test has saved it. */
const machines = new Map<Theme, Buffer>();

async function machineIn(theme: Theme): Promise<Buffer> {
  const bench = await site.open({ theme });
  await bench.playToViolation();
  await openExport(bench);
  const { content } = await saveView(bench, 'machine', 'SVG');
  await bench.close();
  return content;
}

test.each(['dark', 'light'] as const)('SVG stands for itself, in the theme: %s', async (theme) => {
  const bench = await site.open({ theme });
  await bench.playToViolation();
  const before = await bench.page.evaluate(() => document.body.childElementCount);
  await openExport(bench);
  for (const view of ['machine', 'timeline', 'inspector', 'story', 'state-chart']) {
    const { name, content } = await saveView(bench, view, 'SVG');
    expect(name).toBe(`sptescope-zap-drops-dirty-assist-before-step-20-${view}.svg`);
    if (view === 'machine') machines.set(theme, content);
    expect(content.toString('utf8')).not.toMatch(/var\(|light-dark|class=|href=|url\((?!#)/);
    const svg = await readSvg(bench, content);
    expect(svg).toMatchObject({ namespace: NAMESPACE, foreign: 0, dangling: [] });
    expect(svg.description).toContain('#v1/zap-drops-dirty-assist/before');
    expect(svg.texts.length).toBeGreaterThan(view === 'state-chart' ? 8 : 10);
  }
  expect(await bench.page.evaluate(() => document.body.childElementCount)).toBe(before);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

/** What is where in an SVG, without its colours. */
async function wordsOf(bench: Workbench, content: Buffer): Promise<string[]> {
  const { texts } = await readSvg(bench, content);
  return texts.map(({ text, x }) => `${text} at ${Math.round(x)}`);
}

test('a picture is the same in both themes, but for its colours', async () => {
  const found: Record<string, { words: string[]; paper: string }> = {};
  const bench = await site.open();
  for (const theme of ['dark', 'light'] as const) {
    const content = machines.get(theme) ?? (await machineIn(theme));
    const paper = /<rect [^>]*fill="(#\w+)"/.exec(content.toString('utf8'))?.[1] ?? '';
    found[theme] = { words: await wordsOf(bench, content), paper };
  }
  await bench.close();
  expect(found['dark']?.words).toEqual(found['light']?.words);
  expect(found['dark']?.paper).not.toBe(found['light']?.paper);
});

test('a comparison has pictures of both machines, of their timeline and of what differs', async () => {
  const bench = await site.open();
  await bench.playToViolation();
  await bench.page.keyboard.press('v');
  await bench.page.getByRole('region', { name: 'Differences' }).waitFor();
  await bench.press('f');
  await openExport(bench);
  const said: Record<string, string> = {
    compare: 'PML4',
    'compare-timeline': 'zapper',
    differences: 'After the patch',
  };
  for (const [view, words] of Object.entries(said)) {
    const { name, content } = await saveView(bench, view, 'SVG');
    expect(name).toBe(`sptescope-compare-${view}.svg`);
    const svg = await readSvg(bench, content);
    expect(svg).toMatchObject({ namespace: NAMESPACE, foreign: 0, dangling: [] });
    expect(svg.description).toContain('#v1/compare/');
    expect(svg.texts.map(({ text }) => text).join(' ')).toContain(words);
  }
  // The steps of the run belong to the workbench.
  expect(await dialogOf(bench).getByRole('button', { name: 'Animated SVG' }).count()).toBe(0);
  expect(await bench.axeViolations()).toEqual([]);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('a trace has pictures of its timeline and of its map, whose pixels come along', async () => {
  const bench = await site.open({ fragment: 'v1/trace' });
  await bench.page.getByRole('button', { name: 'Two vCPUs race' }).click();
  await bench.page.getByRole('tab', { name: 'Map' }).click();
  const map = bench.page.getByRole('slider', { name: /^Page on the map/ });
  await map.waitFor();
  await openExport(bench);
  const timeline = await readSvg(bench, (await saveView(bench, 'trace-timeline', 'SVG')).content);
  expect(timeline).toMatchObject({ namespace: NAMESPACE, foreign: 0, dangling: [] });
  expect(timeline.texts.map(({ text }) => text).join(' ')).toContain('findings');
  const content = (await saveView(bench, 'trace-cursor', 'SVG')).content.toString('utf8');
  const pixels = /<image [^>]*href="(data:image\/png;base64,[^"]+)"/.exec(content)?.[1] ?? '';
  const colours = await bench.page.evaluate(async (address) => {
    const image = new Image();
    image.src = address;
    await image.decode();
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
    context?.drawImage(image, 0, 0);
    const { data } = context!.getImageData(0, 0, image.width, image.height);
    return new Set(new Uint32Array(data.buffer)).size;
  }, pixels);
  expect(colours).toBeGreaterThan(2);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('what is decoded is a picture, too', async () => {
  const bench = await site.open({ fragment: 'v1/decode/0x600000001234b77' });
  const dialog = bench.page.getByRole('dialog', { name: 'Decode an SPTE' });
  const [download] = await Promise.all([
    bench.page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'SVG', exact: true }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('sptescope-0x600000001234b77.svg');
  const svg = await readSvg(bench, await readFile(await download.path()));
  expect(svg).toMatchObject({ namespace: NAMESPACE, foreign: 0, dangling: [] });
  expect(svg.description).toContain('#v1/decode/');
  expect(svg.texts.map(({ text }) => text).join(' ')).toMatch(/0x0?600/);
  expect(await bench.axeViolations()).toEqual([]);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('the picture of the machine says what the page says, and shows it where the page does', async () => {
  const bench = await site.open({ theme: 'light' });
  await bench.playToViolation();
  const scrollers = bench.page.locator('[data-scroller]');
  await openExport(bench);
  const svg = await readSvg(bench, (await saveView(bench, 'machine', 'SVG')).content);
  const words = svg.texts.map(({ text }) => text);
  for (const said of ['vCPU 0', 'PML4', '0x205', 'Dirty bit lost', 'in memory', 'mmu_lock']) {
    expect(words.join(' ')).toContain(said);
  }
  // What does nothing in a picture is not in it, and what says something is.
  for (const control of ['vCPUs in full', 'vCPUs in short', 'same schedule', 'all entries']) {
    expect(words.join(' ')).not.toContain(control);
  }
  expect(words.join(' ')).toMatch(/step +13/);
  // All of what the page scrolls is in the picture.
  const tall = await scrollers.evaluateAll((all) =>
    Math.max(...all.map((element) => element.scrollHeight)),
  );
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
  expect(still).toMatch(/20\/30 · zapper empties/);
  expect(still).toContain('Dirty bit lost');
  expect(still).not.toContain('Before the first step');
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

/** Frames around a text: what has a line and no fill, and encloses it. */
function framesOf(bench: Workbench, svg: Buffer, words: string): Promise<number> {
  return bench.page.evaluate(
    ([markup, text]) => {
      const root = new DOMParser().parseFromString(markup, 'image/svg+xml').documentElement;
      const of = (element: Element | undefined, name: string): number =>
        Number(element?.getAttribute(name));
      const found = [...root.querySelectorAll('text')].find(
        ({ textContent }) => textContent === text,
      );
      return [...root.querySelectorAll('rect[fill="none"]')].filter(
        (rect) =>
          of(rect, 'width') < 200 &&
          of(rect, 'x') < of(found, 'x') &&
          of(rect, 'x') + of(rect, 'width') > of(found, 'x') &&
          of(rect, 'y') < of(found, 'y') &&
          of(rect, 'y') + of(rect, 'height') > of(found, 'y'),
      ).length;
    },
    [svg.toString('utf8'), words] as const,
  );
}

test('what the last step has changed is framed, and only then', async () => {
  const bench = await site.open();
  await bench.playToViolation();
  await openExport(bench);
  const changed = (await saveView(bench, 'machine', 'SVG')).content;
  expect(await framesOf(bench, changed, 'due: zapper')).toBeGreaterThan(0);
  await bench.page.keyboard.press('Escape');
  await bench.press('ArrowRight');
  await openExport(bench);
  const later = (await saveView(bench, 'machine', 'SVG')).content;
  expect(await framesOf(bench, later, 'due: zapper')).toBe(0);
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
