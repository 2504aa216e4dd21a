/** The built page may load itself and nothing else; the browser itself is told to see to that. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { useSite } from './fixtures.ts';
import type { Workbench } from './workbench.ts';

const site = useSite();

/** Nothing but the site's own files; data: is for pictures that the page has drawn itself. */
const EXPECTED_POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'font-src': "'self'",
  'connect-src': "'self'",
  'worker-src': "'self'",
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
};

type WatchedWindow = typeof globalThis & { policyViolations?: string[] };

/** Notes what the policy refuses, from before the page's first script on. */
function watchPolicy(): void {
  const watched = globalThis as WatchedWindow;
  watched.policyViolations = [];
  document.addEventListener('securitypolicyviolation', (event) => {
    watched.policyViolations?.push(`${event.effectiveDirective} ${event.blockedURI}`);
  });
}

function violationsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => (globalThis as WatchedWindow).policyViolations ?? ['not watched']);
}

async function openWatched(): Promise<Workbench> {
  const bench = await site.open();
  await bench.page.addInitScript(watchPolicy);
  await bench.page.reload();
  await bench.idle();
  return bench;
}

test('the built page has the strict policy, before anything it could load', async () => {
  const bench = await site.open();
  const metas = await bench.page
    .locator('meta[http-equiv="Content-Security-Policy"]')
    .evaluateAll((elements) => elements.map((element) => element.getAttribute('content') ?? ''));
  expect(metas).toHaveLength(1);
  const directives = (metas[0] ?? '').split('; ').map((directive) => {
    const [name = '', ...sources] = directive.split(' ');
    return [name, sources.join(' ')] as const;
  });
  expect(Object.fromEntries(directives)).toEqual(EXPECTED_POLICY);
  const first = await bench.page.evaluate(() => document.head.firstElementChild?.outerHTML);
  expect(first).toContain('Content-Security-Policy');
  await bench.close();
});

test('nothing in a whole visit violates it, and nothing is asked of another host', async () => {
  const bench = await openWatched();
  const requested: string[] = [];
  bench.context.on('request', (request) => requested.push(request.url()));
  await bench.playToViolation();
  await bench.press('c');
  await bench.press('t');
  await bench.page.keyboard.press('?');
  await bench.page.getByRole('dialog').waitFor();
  await bench.page.keyboard.press('Escape');
  await bench.page.getByRole('button', { name: 'Share' }).click();
  await bench.page.getByRole('dialog').waitFor();
  await bench.page.keyboard.press('Escape');
  await bench.goTo('v1/hardware-walk-removed-table');
  await bench.playToViolation();
  const { origin } = new URL(bench.page.url());
  expect(requested.length).toBeGreaterThan(0);
  expect(requested.filter((url) => !url.startsWith(origin) && !url.startsWith('data:'))).toEqual(
    [],
  );
  expect(await violationsOf(bench.page)).toEqual([]);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('nor do the views, the dialogs, an export, paper, an embedded page', async () => {
  const bench = await openWatched();
  const { page } = bench;
  await bench.playToViolation();
  for (const key of ['d', 'x', 'b', 'u', '/']) {
    await page.keyboard.press(key);
    await page.getByRole('dialog').waitFor();
    if (key === 'x') {
      for (const button of ['SVG', 'PNG']) {
        const saved = page.waitForEvent('download');
        await page.getByRole('dialog').getByRole('button', { name: button, exact: true }).click();
        await saved;
      }
    }
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  }
  for (const [key, main] of [
    ['v', 'Differences'],
    ['e', 'All interleavings'],
  ] as const) {
    await page.keyboard.press(key);
    await page.getByRole('region', { name: main }).waitFor();
    await page.keyboard.press(key === 'e' ? 'e' : 'Escape');
  }
  await page.waitForFunction(() => {
    dispatchEvent(new Event('beforeprint'));
    return document.documentElement.dataset['paper'] !== undefined;
  });
  await page.evaluate(() => void dispatchEvent(new Event('afterprint')));
  expect(await violationsOf(page)).toEqual([]);
  await page.keyboard.press('o');
  await page.getByRole('button', { name: 'Two vCPUs race' }).click();
  await page.getByRole('tab', { name: 'Map' }).waitFor();
  expect(await violationsOf(page)).toEqual([]);
  expect(bench.troubles).toEqual([]);

  const embedded = page.url().replace(/[?#].*$/, '?embed=step');
  await page.goto(embedded);
  await page.getByRole('button', { name: 'Next step' }).click();
  expect(await violationsOf(page)).toEqual([]);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test.each([
  ['a request to another host', () => void fetch('http://elsewhere.invalid/').catch(() => null)],
  [
    'a script within the page',
    () => {
      const script = document.createElement('script');
      script.textContent = 'document.title = "taken over"';
      document.head.append(script);
    },
  ],
  [
    'a picture of another host',
    () => {
      new Image().src = 'http://elsewhere.invalid/pixel.png';
    },
  ],
  [
    'a style within the page',
    () => {
      const style = document.createElement('style');
      style.textContent = 'body { display: none }';
      document.head.append(style);
    },
  ],
  [
    'a frame',
    () => {
      const frame = document.createElement('iframe');
      frame.src = 'http://elsewhere.invalid/';
      document.body.append(frame);
    },
  ],
  [
    'a text as a program',
    () => {
      // Later: what a test runs in the page itself may do so.
      setTimeout(() => {
        try {
          (0, eval)('document.title = "taken over"');
        } catch {
          // as it should be
        }
      });
    },
  ],
  [
    'an attribute as a program',
    () => {
      const button = document.createElement('button');
      button.setAttribute('onclick', 'document.title = "taken over"');
      document.body.append(button);
      button.click();
    },
  ],
  [
    'a socket to another host',
    () => {
      try {
        new WebSocket('ws://elsewhere.invalid/');
      } catch {
        // as it should be
      }
    },
  ],
  ['a beacon to another host', () => void navigator.sendBeacon('http://elsewhere.invalid/', 'run')],
  [
    'a worker out of a text',
    () => {
      try {
        new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])));
      } catch {
        // as it should be
      }
    },
  ],
  [
    'a font of another host',
    () => {
      void new FontFace('other', 'url(http://elsewhere.invalid/font.woff2)')
        .load()
        .catch(() => null);
    },
  ],
  [
    'a form that goes elsewhere',
    () => {
      const form = document.createElement('form');
      form.action = 'http://elsewhere.invalid/';
      document.body.append(form);
      form.submit();
    },
  ],
  [
    'another base for what is loaded later',
    () => {
      const base = document.createElement('base');
      base.href = 'http://elsewhere.invalid/';
      document.head.append(base);
    },
  ],
])('the policy is in force: it refuses %s', async (_, attempt) => {
  const bench = await openWatched();
  await bench.page.evaluate(attempt);
  await bench.page.waitForFunction(
    () => (globalThis as WatchedWindow).policyViolations?.length !== 0,
  );
  expect(await violationsOf(bench.page)).toHaveLength(1);
  expect(await bench.page.title()).not.toBe('taken over');
  await bench.close();
});
