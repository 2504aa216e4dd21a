/** What crosses the lanes, and finding one's way in a long run. */
import { expect, test } from 'vitest';
import { useSite } from './fixtures.ts';

const site = useSite();

test('a flush runs through the lanes of the vCPUs it reaches', async () => {
  const bench = await site.open({ fragment: 'v1/zap-drops-dirty-assist/after' });
  const timeline = bench.page.getByRole('slider', { name: 'Position in the run' });
  const line = timeline.locator('title', {
    hasText: /^Step \d+, flush by .* reaches vCPU 0, vCPU 1$/,
  });
  await line.first().waitFor({ state: 'attached' });
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('a long run has a strip of the whole; its frame is moved by keys and by dragging, and the run is not', async () => {
  const bench = await site.open({ fragment: 'v1/get-flush-wrprot', width: 1280, height: 720 });
  const { page } = bench;
  const strip = page.getByRole('slider', { name: 'Part of the run in view' });
  await strip.waitFor();
  const told = async (): Promise<string> => (await strip.getAttribute('aria-valuetext')) ?? '';
  const says = (text: RegExp) => expect.poll(told, { timeout: 5000, interval: 50 }).toMatch(text);
  const at = await bench.fragment();
  await strip.focus();
  await page.keyboard.press('Home');
  await says(/^steps 1 to \d+ of (\d+); /);
  await page.keyboard.press('End');
  await says(/^steps (?!1 )\d+ to (\d+) of \1; /);
  const box = (await strip.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width - 5, y);
  await page.mouse.down();
  await page.mouse.move(box.x + 5, y, { steps: 4 });
  await page.mouse.up();
  await says(/^steps 1 to /);
  await bench.idle();
  expect(await bench.fragment()).toBe(at);
  expect(await bench.axeViolations()).toEqual([]);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('a run that is in view as a whole has no strip', async () => {
  const bench = await site.open();
  await bench.page.locator('title', { hasText: 'flush by' }).first().waitFor({ state: 'attached' });
  expect(await bench.page.getByRole('slider', { name: 'Part of the run in view' }).count()).toBe(0);
  await bench.close();
});
