/** Links: they show exactly what was shared, or say why not and keep the page usable. */
import { expect, test } from 'vitest';
import { checksum } from '../src/link/checksum.ts';
import { useSite } from './fixtures.ts';
import { settled } from './settled.ts';

const site = useSite();

test('a link opened elsewhere gives the same scenario, column, position and digest', async () => {
  const bench = await site.open();
  await bench.playToViolation();
  await bench.press('y');
  const copied = await bench.page.evaluate(() => navigator.clipboard.readText());
  const fragment = copied.slice(copied.indexOf('#') + 1);
  expect(fragment).toBe(await bench.fragment());

  const other = await site.open({ fragment, theme: 'light', width: 1280, height: 720 });
  expect(await other.digest()).toBe(await bench.digest());
  // The sentence of the property may be left out where the window is low.
  const rows = (text: string): string => text.slice(text.indexOf('in memory'));
  expect(rows(await other.violation.innerText())).toBe(rows(await bench.violation.innerText()));
  expect(await other.fragment()).toBe(fragment);
  expect(other.troubles).toEqual([]);
  await other.close();
  await bench.close();
});

test('the part of the page that is open goes with the link: "look at the state chart of this entry"', async () => {
  const bench = await site.open({ width: 1280, height: 720 });
  await bench.playToViolation();
  expect(await bench.fragment()).not.toContain('show=');
  const inspector = bench.page.getByRole('region', { name: 'Inspector' });
  await inspector.getByRole('button', { name: 'Links open at State' }).click();
  await bench.press('y');
  const copied = await bench.page.evaluate(() => navigator.clipboard.readText());
  const fragment = copied.slice(copied.indexOf('#') + 1);
  expect(fragment).toMatch(/&sel=205:1&show=state&d=/);
  await bench.close();

  // On a desk it is scrolled to; on a phone, where one part is shown at a time, it is the one.
  for (const [width, height] of [
    [1280, 720],
    [390, 844],
  ] as const) {
    const other = await site.open({ fragment, width, height });
    const chart = other.page.getByRole('region', { name: 'State', exact: true });
    await chart.getByRole('button', { name: 'Links open at State', pressed: true }).waitFor();
    await settled(other.page);
    const { y = -1 } = (await chart.boundingBox()) ?? {};
    expect(y, `${width} x ${height}`).toBeGreaterThanOrEqual(0);
    expect(y, `${width} x ${height}`).toBeLessThan(height / 2);
    expect(await other.fragment()).toBe(fragment);
    expect(await other.axeViolations()).toEqual([]);
    await other.close();
  }

  const checked = (body: string): string => `${body}&c=${checksum(body)}`;
  const scenario = 'v1/zap-drops-dirty-assist/before';
  const panel = await site.open({ fragment: checked(`${scenario}?show=interleavings`) });
  await panel.explorePanel.waitFor();
  await panel.close();
  const unknown = await site.open({ fragment: checked(`${scenario}?show=attic`) });
  expect(await unknown.notices.innerText()).toMatch(/"show" of this link cannot be read: "attic"/);
  await unknown.close();
});

test('back, forward and reload bring back what was there', async () => {
  const bench = await site.open();
  await bench.playToViolation();
  const before = await bench.digest();
  await bench.press('c');
  const after = await bench.digest();
  expect(after).not.toBe(before);
  await bench.page.goBack();
  await bench.idle();
  expect(await bench.digest()).toBe(before);
  await bench.page.goForward();
  await bench.idle();
  expect(await bench.digest()).toBe(after);
  await bench.page.reload();
  await bench.idle();
  expect(await bench.digest()).toBe(after);
  await bench.close();
});

async function goodLink(): Promise<string> {
  const bench = await site.open();
  await bench.playToViolation();
  const fragment = await bench.fragment();
  await bench.close();
  return fragment;
}

test.each([
  ['foreign text', () => 'some-other-page/section-2', /no sptescope link/],
  [
    'a link cut short',
    (good: string) => good.slice(0, -9),
    /cut off.*Shown is what could be saved/s,
  ],
  ['a newer version', (good: string) => good.replace(/^v1/, 'v9'), /made by a newer sptescope/],
  [
    'an unknown scenario',
    (good: string) => good.replace('zap-drops-dirty-assist', 'zap-drops-everything'),
    /no scenario "zap-drops-everything".*known here/is,
  ],
  [
    'a digest of another state',
    (good: string) => good.replace(/d=[0-9a-f]{16}/, 'd=0123456789abcdef'),
    /made at state 0123456789abcdef.*Here the same schedule leads to state [0-9a-f]{16}/s,
  ],
])('%s: the page says what is wrong, and stays usable', async (_, spoil, says) => {
  const bench = await site.open({ fragment: spoil(await goodLink()) });
  expect(await bench.notices.innerText()).toMatch(says);
  // Stepping works all the same.
  await bench.press('Home');
  const start = await bench.digest();
  await bench.press('n', 2);
  expect(await bench.digest()).not.toBe(start);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});
