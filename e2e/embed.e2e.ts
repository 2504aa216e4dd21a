/** Embedded in a page of another origin: what it shows, what it lets readers do, what it answers. */
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeSpteLink } from '../src/link/encode-spte-link.ts';
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
  readonly shows?: 'machine' | 'nothing';
}

const troubles: string[] = [];

async function embed(options: EmbedOptions = {}): Promise<EmbedHost> {
  const { search = '?embed', fragment = violated.fragment, width = 960, height = 540 } = options;
  const { shows = 'machine' } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => troubles.push(error.message));
  await page.goto(host.url);
  const embedded = new EmbedHost(page);
  await embedded.embed(`${site.url}${search}#${fragment}`, shows);
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
    ['a usual frame', 960, 540, 'theme=light'],
    ['half a slide', 640, 360, 'theme=dark'],
    ['the corner of a slide', 480, 270, 'theme=light'],
    ['the corner of a dark slide', 480, 270, 'theme=dark'],
    ['a blog', 700, 500, 'theme=light'],
    ['a dark blog, in the shape of a screen', 700, 394, 'theme=dark'],
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
        themed: document.documentElement.dataset['theme'],
        hidden: [...document.querySelectorAll('[data-scroller]')].some(
          (element) => element.scrollHeight > element.clientHeight + 1,
        ),
      }));
    // On a phone the picture scrolls within its frame: smaller, it could not be read. Parts that come
    // late make the picture fit anew.
    const hidden = name === 'a phone';
    const themed = theme.replace('theme=', '');
    await expect.poll(overflow).toEqual({ sideways: false, down: false, themed, hidden });
    await leave(blog);
  });

  test('nothing of the workbench around it: one bar, one picture, one line', async () => {
    const blog = await embed({ search: '?embed=step' });
    for (const [role, names] of [
      ['link', ['open in sptescope']],
      ['combobox', []],
      ['dialog', []],
      ['separator', []],
    ] as const) {
      const found = await blog.frame.getByRole(role).allInnerTexts();
      expect(found).toEqual(names);
    }
    const address = await blog.frame.getByRole('link').getAttribute('target');
    expect(address).toBe('_blank');
    await leave(blog);
  });

  test.each(['v1/compare/zap-drops-dirty-assist/before/after', 'v1/trace'])(
    'a link to what is no run is said to be one, and leads there: %s',
    async (fragment) => {
      const blog = await embed({ fragment, shows: 'nothing' });
      await blog.frame.getByRole('alert').waitFor();
      expect(await blog.frame.getByRole('alert').innerText()).toMatch(/comparison or to a trace/);
      const link = blog.frame.getByRole('link', { name: 'open in sptescope' });
      expect(await link.getAttribute('href')).toBe(`${site.url}#${fragment}`);
      expect(await blog.frame.getByRole('region', { name: 'Machine' }).count()).toBe(0);
      expect((await blog.ask({ type: 'state' })).state).toBeNull();
      await leave(blog);
    },
  );

  test.each(['?embed', '?embed=step'])(
    'a link to the decoder shows the value, and nothing over or under it: %s',
    async (search) => {
      const fragment = encodeSpteLink({
        spte: { hi: 0x06000000, lo: 0x01234b77 },
        level: 1,
        layout: 'v6.17/ept-ad-46',
      });
      const blog = await embed({ search, fragment, shows: 'nothing' });
      const value = blog.frame.getByRole('textbox', { name: 'Value' });
      await value.waitFor();
      expect(await value.inputValue()).toBe('0x600000001234b77');
      await blog.frame.getByRole('heading', { name: 'Fields' }).waitFor();
      expect(await blog.frame.getByRole('dialog').count()).toBe(0);
      expect(await blog.frame.getByRole('region', { name: 'Machine' }).count()).toBe(0);
      expect(await value.isDisabled()).toBe(search === '?embed');
      const link = blog.frame.getByRole('link', { name: 'open in sptescope' });
      expect(await link.getAttribute('href')).toBe(`${site.url}#${fragment}`);
      expect((await blog.ask({ type: 'state' })).state).toBeNull();
      // What is asked of a run is done in it, and a link to one shows it.
      const { state } = await blog.ask({ type: 'load', link: violated.fragment });
      expect(state?.digest).toBe(violated.digest);
      await blog.frame.getByRole('region', { name: 'Machine' }).waitFor();
      expect(await value.count()).toBe(0);
      await leave(blog);
    },
  );

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
      [{ type: 'load', link: 'v1/trace' }, 'embed-no-run'],
      [{ type: 'load', link: 'v1/compare/zap-drops-dirty-assist/before/after' }, 'embed-no-run'],
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

  test('what only a script can send: huge, deep, in circles, of any kind; what is asked then is done', async () => {
    const blog = await embed();
    const before = await blog.ask({ type: 'state' });
    await blog.page.evaluate(() => {
      const inside = document.querySelector('iframe')?.contentWindow;
      const circle: Record<string, unknown> = { sptescope: 1, type: 'step' };
      circle['actor'] = circle;
      let deep: unknown = 1;
      for (let n = 0; n < 2000; n++) deep = [deep];
      const rubbish: unknown[] = [
        circle,
        { sptescope: 1, type: 'load', link: 'v1/'.repeat(2_000_000) },
        { sptescope: 1, type: 'goto', position: deep },
        { sptescope: 1, type: 'goto', position: 1e300, id: deep },
        { sptescope: 1, type: 'step', count: 10n },
        { sptescope: 1, type: new Date(), id: new Map() },
        { sptescope: 1, type: '__proto__' },
        { sptescope: 1, type: 'constructor', id: NaN },
        new ArrayBuffer(10_000_000),
        new Error('rubbish'),
        new Blob(['rubbish']),
        /sptescope/,
        Object.assign([], { sptescope: 1 }),
      ];
      for (const one of rubbish) inside?.postMessage(one, '*');
      // What cannot be sent at all is the sender's own error.
      try {
        inside?.postMessage({ sptescope: 1, type: () => 'ping' }, '*');
      } catch {
        return;
      }
      throw new Error('functions can be sent?');
    });
    expect((await blog.ask({ type: 'state' })).state).toEqual(before.state);
    expect((await blog.ask({ type: 'ping' })).type).toBe('pong');
    await leave(blog);
  });

  test('only the page around is listened to: not a frame beside it, nor the page itself', async () => {
    const blog = await embed();
    const inside = blog.page.frames()[1]!;
    await blog.page.evaluate(async () => {
      const beside = document.createElement('iframe');
      beside.srcdoc =
        '<script>parent.frames[0].postMessage({ sptescope: 1, id: "beside", type: "goto", position: 0 }, "*")</script>';
      const loaded = new Promise((resolve) => beside.addEventListener('load', resolve));
      document.body.append(beside);
      await loaded;
    });
    await inside.evaluate(() => {
      postMessage({ sptescope: 1, id: 'itself', type: 'goto', position: 0 }, '*');
    });
    expect((await blog.ask({ type: 'state' })).state?.link).toBe(violated.fragment);
    const ids = (await blog.answers()).map(({ id }) => id);
    expect(ids).not.toContain('beside');
    expect(ids).not.toContain('itself');
    await leave(blog);
  });

  test('a flood of 10,000 requests: each is answered once, and the run is there', async () => {
    const blog = await embed();
    await blog.page.evaluate(() => {
      const inside = document.querySelector('iframe')?.contentWindow;
      for (let id = 1; id <= 10_000; id++) {
        inside?.postMessage({ sptescope: 1, id, type: 'goto', position: id % 30 }, '*');
      }
    });
    await blog.page.waitForFunction(
      () =>
        (globalThis as unknown as { answers: { id: unknown }[] }).answers.filter(
          ({ id }) => typeof id === 'number',
        ).length >= 10_000,
    );
    const answers = (await blog.answers()).filter(({ id }) => typeof id === 'number');
    expect(new Set(answers.map(({ id }) => id)).size).toBe(10_000);
    expect(answers).toHaveLength(10_000);
    const done = answers.filter(({ type }) => type === 'state');
    expect(done.length).toBeGreaterThanOrEqual(100);
    for (const { id, state } of done) expect(state?.position).toBe(Number(id) % 30);
    const there = await blog.ask({ type: 'goto', position: 20 });
    expect(there.state).toMatchObject({ digest: violated.digest, link: violated.fragment });
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
