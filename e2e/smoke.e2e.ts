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
