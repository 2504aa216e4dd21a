/** Without a network, with a new version, and without the service worker. */
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { DIST_FOLDER, serveSite, type Site } from './site.ts';
import { Workbench } from './workbench.ts';

let browser: Browser;
let site: Site;
let folder: string;

beforeAll(async () => {
  browser = await launchBrowser();
  folder = await mkdtemp(join(tmpdir(), 'sptescope-next-'));
  await makeNextVersion();
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

afterEach(async () => {
  await site.close().catch(() => null); // some tests have taken it away themselves
});

/** The same site with another page, and without a part that the old one has: its sheet of keys. */
async function makeNextVersion(): Promise<void> {
  await cp(DIST_FOLDER, folder, { recursive: true });
  const page = join(folder, 'index.html');
  const html = await readFile(page, 'utf8');
  await writeFile(page, html.replace('<html lang="en"', '<html lang="en" data-build="next"'));
  const assets = await readdir(join(folder, 'assets'));
  const gone = assets.filter((name) => name.startsWith('key-sheet-') && name.endsWith('.js'));
  expect(gone).toHaveLength(1);
  await rm(join(folder, 'assets', gone[0]!));
  const worker = join(folder, 'sw.js');
  const code = await readFile(worker, 'utf8');
  await writeFile(
    worker,
    code.replace(`"assets/${gone[0]!}",`, '').replace(/"version":"\w+"/, '"version":"next"'),
  );
}

async function deployNext(): Promise<void> {
  const port = Number(new URL(site.url).port);
  await site.close();
  site = await serveSite(folder, port);
}

/** The page when the service worker keeps it. */
async function openKept(): Promise<Workbench> {
  site = await serveSite();
  const bench = await Workbench.open(browser, site);
  await untilKept(bench.page);
  return bench;
}

async function untilKept(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
}

const buildOf = (page: Page) => page.evaluate(() => document.documentElement.dataset['build']);
const newVersionIn = (page: Page) => page.getByText('A new version of sptescope');
const useIn = (page: Page) => page.getByRole('button', { name: 'Use it now' }).click();

/** As the browser does when a page is opened. */
async function lookForUpdate(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration?.update();
  });
}

test('after the first visit everything works without a network', async () => {
  const bench = await openKept();
  await bench.playToViolation();
  const [digest, fragment] = [await bench.digest(), await bench.fragment()];
  await site.close();

  await bench.page.reload();
  await bench.idle();
  expect(await bench.digest()).toBe(digest);
  // Parts that are loaded late, and a story that was never opened.
  for (const [key, name] of [
    ['?', 'Keys and marks'],
    ['d', 'Decode an SPTE'],
    ['x', 'Export'],
  ] as const) {
    await bench.page.keyboard.press(key);
    const dialog = bench.page.getByRole('dialog', { name });
    await dialog.waitFor();
    await bench.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  }
  await bench.goTo('v1/hardware-walk-removed-table');
  await bench.playToViolation();
  expect(await bench.violation.isVisible()).toBe(true);

  // A tab of its own, by a link.
  const other = await bench.context.newPage();
  await other.goto(`${site.url}#${fragment}`);
  await other.getByRole('region', { name: /^Violation of/ }).waitFor();
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('a new version is said to be there, and waits until the reader takes it', async () => {
  const bench = await openKept();
  await bench.playToViolation();
  const [digest, fragment] = [await bench.digest(), await bench.fragment()];
  await deployNext();
  await lookForUpdate(bench.page);
  await newVersionIn(bench.page).waitFor();

  // Nothing has been swapped: not now, not by a reload, nor for another tab.
  expect(await buildOf(bench.page)).toBeUndefined();
  await bench.page.reload();
  await bench.idle();
  expect(await buildOf(bench.page)).toBeUndefined();
  expect(await bench.digest()).toBe(digest);
  const other = await bench.context.newPage();
  await other.goto(site.url);
  expect(await buildOf(other)).toBeUndefined();
  await newVersionIn(other).waitFor();

  await newVersionIn(bench.page).waitFor();
  await Promise.all([bench.page.waitForEvent('load'), useIn(bench.page)]);
  await bench.idle();
  expect(await buildOf(bench.page)).toBe('next');
  expect(await bench.digest()).toBe(digest);
  expect(await bench.fragment()).toBe(fragment);

  // The other tab is as it was, and finds the parts of its own version, which the host has no more.
  expect(await buildOf(other)).toBeUndefined();
  await other.keyboard.press('?');
  await other.getByRole('dialog', { name: 'Keys and marks' }).waitFor();
  await other.keyboard.press('Escape');
  await Promise.all([other.waitForEvent('load'), useIn(other)]);
  expect(await buildOf(other)).toBe('next');
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('a service worker that gets lost is not missed', async () => {
  const bench = await openKept();
  await bench.playToViolation();
  const digest = await bench.digest();
  await bench.page.evaluate(async () => {
    const registrations = await navigator.serviceWorker.getRegistrations();
    await Promise.all(registrations.map((registration) => registration.unregister()));
    await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
  });
  await bench.page.keyboard.press('?');
  await bench.page.getByRole('dialog').waitFor();
  await bench.page.keyboard.press('Escape');
  await bench.page.reload();
  await bench.idle();
  expect(await bench.digest()).toBe(digest);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('a page whose later parts the host has no more says so, and keeps the run', async () => {
  site = await serveSite();
  const bench = await Workbench.open(browser, site, {
    prepare: (context) =>
      context.addInitScript(() => {
        const refuse = () => Promise.reject(new DOMException('refused', 'SecurityError'));
        Object.defineProperty(navigator.serviceWorker, 'register', { value: refuse });
      }),
  });
  await bench.page.getByText('every interleaving:').waitFor();
  await bench.press('1', 2);
  const [digest, fragment] = [await bench.digest(), await bench.fragment()];
  await bench.context.route(/\/assets\//, (route) => route.fulfill({ status: 404, body: '' }));
  const notice = bench.page.getByText('A part of the page could not be loaded');
  for (const key of ['?', 'd', 'v', 'o', ' ', '/', 'u', 'f']) {
    await bench.page.keyboard.press(key);
    await notice.waitFor();
    expect(await bench.page.getByText('Your run is kept').count()).toBe(1);
    await bench.page
      .getByRole('region', { name: 'Notices' })
      .getByLabel(/dismiss|close/i)
      .click();
    await notice.waitFor({ state: 'hidden' });
    expect([await bench.digest(), await bench.fragment()]).toEqual([digest, fragment]);
  }
  await bench.page.getByRole('button', { name: /^Scenario:/ }).click();
  await notice.waitFor();
  await bench.page.keyboard.press('Escape');
  await bench.press('2');
  const further = await bench.digest();
  expect(further).not.toBe(digest);

  // The host is whole again, with whatever version.
  await bench.context.unroute(/\/assets\//);
  await Promise.all([
    bench.page.waitForEvent('load'),
    bench.page.getByRole('button', { name: 'Load the page anew' }).click(),
  ]);
  await bench.idle();
  expect(await bench.digest()).toBe(further);
  expect(bench.troubles.filter((trouble) => !trouble.includes('404'))).toEqual([]);
  await bench.close();
});

test('a browser that refuses service workers shows the page all the same', async () => {
  site = await serveSite();
  const context = await browser.newContext();
  await context.addInitScript(() => {
    const refuse = () => Promise.reject(new DOMException('refused', 'SecurityError'));
    Object.defineProperty(navigator.serviceWorker, 'register', { value: refuse });
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  // Long enough for the page to have asked: it says nothing of it.
  await Promise.all([page.waitForResponse(/settled/), page.goto(site.url)]);
  await page.getByRole('button', { name: /^Scenario:/ }).waitFor();
  await page.evaluate(() => new Promise(requestAnimationFrame));
  expect(errors).toEqual([]);
  expect(await page.getByRole('region', { name: 'Notices' }).innerText()).toBe('');
  await context.close();
});
