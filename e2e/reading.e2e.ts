/** The story first: reading on a phone, and wherever the reader wants it. */
import { expect, test } from 'vitest';
import { useSite } from './fixtures.ts';
import { swipe } from './touch.ts';
import type { OpenOptions, Workbench } from './workbench.ts';

const site = useSite();

const PHONE = { width: 390, height: 844, touch: true } as const;
const ON_ITS_SIDE = { width: 844, height: 390, touch: true } as const;

const machineOf = (bench: Workbench) =>
  bench.page.getByRole('region', { name: 'The machine at this moment' });
const dockOf = (bench: Workbench) => bench.page.getByRole('region', { name: 'Moments and steps' });

/** `moment 3 of 11, step 9 of 30` */
async function whereabouts(bench: Workbench): Promise<string> {
  return bench.story.getByText(/^moment \d+ of \d+, step \d+ of \d+$/).innerText();
}

async function bottomOf(bench: Workbench, name: string): Promise<number> {
  const box = await bench.page.getByRole('region', { name, exact: true }).boundingBox();
  return box === null ? Number.NaN : box.y + box.height;
}

test('a phone shows verdict, moment and its machine at once, and buttons go by moments', async () => {
  const bench = await site.open(PHONE);
  expect(await whereabouts(bench)).toBe('moment 1 of 11, step 0 of 30');
  expect(await bottomOf(bench, 'Verdicts')).toBeLessThan(120);
  for (let n = 0; n < 6; n++) {
    await dockOf(bench)
      .getByRole('button', { name: /^Next moment/ })
      .tap();
    await bench.idle();
  }
  expect(await whereabouts(bench)).toBe('moment 7 of 11, step 20 of 30');
  expect(await bench.verdicts.innerText()).toMatch(/P8 violated at step 20/);
  expect(await bench.story.innerText()).toMatch(/The zapper empties the entry[\s\S]*Look at/);
  const machine = await machineOf(bench).innerText();
  expect(machine).toMatch(/in memory[\s\S]*snapshot[\s\S]*written/);
  expect(machine).toMatch(/gfn 0x205[\s\S]*D lost/);
  expect(machine).toMatch(/PT\s+0x43\[5\]/);
  expect(machine).toMatch(/vCPU 0[\s\S]*STALE/);
  // Of the other entries, and of a vCPU that only remembers those, the moment says nothing.
  expect(machine).not.toMatch(/0x202|vCPU 1/);
  const start = await machineOf(bench).boundingBox();
  expect(start?.y).toBeLessThan(700);
  await dockOf(bench)
    .getByRole('button', { name: /^Previous moment/ })
    .tap();
  await bench.idle();
  expect(await whereabouts(bench)).toBe('moment 6 of 11, step 19 of 30');
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test.each([PHONE, ON_ITS_SIDE])(
  'swipes go to the moments before and after, and only when they mean it: $width x $height',
  async (options) => {
    const bench = await site.open(options);
    const x = options.width / 2;
    await swipe(bench.page, { from: { x: x + 80, y: 200 }, to: { x: x - 80, y: 210 } });
    await bench.idle();
    expect(await whereabouts(bench)).toMatch(/^moment 2 of 11/);
    await swipe(bench.page, { from: { x: x + 80, y: 200 }, to: { x: x - 80, y: 200 } });
    await bench.idle();
    await swipe(bench.page, { from: { x: x - 80, y: 200 }, to: { x: x + 80, y: 200 } });
    await bench.idle();
    expect(await whereabouts(bench)).toMatch(/^moment 2 of 11/);
    // A finger that scrolls, one that hardly moves, and one that comes in over the edge.
    await swipe(bench.page, { from: { x, y: 300 }, to: { x: x - 60, y: 120 } });
    await swipe(bench.page, { from: { x, y: 200 }, to: { x: x - 20, y: 200 } });
    await swipe(bench.page, { from: { x: 5, y: 200 }, to: { x: 200, y: 200 } });
    await bench.idle();
    expect(await whereabouts(bench)).toMatch(/^moment 2 of 11/);
    expect(bench.troubles).toEqual([]);
    await bench.close();
  },
);

test('the rest is one part at a time: all moments, who moves, the whole machine, the entry', async () => {
  const bench = await site.open(PHONE);
  const tab = (name: string) => bench.page.getByRole('tab', { name });
  await tab('Moments').tap();
  await bench.page.getByRole('button', { name: /^Step 13 / }).tap();
  await bench.idle();
  expect(await whereabouts(bench)).toMatch(/step 13 of 30$/);
  await tab('Steps').tap();
  await bench.page.getByRole('group', { name: 'Who moves next' }).getByRole('button').first().tap();
  await bench.idle();
  await bench.page.getByRole('slider', { name: 'Position in the run' }).waitFor();
  // vCPU 0 goes here in the story, too.
  expect(await whereabouts(bench)).toMatch(/step 14 of 30$/);
  await tab('Machine').tap();
  expect(await bench.leaf('0x202').isVisible()).toBe(true);
  await tab('Entry').tap();
  await bench.page.getByRole('region', { name: 'Inspector' }).waitFor();
  const [list, window] = [await tab('Entry').boundingBox(), PHONE.height];
  expect(list?.y).toBeLessThan(window / 4);
  // By keys, as tabs are; they step the run elsewhere.
  await tab('Entry').press('ArrowRight');
  expect(await tab('Moments').getAttribute('aria-selected')).toBe('true');
  expect(await whereabouts(bench)).toMatch(/step 14 of 30$/);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('what has the focus is never below the dock, nor is the end of the page', async () => {
  for (const options of [PHONE, ON_ITS_SIDE]) {
    const bench = await site.open(options);
    await bench.playToViolation();
    await bench.page.evaluate(() => scrollTo(0, 0));
    for (let n = 0; n < 45; n++) {
      await bench.page.keyboard.press('Tab');
      const hidden = await bench.page.evaluate(() => {
        const at = document.activeElement;
        const dock = document.querySelector('[aria-label="Moments and steps"]');
        if (at === null || dock === null || dock.contains(at)) return '';
        const [box, edge] = [at.getBoundingClientRect(), dock.getBoundingClientRect().top];
        return box.height < 200 && box.bottom > edge + 1 ? at.outerHTML.slice(0, 120) : '';
      });
      expect(hidden).toBe('');
    }
    await bench.close();
  }
});

test('a run that leaves the story says so, and the way back is there', async () => {
  const bench = await site.open(PHONE);
  await bench.press('n', 2);
  await bench.press('1');
  expect(await bench.story.innerText()).toMatch(/goes its own way after step 9/);
  expect(await whereabouts(bench)).toMatch(/^moment 3 of 3, step 10 of 10$/);
  await bench.story.getByRole('button', { name: 'Back to the story' }).tap();
  await bench.idle();
  expect(await whereabouts(bench)).toMatch(/of 11/);
  await bench.close();
});

test('chosen by hand where there is room for all regions: by a key, remembered, and left again', async () => {
  const bench = await site.open({ width: 1280, height: 720 });
  expect(await dockOf(bench).count()).toBe(0);
  await bench.press('w');
  await dockOf(bench).waitFor();
  const digest = await bench.digest();
  await bench.press('n');
  expect(await bench.digest()).not.toBe(digest);
  await bench.page.reload();
  await bench.idle();
  await dockOf(bench).waitFor();
  expect(await whereabouts(bench)).toMatch(/^moment 2/);
  await bench.page.getByRole('button', { name: 'More' }).click();
  await bench.page.getByRole('button', { name: /^Leave the reading mode/ }).click();
  await bench.page.getByRole('region', { name: 'Inspector' }).waitFor();
  expect(await dockOf(bench).count()).toBe(0);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

const LOOKS: readonly OpenOptions[] = [
  { ...PHONE, theme: 'light' },
  { ...PHONE, theme: 'dark' },
  { ...ON_ITS_SIDE, theme: 'light' },
  { ...ON_ITS_SIDE, theme: 'dark' },
  { ...PHONE, forcedColors: 'active' },
];

test.each(LOOKS)('axe finds nothing in any part, and all of it fits: %o', async (options) => {
  const bench = await site.open(options);
  await bench.playToViolation();
  for (const name of ['Moments', 'Steps', 'Machine', 'Entry']) {
    await bench.page.getByRole('tab', { name }).click();
    expect([name, ...(await bench.axeViolations())]).toEqual([name]);
    expect(await bench.overflowsSideways()).toBe(false);
  }
  await bench.page.getByRole('button', { name: 'More' }).click();
  expect(await bench.axeViolations()).toEqual([]);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('a finger reaches every control: each is as large as a thumb needs', async () => {
  const bench = await site.open(PHONE);
  await bench.playToViolation();
  const boxes = await dockOf(bench)
    .getByRole('button')
    .evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect()));
  expect(boxes).toHaveLength(5);
  for (const { height, width } of boxes) {
    expect(height).toBeGreaterThanOrEqual(48);
    expect(width).toBeGreaterThanOrEqual(48);
  }
  await bench.close();
});
