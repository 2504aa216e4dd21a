/** The pictures of a trace: samples, tables, the map, lives, and scenarios made of them. */
import { expect, test } from 'vitest';
import { useSite } from './fixtures.ts';
import { TraceView } from './trace-view.ts';
import type { OpenOptions } from './workbench.ts';

const site = useSite();

async function openSample(name: string, options: OpenOptions = {}) {
  const bench = await site.open({ ...options, fragment: 'v1/trace' });
  const { page } = bench;
  await page.getByRole('button', { name }).click();
  const view = new TraceView(bench);
  await view.read();
  return { bench, page, view };
}

test('a sample is one click away, and its finding becomes a scenario in the workbench', async () => {
  const { bench, page, view } = await openSample('Two vCPUs race');
  await expect.poll(() => view.cursor()).toContain('line 917');
  await view.tab('Life of a gfn').click();
  await view.panel.getByText('kt-369, 22 µs later').waitFor();
  await page.getByRole('button', { name: 'Make a scenario of this' }).click();
  await page.getByText(/The story is a run of the model/).waitFor();
  await bench.column(/^As traced \(v6\.0\)/).waitFor();
  await bench.column(/^With cc7ed3358e41/).waitFor();
  // The trace is still there.
  await page.keyboard.press('o');
  await view.tab('Map').waitFor();
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('why there is no scenario is said where it was asked for', async () => {
  const { bench, page, view } = await openSample('Two vCPUs race');
  await view.tab('Life of a gfn').click();
  await page.getByRole('slider', { name: 'Cursor' }).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('a');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('b');
  await page.getByRole('button', { name: 'Make a scenario of this' }).click();
  await page.getByText('Nothing that the window shows uses or changes these gfns.').waitFor();
  await bench.close();
});

test.each<OpenOptions>([
  { theme: 'dark', width: 1280, height: 720 },
  { theme: 'light', width: 390, height: 844 },
])('axe finds nothing in the tables, the map and a life: %o', async (options) => {
  const { bench, page, view } = await openSample('Large pages', options);
  await page.getByRole('textbox', { name: 'gfn' }).fill('40000');
  await page.keyboard.press('Enter');
  await view.panel.getByRole('heading', { name: /^gfn 40000/ }).waitFor();
  expect(await bench.axeViolations()).toEqual([]);
  await view.tab('Page tables').click();
  await view.panel.getByRole('slider', { name: 'Entry of level 2' }).waitFor();
  expect(await bench.axeViolations()).toEqual([]);
  await view.tab('Map').click();
  await view.panel.getByText(/^in large pages: \d/).waitFor();
  await view.panel.getByText(/^As text: /).click();
  expect(await bench.axeViolations()).toEqual([]);
  expect(await bench.overflowsSideways()).toBe(false);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('keys go from page to page on the map, and from entry to entry in a table', async () => {
  const { bench, page, view } = await openSample('Two vCPUs race');
  await view.tab('Map').click();
  const map = view.panel.getByRole('slider', { name: /^Page on the map/ });
  await map.focus();
  await expect.poll(() => map.getAttribute('aria-valuetext')).toContain('gfn 1089: clean');
  for (const key of ['+', '+', 'ArrowLeft']) await page.keyboard.press(key);
  await expect.poll(() => map.getAttribute('aria-valuetext')).toContain('gfn 1088: dirty');
  await page.keyboard.press('Enter');
  const gfn = page.getByRole('textbox', { name: 'gfn' });
  await expect.poll(() => gfn.inputValue()).toBe('1088');
  await view.tab('Page tables').click();
  const entry = view.panel.getByRole('slider', { name: 'Entry of level 1' });
  await entry.focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => gfn.inputValue()).toBe('1089');
  await bench.close();
});
