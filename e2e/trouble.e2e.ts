/** What goes wrong is said, and nothing of the user's is lost. */
import { expect, test } from 'vitest';
import { useSite } from './fixtures.ts';

const site = useSite();

test('a crash of the engine: said, with a repro string; a restart returns to the same position', async () => {
  const bench = await site.open();
  await bench.playToViolation();
  const [digest, fragment] = [await bench.digest(), await bench.fragment()];
  await bench.crashEngine();
  const alert = bench.page.getByRole('alert', { name: 'Crash' });
  await alert.waitFor();
  expect(await alert.innerText()).toMatch(/asked to crash/);
  expect(await alert.innerText()).toContain('zap-drops-dirty-assist');
  const restart = alert.getByRole('button', { name: /restart|again|same/i }).first();
  if (await restart.isVisible()) await restart.click();
  await bench.idle();
  expect(await bench.digest()).toBe(digest);
  expect(await bench.fragment()).toBe(fragment);
  await bench.press('ArrowRight');
  expect(await bench.digest()).not.toBe(digest);
  await bench.close();
});

test('a scenario of one’s own with mistakes: each with its line and how to mend it', async () => {
  const bench = await site.open();
  const before = await bench.digest();
  await bench.page.getByRole('button', { name: /^Scenario:/ }).click();
  await bench.page.getByRole('button', { name: /scenario of your own/i }).click();
  const dialog = bench.page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('version: 1\nid: mine\ntitel: Mine\n');
  await dialog.getByRole('button', { name: /open/i }).click();
  await bench.idle();
  const text = await dialog.innerText();
  expect(text).toMatch(/titel/);
  expect(text).toMatch(/title/);
  expect(text).toMatch(/3/);
  await bench.page.keyboard.press('Escape');
  expect(await bench.digest()).toBe(before);
  await bench.close();
});

/** A run of one's own: it is in the address, and nowhere else. */
const OWN_RUN = 'v1/zap-drops-dirty-assist/before?run=zap:2.vcpu0:3&at=4';
const WORKER_SCRIPT = /\/worker-[^/]*\.js$/;

test('an engine whose script does not come: said plainly, and the run comes with it', async () => {
  const bench = await site.open({
    fragment: OWN_RUN,
    prepare: (context) => context.route(WORKER_SCRIPT, (route) => route.abort()),
  });
  const alert = bench.page.getByRole('alert', { name: 'No engine' });
  await alert.waitFor();
  expect(await alert.innerText()).toMatch(/could not be loaded/);
  expect(await alert.innerText()).not.toMatch(/bug|report/i);
  expect(await bench.axeViolations()).toEqual([]);
  expect(await bench.fragment()).toBe(OWN_RUN);

  await bench.context.unroute(WORKER_SCRIPT);
  await alert.getByRole('button', { name: 'Try again' }).click();
  await bench.page.getByRole('region', { name: 'Machine' }).waitFor();
  await bench.idle();
  expect(await alert.isVisible()).toBe(false);
  expect(await bench.fragment()).toContain('run=zap:2.vcpu0:3&at=4');
  await bench.close();
});

test.each([
  { width: 1280, height: 720 },
  { width: 390, height: 844 },
])(
  'without an engine the stories can be read, and the decoder used: $width x $height',
  async (size) => {
    const bench = await site.open({
      ...size,
      fragment: OWN_RUN,
      prepare: (context) => context.route(WORKER_SCRIPT, (route) => route.abort()),
    });
    const { page } = bench;
    await page.getByRole('heading', { name: 'Nothing can be stepped now' }).waitFor();
    expect(await page.getByRole('main').innerText()).toMatch(/worker[\s\S]*refuse workers/);
    expect(await page.getByText('Nothing is open').count()).toBe(0);
    expect(await page.getByLabel('The address').inputValue()).toContain(`#${OWN_RUN}`);
    await page.getByText(/^The zapper empties the entry\./).waitFor();
    expect(await bench.axeViolations()).toEqual([]);
    expect(await bench.overflowsSideways()).toBe(false);

    await page.getByRole('button', { name: 'Decode an SPTE' }).click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    const other = page.getByRole('region', { name: 'All stories' }).getByRole('link').last();
    const title = await other.innerText();
    await other.click();
    await bench.idle();
    await page.getByRole('heading', { name: title }).waitFor();
    expect(await page.getByText(/^The zapper empties the entry\./).count()).toBe(0);
    await bench.close();
  },
);

test('a browser that throws at workers is told of in the same words', async () => {
  const bench = await site.open({
    prepare: (context) =>
      context.addInitScript(() => {
        globalThis.Worker = function refuse() {
          throw new DOMException('refused', 'SecurityError');
        } as unknown as typeof Worker;
      }),
  });
  await bench.page.getByRole('alert', { name: 'No engine' }).waitFor();
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test.each([
  [
    'refused',
    () => {
      Object.defineProperty(globalThis, 'localStorage', {
        get: () => {
          throw new DOMException('refused', 'SecurityError');
        },
      });
    },
  ],
  [
    'full',
    () => {
      Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
    },
  ],
])('storage that is %s costs nothing of the run', async (_, spoil) => {
  const bench = await site.open({ prepare: (context) => context.addInitScript(spoil) });
  await bench.press('1');
  await bench.press('2');
  const [digest, fragment] = [await bench.digest(), await bench.fragment()];
  expect(fragment).toContain('run=');
  await bench.page.reload();
  await bench.idle();
  expect([await bench.digest(), await bench.fragment()]).toEqual([digest, fragment]);
  await bench.page.getByRole('button', { name: /theme/i }).click();
  await bench.press('3');
  expect(await bench.digest()).not.toBe(digest);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('a window that is too small says so, and can be used all the same', async () => {
  const bench = await site.open({ width: 260, height: 220 });
  const word = (): Promise<string> =>
    bench.page.evaluate(() => {
      const page = document.querySelector('#root > div');
      return page === null ? '' : getComputedStyle(page, '::before').content;
    });
  expect(await word()).toContain('This window is too small');
  const before = await bench.digest();
  await bench.press('ArrowRight');
  expect(await bench.digest()).not.toBe(before);
  await bench.page.setViewportSize({ width: 320, height: 480 });
  expect(await word()).toBe('none');
  expect(await bench.overflowsSideways()).toBe(false);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});
