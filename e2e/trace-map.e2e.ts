/** What a key costs on the largest map of a trace; measured, so nothing runs beside it. */
import { expect, test } from 'vitest';
import { useSite } from './fixtures.ts';
import { keyCosts } from './main-thread.ts';
import { TraceView } from './trace-view.ts';

const site = useSite();

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
