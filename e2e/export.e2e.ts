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
  for (const view of ['machine', 'timeline', 'inspector', 'story', 'state-chart']) {
    const { name, content } = await saveView(bench, view, 'SVG');
    expect(name).toBe(`sptescope-zap-drops-dirty-assist-before-step-20-${view}.svg`);
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
  for (const theme of ['dark', 'light'] as const) {
    const bench = await site.open({ theme });
    await bench.playToViolation();
    await openExport(bench);
    const { content } = await saveView(bench, 'machine', 'SVG');
    const paper = /<rect [^>]*fill="(#\w+)"/.exec(content.toString('utf8'))?.[1] ?? '';
    found[theme] = { words: await wordsOf(bench, content), paper };
    await bench.close();
  }
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

/** As the browser's own printing begins; again until what lays it out has come. */
async function layOut(bench: Workbench): Promise<void> {
  await bench.page.waitForFunction(() => {
    dispatchEvent(new Event('beforeprint'));
    return document.documentElement.dataset['paper'] !== undefined;
  });
  await bench.page.emulateMedia({ media: 'print' });
}

const pagesOf = (pdf: Buffer): number =>
  pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;

test('on paper: the story, the evidence, the timeline and the link, in light, on two pages', async () => {
  const bench = await site.open({ theme: 'dark' });
  await bench.playToViolation();
  const link = bench.page.url();
  await bench.page.getByText('every interleaving:').waitFor();
  await layOut(bench);
  const sheet = bench.page.getByRole('article');
  for (const said of [
    'A zap forgets that a page is dirty',
    'P8 violated at step 20',
    'Dirty bit lost in 2 of 5 outcomes',
    'The zapper empties the entry.',
    'https://git.kernel.org/',
    link,
  ]) {
    expect(await sheet.innerText()).toContain(said);
  }
  const pictures = await sheet.locator('figure > div > svg').evaluateAll((elements) =>
    elements.map((svg) => ({
      paper: svg.querySelector('rect')?.getAttribute('fill'),
      words: svg.textContent,
      cut: svg.getBoundingClientRect().right > document.documentElement.clientWidth,
    })),
  );
  expect(pictures).toMatchObject(
    [
      { cut: false, words: /stale snapshot/ },
      { cut: false, words: /what zapper read/ },
    ].map(({ cut, words }) => ({ cut, words: expect.stringMatching(words) as string })),
  );
  for (const { paper } of pictures) expect(paper).toMatch(/^#[ef]/);
  const ids = await sheet.locator('[id]').evaluateAll((all) => all.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
  expect(await bench.page.getByRole('region', { name: 'Machine' }).isVisible()).toBe(false);

  // And the page is as it was when it is done.
  await bench.page.emulateMedia({ media: 'screen' });
  await bench.page.evaluate(() => void dispatchEvent(new Event('afterprint')));
  expect(await bench.page.getByText(link).count()).toBe(0);
  expect(await bench.page.getByRole('region', { name: 'Machine' }).isVisible()).toBe(true);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test.each([
  'v1/zap-drops-dirty-assist',
  'v1/mirror-two-faults',
  'v1/clobber-then-enable-pml',
  'v1/split-while-storing',
  'v1/get-order-pml',
])('%s: two pages, whatever is long about it', async (fragment) => {
  const bench = await site.open({ fragment });
  await bench.press('End');
  await layOut(bench);
  await bench.page.emulateMedia({ media: null });
  const pdf = await bench.page.pdf({ preferCSSPageSize: true });
  expect(pagesOf(pdf)).toBe(2);
  await bench.close();
});

test('on paper, a comparison and a phone have all there is', async () => {
  const compared = await site.open();
  await compared.playToViolation();
  await compared.page.keyboard.press('v');
  await compared.page.getByRole('region', { name: 'Differences' }).waitFor();
  await layOut(compared);
  const sheet = compared.page.getByRole('article');
  expect(await sheet.innerText()).toContain(compared.page.url());
  expect(await sheet.locator('figure > div > svg').count()).toBe(3);
  await compared.close();

  const phone = await site.open({ width: 390, height: 844 });
  await phone.playToViolation();
  await layOut(phone);
  expect(await phone.page.getByRole('article').innerText()).toContain('The zapper empties');
  expect(phone.troubles).toEqual([]);
  await phone.close();
});

test('printed before that has come: every region in full, in light, without what only a screen can use', async () => {
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
