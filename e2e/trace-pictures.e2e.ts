/** The pictures of a trace: samples, tables, the map, lives, and scenarios made of them. */
import { expect, test } from 'vitest';
import { useSite } from './fixtures.ts';
import { keyCosts } from './main-thread.ts';
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

/** 2048 pages of 2 MiB: a million of 4K. */
function millionPages(): string {
  const lines: string[] = [];
  const change = (gfn: number, level: number, spte: bigint): void => {
    const what = `gfn ${gfn.toString(16)} level ${level} old_spte 0 new_spte ${spte.toString(16)}`;
    lines.push(
      `  kt-1 [000] ...1. 1.${String(lines.length).padStart(6, '0')}: kvm_tdp_mmu_spte_changed: as id 0 ${what}`,
    );
  };
  change(0, 4, 0x1_06e8_7827n);
  for (let table = 0; table < 4; table++) {
    change(table << 18, 3, 0x1_06e8_0827n + (BigInt(table) << 12n));
    for (let i = 0; i < 512; i++) {
      const spte = (BigInt(table * 512 + i) << 21n) | 0x8_0000_0ee7n;
      change((table << 18) + (i << 9), 2, i % 7 === 0 ? spte & ~2n : spte);
    }
  }
  return `${lines.join('\n')}\n`;
}

test('a map of a million pages is gone about in by keys', async () => {
  const bench = await site.open({ width: 1920, height: 1080 });
  const view = new TraceView(bench);
  await view.drop({ name: 'million.txt', text: millionPages() });
  await view.read();
  await bench.page.getByRole('slider', { name: 'Cursor' }).focus();
  await bench.page.keyboard.press('End');
  await view.tab('Map').click();
  await view.panel.getByText('in large pages: 1,048,576').waitFor();
  const map = view.panel.getByRole('slider', { name: /^Page on the map/ });
  expect(await map.getAttribute('aria-valuemax')).toBe(String((1 << 20) - 1));
  await map.focus();
  const keys = ['+', '+', '+', 'PageDown', 'PageDown', '+', '+', 'PageDown', '-', '-', 'PageUp'];
  const costs = await keyCosts(bench, async () => {
    for (const key of [...keys, ...keys, ...keys]) await bench.page.keyboard.press(key);
  });
  const times = costs.map(({ later, own }) => own + later).sort((a, b) => a - b);
  const at = (part: number): string => (times[Math.floor(part * times.length)] ?? 0).toFixed(1);
  console.log(
    `map of 1 M pages, main thread per key: ${at(0.5)} ms, 95 of 100 under ${at(0.95)} ms`,
  );
  await expect.poll(() => map.getAttribute('aria-valuetext')).toMatch(/^gfn [\da-f]+: /);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});
