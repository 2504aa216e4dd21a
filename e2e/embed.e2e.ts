/** Embedded in a page of another origin: what it shows, what it lets readers do, what it answers. */
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { EmbedHost, serveHost } from './embed-host.ts';
import { serveSite, type Site } from './site.ts';
import { Workbench } from './workbench.ts';

let site: Site;
let host: Site;
let browser: Browser;
/** A link to the step of the first story that destroys the Dirty bit. */
let violated: { fragment: string; digest: string };

beforeAll(async () => {
  [site, host, browser] = await Promise.all([serveSite(), serveHost(), launchBrowser()]);
  const bench = await Workbench.open(browser, site);
  await bench.playToViolation();
  violated = { fragment: await bench.fragment(), digest: await bench.digest() };
  await bench.close();
});

afterAll(async () => {
  await browser.close();
  await site.close();
  await host.close();
});

interface EmbedOptions {
  readonly search?: string;
  readonly fragment?: string;
  readonly width?: number;
  readonly height?: number;
}

const troubles: string[] = [];

async function embed(options: EmbedOptions = {}): Promise<EmbedHost> {
  const { search = '?embed', fragment = violated.fragment, width = 960, height = 540 } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => troubles.push(error.message));
  await page.goto(host.url);
  const embedded = new EmbedHost(page);
  await embedded.embed(`${site.url}${search}#${fragment}`);
  return embedded;
}

async function leave({ page }: EmbedHost): Promise<void> {
  await page.context().close();
  expect(troubles.splice(0)).toEqual([]);
}

describe('what is shown', () => {
  test('the picture, the verdict line and the way to the workbench, and nothing else', async () => {
    const blog = await embed();
    const { frame } = blog;
    expect(await frame.getByRole('region', { name: 'Verdicts' }).innerText()).toMatch(
      /P8 violated at step 20/,
    );
    expect(await frame.getByRole('region', { name: 'Machine' }).innerText()).toMatch(/STALE/);
    for (const name of ['Story', 'Inspector', 'Timeline']) {
      expect(await frame.getByRole('region', { name, exact: true }).count()).toBe(0);
    }
    const address = await frame
      .getByRole('link', { name: 'open in sptescope' })
      .getAttribute('href');
    expect(address).toBe(`${site.url}#${violated.fragment}`);
    await leave(blog);
  });

  test.each([
    ['a slide', 1280, 720, 'theme=light'],
    ['a large slide', 1920, 1080, 'theme=dark'],
    ['a blog', 760, 500, 'theme=light'],
    ['a phone', 390, 560, 'theme=dark'],
  ])('%s, %d x %d: nothing is cut, nothing overlaps, axe finds nothing', async (...view) => {
    const [name, width, height, theme] = view;
    const blog = await embed({ search: `?embed=step&${theme}`, width, height });
    const inside = blog.page.frames()[1]!;
    await inside.evaluate(axe.source);
    const found = await inside.evaluate(async () => {
      const { axe: engine } = globalThis as unknown as { axe: typeof axe };
      const { violations } = await engine.run(document);
      return violations.map(({ id, nodes }) => `${id} ${nodes[0]?.target.join(' ') ?? ''}`);
    });
    expect(found).toEqual([]);
    const overflow = () =>
      inside.evaluate(() => ({
        sideways: document.documentElement.scrollWidth > innerWidth,
        down: document.documentElement.scrollHeight > innerHeight,
        hidden: [...document.querySelectorAll('[data-scroller]')].some(
          (element) => element.scrollHeight > element.clientHeight + 1,
        ),
      }));
    // On a phone the picture scrolls within its frame: smaller, it could not be read. Parts that come
    // late make the picture fit anew.
    const hidden = name === 'a phone';
    await expect.poll(overflow).toEqual({ sideways: false, down: false, hidden });
    await leave(blog);
  });

  test('a link that cannot be followed is said to be one', async () => {
    const blog = await embed({ fragment: violated.fragment.slice(0, -9) });
    const notices = blog.frame.getByRole('region', { name: 'Notices' });
    expect(await notices.innerText()).toMatch(/cut off.*what could be saved/s);
    await leave(blog);
  });
});

describe('what readers can do', () => {
  test('read-only: no key and no click changes anything', async () => {
    const blog = await embed();
    await blog.frame.getByRole('row', { name: /^0x201 / }).click();
    for (const key of ['ArrowRight', 'ArrowLeft', '1', 'c', 'n', 'r', '?', 'Home', ' ']) {
      await blog.page.keyboard.press(key);
    }
    expect(await blog.frame.getByRole('button', { name: /step/i }).count()).toBe(
      await blog.frame.getByRole('button', { name: /step/i, disabled: true }).count(),
    );
    const { state } = await blog.ask({ type: 'state' });
    expect(state?.link).toBe(violated.fragment);
    expect(await blog.frame.getByRole('dialog').count()).toBe(0);
    await leave(blog);
  });

  test('step-only: forwards and back by keys and buttons, and nothing else', async () => {
    const blog = await embed({ search: '?embed=step' });
    const position = async () => (await blog.ask({ type: 'state' })).state?.position;
    await blog.frame.getByRole('button', { name: 'Back one step' }).click();
    expect(await position()).toBe(19);
    await blog.page.keyboard.press('ArrowLeft');
    expect(await position()).toBe(18);
    await blog.frame.getByRole('button', { name: 'Next step' }).click();
    await blog.page.keyboard.press('k');
    expect(await position()).toBe(20);
    for (const key of ['c', 'r', '1', 's', '?']) await blog.page.keyboard.press(key);
    const { state } = await blog.ask({ type: 'state' });
    expect(state).toMatchObject({ position: 20, column: 'before', digest: violated.digest });
    await leave(blog);
  });
});

describe('what it answers', () => {
  test('ping, load, goto, step and state', async () => {
    const blog = await embed();
    expect(await blog.ask({ type: 'ping' })).toMatchObject({
      type: 'pong',
      mode: 'read',
      requests: ['ping', 'state', 'load', 'step', 'goto'],
    });
    const loaded = await blog.ask({ type: 'load', link: 'v1/hardware-walk-removed-table' });
    expect(loaded.state).toMatchObject({ scenario: 'hardware-walk-removed-table', position: 0 });
    const stepped = await blog.ask({ type: 'step', count: 3 });
    expect(stepped.state?.position).toBe(3);
    const back = await blog.ask({ type: 'step', count: -2 });
    expect(back.state?.position).toBe(1);
    const link = `${site.url}#${violated.fragment}`;
    const there = await blog.ask({ type: 'load', link });
    expect(there.state).toMatchObject({ digest: violated.digest, violation: { property: 'P8' } });
    const start = await blog.ask({ type: 'goto', position: 0 });
    expect(start.state).toMatchObject({ position: 0, violation: null });
    const zap = await blog.ask({ type: 'step', actor: 'zap', count: 2 });
    expect(zap.state?.link).toMatch(/run=zap:2&at=2/);
    await leave(blog);
  });

  test('the page around is told when a reader steps', async () => {
    const blog = await embed({ search: '?embed=step' });
    await blog.ask({ type: 'ping' });
    await blog.frame.getByRole('button', { name: 'Back one step' }).click();
    await blog.page.waitForFunction(() => {
      const { answers } = globalThis as unknown as {
        answers: { id: unknown; state?: { position: number } }[];
      };
      return answers.some(({ id, state }) => id === null && state?.position === 19);
    });
    await leave(blog);
  });

  test('requests in one go are done in their order', async () => {
    const blog = await embed();
    for (let n = 1; n <= 5; n++) {
      await blog.post({ sptescope: 1, id: n, type: 'goto', position: n });
    }
    for (let n = 1; n <= 5; n++) expect((await blog.answerTo(n)).state?.position).toBe(n);
    await leave(blog);
  });

  test('rubbish is tolerated: left alone or refused with what to mend, and nothing changes', async () => {
    const blog = await embed();
    const before = await blog.ask({ type: 'state' });
    for (const rubbish of [
      null,
      0,
      'step',
      [],
      {},
      { type: 'step' },
      { sptescope: 'x'.repeat(9) },
    ]) {
      await blog.post(rubbish);
    }
    for (const [request, code] of [
      [{ type: 'reboot' }, 'embed-type'],
      [{ type: 'load', link: 42 }, 'embed-link'],
      [{ type: 'load', link: 'rubbish' }, 'link-foreign'],
      [{ type: 'load', link: 'v1/no-such-scenario' }, 'unknown-scenario'],
      [{ type: 'step', count: 'many' }, 'embed-count'],
      [{ type: 'step', actor: 'nobody' }, 'embed-actor'],
      [{ type: 'goto', position: -1 }, 'embed-position'],
      [{ sptescope: 99, type: 'ping' }, 'embed-version'],
    ] as const) {
      const answer = await blog.ask(request);
      expect(answer).toMatchObject({ type: 'refused', issues: [{ code }] });
    }
    expect((await blog.ask({ type: 'state' })).state).toEqual(before.state);
    const others = (await blog.answers()).filter(({ id, type }) => id === null && type !== 'ready');
    expect(others.every(({ type }) => type === 'refused')).toBe(true);
    await leave(blog);
  });

  test('more at once than anybody waits for is refused, and what was taken is done', async () => {
    const blog = await embed();
    await blog.page.evaluate(() => {
      const inside = document.querySelector('iframe')?.contentWindow;
      for (let id = 1; id <= 300; id++) {
        inside?.postMessage({ sptescope: 1, id, type: 'goto', position: id % 20 }, '*');
      }
    });
    const [first, last] = [await blog.answerTo(1), await blog.answerTo(300)];
    expect(first.state?.position).toBe(1);
    expect(last).toMatchObject({ type: 'refused', issues: [{ code: 'embed-busy' }] });
    expect((await blog.ask({ type: 'goto', position: 2 })).state?.position).toBe(2);
    await leave(blog);
  });
});
