/** What crosses the lanes, and finding one's way in a long run. */
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { crowdedLink } from './crowded.ts';
import { useSite } from './fixtures.ts';
import type { Workbench } from './workbench.ts';

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
  await page.mouse.move(box.x + box.width - 60, y);
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

const lanesOf = (bench: Workbench) =>
  bench.page.getByRole('slider', { name: 'Position in the run' });
const stripOf = (bench: Workbench) =>
  bench.page.getByRole('slider', { name: 'Part of the run in view' });

/** Of the run that violates P8 at step 20; its numbers can be dragged over. */
async function openRun(bench: Workbench): Promise<void> {
  await bench.playToViolation();
  await lanesOf(bench)
    .locator('title', { hasText: /^Drag over steps/ })
    .waitFor({ state: 'attached' });
}

/** Where a step's number stands, or would. */
async function numberOf(bench: Workbench, step: number): Promise<{ x: number; y: number }> {
  const number = lanesOf(bench).locator('text', { hasText: new RegExp(`^${step}$`) });
  const box = (await number.last().boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function seen(bench: Workbench): Promise<string> {
  const strip: Locator = stripOf(bench);
  if ((await strip.count()) === 0) return 'the whole run';
  return (await strip.getAttribute('aria-valuetext')) ?? '';
}

const shows = (bench: Workbench, text: RegExp | string) =>
  expect.poll(() => seen(bench), { timeout: 5000, interval: 50 }).toMatch(text);

test('dragging over the numbers, or with Shift over the lanes, zooms to those steps; the cursor stays', async () => {
  const bench = await site.open({ width: 1280, height: 720 });
  const { page } = bench;
  await openRun(bench);
  const at = await bench.fragment();
  const [from, to] = [await numberOf(bench, 5), await numberOf(bench, 12)];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 4 });
  expect(await lanesOf(bench).getByText('steps 5 to 12').count()).toBe(1);
  await page.mouse.up();
  await shows(bench, /^steps 5 to 12 of 30;/);
  expect(await lanesOf(bench).getByText('steps 5 to 12').count()).toBe(0);
  expect(await bench.axeViolations()).toEqual([]);

  const six = await numberOf(bench, 6);
  await page.mouse.dblclick(six.x, six.y);
  await shows(bench, 'the whole run');
  // A press without a drag is one on the step, as everywhere in the picture.
  await bench.idle();
  expect(await lanesOf(bench).getAttribute('aria-valuenow')).toBe('6');
  await bench.press('Home');
  await bench.playToViolation();
  expect(await bench.fragment()).toBe(at);

  const [left, right] = [await numberOf(bench, 15), await numberOf(bench, 18)];
  await page.keyboard.down('Shift');
  await page.mouse.move(left.x, left.y - 60);
  await page.mouse.down();
  await page.mouse.move(right.x, right.y - 90, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await shows(bench, /^steps 15 to 18 of 30;/);
  expect(await bench.fragment()).toBe(at);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('dragging in the lanes scrubs, as before; Escape lets go of a drag over the numbers', async () => {
  const bench = await site.open();
  const { page } = bench;
  await openRun(bench);
  const [from, to] = [await numberOf(bench, 5), await numberOf(bench, 12)];
  await page.mouse.move(from.x, from.y - 60);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y - 60, { steps: 4 });
  await page.mouse.up();
  const position = () => lanesOf(bench).getAttribute('aria-valuenow');
  await expect.poll(position, { timeout: 5000, interval: 50 }).toBe('12');
  expect(await seen(bench)).toBe('the whole run');
  // What the actors may do next takes more or less room: the picture is elsewhere by now.
  const five = await numberOf(bench, 5);
  await page.mouse.move(five.x, five.y);
  await page.mouse.down();
  await page.mouse.move(five.x + 200, five.y, { steps: 4 });
  await lanesOf(bench).getByText('steps 5 to 10').waitFor({ state: 'attached' });
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await bench.idle();
  expect(await seen(bench)).toBe('the whole run');
  expect(await lanesOf(bench).getAttribute('aria-valuenow')).toBe('12');
  await bench.close();
});

test('keys zoom: to what is wrong, to the lock, in, out, and back to the whole run', async () => {
  const bench = await site.open({ width: 1280, height: 720 });
  const { page } = bench;
  await openRun(bench);
  const at = await bench.fragment();
  await bench.press('z');
  await shows(bench, /^steps 12 to 21 of 30;/);
  await bench.press('l');
  await shows(bench, /^steps 6 to 26 of 30;/);
  await bench.press('+');
  await shows(bench, /^steps (1\d) to 2\d of 30;/);
  await bench.press('-');
  await shows(bench, /^steps 6 to 26 of 30;/);
  const said = page.getByRole('status', { name: 'In view' });
  await said.getByText('steps 6 to 26 of 30 in view').waitFor();
  await bench.press('0');
  await shows(bench, 'the whole run');
  await said.getByText('all 30 steps in view').waitFor();
  // Stepping is told by the step itself.
  await bench.press('Home');
  expect(await said.innerText()).toBe('all 30 steps in view');
  await bench.press('z');
  await bench.notices.getByText('There is nothing wrong up to here').waitFor();
  await bench.press('End');
  expect(await bench.fragment()).not.toBe(at);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('a run that cannot be shown as a whole says so, and where all of it is', async () => {
  const run = 'aging:600';
  const bench = await site.open({
    fragment: crowdedLink({ pages: 64, run }),
    width: 1280,
    height: 720,
  });
  await bench.page.getByRole('slider', { name: 'Part of the run in view' }).waitFor();
  await bench.press('0');
  expect(await bench.notices.innerText()).toMatch(
    /^600 steps do not fit: \d\d of them are in view, .* The strip below has all of it\./,
  );
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('without colours a lane is drawn as the edge of its card is', async () => {
  for (const forcedColors of ['none', 'active'] as const) {
    const bench = await site.open({ forcedColors, fragment: crowdedLink({ pages: 64 }) });
    const dashes = await bench.page
      .getByRole('slider', { name: 'Position in the run' })
      .locator('line')
      .evaluateAll((lines) =>
        lines
          .filter((line) => line.getAttribute('x1') === '0')
          .map((line) => getComputedStyle(line).strokeDasharray),
      );
    // Four vCPUs, three host threads, and the lane of RCU, which is nobody's.
    expect(dashes).toHaveLength(8);
    expect(new Set(dashes.slice(0, 7)).size).toBe(7);
    expect(dashes[7]).toBe('none');
    await bench.close();
  }
});

test('the frame in the strip is moved by its middle, and its edges zoom', async () => {
  const bench = await site.open({ width: 1280, height: 720 });
  const { page } = bench;
  await openRun(bench);
  await bench.press('z');
  await shows(bench, /^steps 12 to 21 of 30;/);
  const frame = stripOf(bench).locator('rect').first();
  const box = (await frame.boundingBox())!;
  const y = box.y + box.height / 2;
  const drag = async (from: number, to: number): Promise<void> => {
    await page.mouse.move(from, y);
    await page.mouse.down();
    await page.mouse.move(to, y, { steps: 4 });
    await page.mouse.up();
  };
  await drag(box.x + box.width, box.x + box.width / 2);
  await shows(bench, /^steps 1[23] to 1[67] of 30;/);
  const half = (await frame.boundingBox())!;
  await drag(half.x + half.width / 2, half.x + half.width / 2 - 300);
  await shows(bench, /^steps [45] to (8|9) of 30;/);
  expect(await lanesOf(bench).getAttribute('aria-valuenow')).toBe('20');
  await bench.close();
});

test('Ctrl and the wheel zoom where the pointer is', async () => {
  const bench = await site.open({ width: 1280, height: 720 });
  const { page } = bench;
  await openRun(bench);
  const place = await numberOf(bench, 10);
  await page.mouse.move(place.x, place.y - 60);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -150);
  await page.keyboard.up('Control');
  await shows(bench, /^steps/);
  expect(Math.abs((await numberOf(bench, 10)).x - place.x)).toBeLessThan(3);
  await bench.close();
});

test('two fingers zoom; one that only scrolls moves no cursor, a tap does', async () => {
  const bench = await site.open({ width: 390, height: 844 });
  const { page } = bench;
  await page.getByRole('tab', { name: 'Steps' }).click();
  await openRun(bench);
  await lanesOf(bench).scrollIntoViewIfNeeded();
  const box = (await lanesOf(bench).boundingBox())!;
  const touch = await bench.context.newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', xs: readonly number[]) =>
    touch.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: xs.map((x, id) => ({ x: box.x + x, y: box.y + 60, id })),
    });
  await send('touchStart', [100]);
  await send('touchStart', [100, 160]);
  await send('touchMove', [60, 200]);
  await send('touchEnd', []);
  await shows(bench, /^steps/);
  await bench.idle();
  expect(await lanesOf(bench).getAttribute('aria-valuenow')).toBe('20');
  await send('touchStart', [80]);
  await send('touchEnd', []);
  await expect
    .poll(() => lanesOf(bench).getAttribute('aria-valuenow'), { timeout: 5000, interval: 50 })
    .not.toBe('20');
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('pointing at a mark says the step in words, with the pseudo-code below them', async () => {
  const bench = await site.open({ theme: 'light' });
  await openRun(bench);
  const mark = lanesOf(bench)
    .locator('g')
    .filter({ has: bench.page.locator('title', { hasText: /^Step 20,/ }) });
  const box = (await mark.boundingBox())!;
  await bench.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const tip = bench.page.getByRole('tooltip');
  await tip.waitFor();
  expect(await tip.innerText()).toMatch(/^20 zapper empties[^]*P8[^]*plain store to the SPTE/);
  expect(await bench.axeViolations()).toEqual([]);
  await bench.press('ArrowLeft');
  await tip.waitFor({ state: 'detached' });
  await bench.close();
});

test('the list of steps says each in words, too', async () => {
  const bench = await site.open({ width: 1280, height: 720 });
  await bench.playToViolation();
  await bench.page.getByRole('button', { name: 'Steps as a list' }).click();
  const list = bench.page.getByRole('region', { name: 'Steps of the run' });
  const row = list.getByRole('row', { name: /takes mmu_lock for write, which nobody held/ });
  expect(await row.first().innerText()).toContain('write_lock');
  expect(await bench.axeViolations()).toEqual([]);
  await bench.close();
});

test('when comparing, the numbers zoom, too, z leads to where they differ, and marks say whose they are', async () => {
  const fragment = 'v1/compare/zap-drops-dirty-assist/before/after';
  const bench = await site.open({ fragment, width: 1280, height: 720 });
  const { page } = bench;
  const both = page.getByRole('slider', { name: 'Moment of both runs' });
  await both.waitFor();
  await bench.idle();
  const wide = () => both.evaluate((box) => box.scrollWidth / box.clientWidth);
  expect(await wide()).toBe(1);
  const number = async (moment: number) => {
    const text = both.locator('text', { hasText: new RegExp(`^${moment}$`) });
    const { height, width, x, y } = (await text.boundingBox())!;
    return { x: x + width / 2, y: y + height / 2 };
  };
  const [from, to] = [await number(10), await number(16)];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 4 });
  expect(await both.getByText('moments 10 to 16').count()).toBe(1);
  await page.mouse.up();
  await expect.poll(wide).toBeGreaterThan(3);
  expect(await both.getAttribute('aria-valuenow')).toBe('0');
  await bench.press('0');
  await expect.poll(wide).toBe(1);
  await bench.press('z');
  await expect.poll(wide).toBeGreaterThan(3);
  const mark = both.locator('g').filter({
    has: page.locator('title', { hasText: /^20, After the patch/ }),
  });
  const box = (await mark.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const tip = page.getByRole('tooltip');
  await tip.getByText('After the patch: zapper empties the SPTE of gfn 0x205 by XCHG').waitFor();
  expect(await bench.axeViolations()).toEqual([]);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});
