import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
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

/** What a first visit may load of JavaScript, all of it, in bytes after gzip -9. */
const FIRST_LOAD_MAX = 180_000;

test('a first visit loads no more JavaScript than the budget allows', async () => {
  const page = await browser.newPage();
  const scripts = new Map<string, number>();
  page.on('response', (response) => {
    if (!response.url().endsWith('.js')) return;
    scripts.set(response.url(), 0);
  });
  await page.goto(site.url, { waitUntil: 'networkidle' });
  let total = 0;
  for (const url of scripts.keys()) {
    const text = await (await fetch(url)).text();
    total += gzipSync(text, { level: 9 }).byteLength;
  }
  console.log(`first load: ${scripts.size} scripts, ${(total / 1024).toFixed(1)} KiB after gzip`);
  expect(scripts.size).toBeGreaterThan(2);
  expect(total).toBeLessThanOrEqual(FIRST_LOAD_MAX);
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
