/** For everyone: axe, sizes, keyboard. */
import { expect, test } from 'vitest';
import { useSite } from './fixtures.ts';
import type { OpenOptions } from './workbench.ts';

const site = useSite();

const VIEWS: readonly [string, OpenOptions][] = [
  ['dark', { theme: 'dark' }],
  ['light', { theme: 'light' }],
  ['dark, 1280 x 720', { theme: 'dark', width: 1280, height: 720 }],
  ['light, a phone', { theme: 'light', width: 390, height: 844 }],
  ['forced colours', { forcedColors: 'active' }],
];

test.each(VIEWS)('axe finds nothing, at the start and at the violation: %s', async (_, options) => {
  const bench = await site.open(options);
  expect(await bench.axeViolations()).toEqual([]);
  await bench.playToViolation();
  expect(await bench.axeViolations()).toEqual([]);
  expect(await bench.overflowsSideways()).toBe(false);
  await bench.press('c');
  expect(await bench.axeViolations()).toEqual([]);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('six columns fit a phone and a desk: nothing lies outside, and axe finds nothing', async () => {
  for (const width of [390, 1280]) {
    const bench = await site.open({
      fragment: 'v1/clobber-then-enable-pml/xchg-conditional',
      width,
      height: 844,
    });
    expect(await bench.column(/^XCHG, flush if changed/).getAttribute('aria-pressed')).toBe('true');
    expect(await bench.overflowsSideways()).toBe(false);
    expect(await bench.axeViolations()).toEqual([]);
    expect(bench.troubles).toEqual([]);
    await bench.close();
  }
});

test('axe finds nothing in the dialogs; Escape closes them and focus comes back', async () => {
  const bench = await site.open();
  for (const [open, name] of [
    ['?', /keys/i],
    ['l', /share/i],
  ] as const) {
    const key = open === 'l' ? null : open;
    if (key === null) await bench.page.getByRole('button', { name: 'Share' }).click();
    else await bench.page.keyboard.press(key);
    const dialog = bench.page.getByRole('dialog');
    await dialog.waitFor();
    expect(await dialog.getByRole('heading').first().innerText()).toMatch(name);
    expect(await bench.axeViolations()).toEqual([]);
    await bench.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  }
  await bench.close();
});

test('Tab goes through the page and comes round: nothing traps it', async () => {
  const bench = await site.open();
  const seen = new Set<string>();
  for (let n = 0; n < 120; n++) {
    await bench.page.keyboard.press('Tab');
    seen.add(await bench.focusedRegion());
  }
  expect([...seen]).toEqual(expect.arrayContaining(['page', 'Story', 'Machine', 'Inspector']));
  await bench.close();
});
