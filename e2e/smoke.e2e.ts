import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { serveSite, type Site } from './site.ts';

let site: Site;
let browser: Browser;

beforeAll(async () => {
  site = await serveSite();
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
  await site.close();
});

/** What a first visit may load of JavaScript before the page is up and can be used: bytes after gzip -9. */
const FIRST_LOAD_MAX = 180_000;
/** And what it loads in all: the explorer, the state machine, words and marks come when it has nothing better to do. */
const WHOLE_LOAD_MAX = 250_000;

/** Milliseconds since 1970 at which the page was up and had nothing better to do. */
async function idleMoment(page: Page): Promise<number> {
  const moment = await page.waitForFunction(() => {
    const [mark] = performance.getEntriesByName('sptescope:idle');
    return mark === undefined ? null : performance.timeOrigin + mark.startTime;
  });
  return (await moment.jsonValue()) ?? 0;
}

/** The reading page comes with the first load of a window that has no room for more. */
const PHONE_LOAD_MAX = 195_000;

async function bytesOf(urls: readonly string[]): Promise<number> {
  let total = 0;
  for (const url of urls) {
    const text = await (await fetch(url)).text();
    total += gzipSync(text, { level: 9 }).byteLength;
  }
  return total;
}

test('a first visit loads no more JavaScript than the budget allows', async () => {
  const page = await browser.newPage();
  const startedAt = new Map<string, number>();
  page.on('response', (response) => {
    if (!response.url().endsWith('.js')) return;
    startedAt.set(response.url(), response.request().timing().startTime);
  });
  await page.goto(site.url, { waitUntil: 'networkidle' });
  const idleAt = await idleMoment(page);
  await page.getByText('every interleaving:').waitFor();
  const all = [...startedAt.keys()];
  const first = all.filter((url) => (startedAt.get(url) ?? 0) < idleAt);
  const [firstBytes, wholeBytes] = [await bytesOf(first), await bytesOf(all)];
  console.log(
    `first load: ${first.length} scripts, ${(firstBytes / 1024).toFixed(1)} KiB after gzip; ` +
      `with what comes after: ${all.length} scripts, ${(wholeBytes / 1024).toFixed(1)} KiB`,
  );
  expect(first.length).toBeGreaterThan(2);
  expect(all.length).toBeGreaterThan(first.length);
  expect(firstBytes).toBeLessThanOrEqual(FIRST_LOAD_MAX);
  expect(wholeBytes).toBeLessThanOrEqual(WHOLE_LOAD_MAX);
  await page.close();
});

test('the page opens under a sub path, and asks no other host for anything', async () => {
  const page = await browser.newPage();
  const requested: string[] = [];
  const troubles: string[] = [];
  page.on('request', (request) => requested.push(request.url()));
  page.on('response', (response) => {
    if (!response.ok()) troubles.push(`${response.status()} ${response.url()}`);
  });
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });

  await page.goto(site.url, { waitUntil: 'networkidle' });

  expect(await page.title()).toContain('sptescope');
  expect(requested).toContain(site.url);
  expect(requested.filter((address) => !address.startsWith(site.url))).toEqual([]);
  expect(troubles).toEqual([]);
  await page.close();
});

test('a phone: what its first visit asks for, and when it can be used at a fourth of the speed, is printed', async () => {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
  });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.goto(site.url);
  await page.getByRole('region', { name: 'Moments and steps' }).waitFor();
  const idleAt = await idleMoment(page);
  const { startedAt, urls } = await page.evaluate((until) => {
    const before = performance
      .getEntriesByType('resource')
      .filter(({ startTime }) => performance.timeOrigin + startTime < until);
    return { startedAt: performance.timeOrigin, urls: before.map(({ name }) => name) };
  }, idleAt);
  const scripts = urls.filter((url) => url.endsWith('.js'));
  const [scriptBytes, allBytes] = [await bytesOf(scripts), await bytesOf(urls)];
  console.log(
    `a phone's first load: ${urls.length} requests, ${(allBytes / 1024).toFixed(1)} KiB after gzip, ` +
      `${(scriptBytes / 1024).toFixed(1)} of them scripts; interactive at 4x CPU slowdown after ` +
      `${(idleAt - startedAt).toFixed(0)} ms`,
  );
  expect(scripts.length).toBeGreaterThan(2);
  expect(urls.some((url) => url.includes('reading-view'))).toBe(true);
  expect(scriptBytes).toBeLessThanOrEqual(PHONE_LOAD_MAX);
  await context.close();
});
