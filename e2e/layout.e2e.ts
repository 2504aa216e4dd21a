/** What a visitor has before the eyes without scrolling: nothing cut, nothing over another. */
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { crowdedLink } from './crowded.ts';
import { useSite } from './fixtures.ts';

const site = useSite();

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

async function boxesOf(locator: Locator): Promise<Box[]> {
  return locator.evaluateAll((elements) =>
    elements.map((element) => {
      const { bottom, left, right, top } = element.getBoundingClientRect();
      return { left, right, top, bottom };
    }),
  );
}

function rowsOf(boxes: readonly Box[]): number {
  return new Set(boxes.map(({ top }) => Math.round(top))).size;
}

function overlapping(boxes: readonly Box[]): number {
  const pairs = boxes.flatMap((a, i) => boxes.slice(i + 1).map((b) => ({ a, b })));
  return pairs.filter(
    ({ a, b }) =>
      a.left < b.right - 0.5 &&
      b.left < a.right - 0.5 &&
      a.top < b.bottom - 0.5 &&
      b.top < a.bottom - 0.5,
  ).length;
}

/** Buttons of the dock, those of actors first. */
function actorButtons(page: Page): Locator {
  return page.getByRole('group', { name: 'Who moves next' }).locator('> div > button');
}

async function expectDockFits(page: Page, rowsMax: number): Promise<void> {
  const actors = await boxesOf(actorButtons(page));
  expect(rowsOf(actors)).toBeLessThanOrEqual(rowsMax);
  const timeline = page.getByRole('region', { name: 'Timeline' });
  const buttons = await boxesOf(timeline.getByRole('button'));
  expect(overlapping(buttons)).toBe(0);
  const width = page.viewportSize()?.width ?? 0;
  for (const { left, right } of buttons) {
    expect(left).toBeGreaterThanOrEqual(0);
    expect(right).toBeLessThanOrEqual(width);
  }
}

/** Every lane, and the axis, between the dock and the lower edge. */
async function expectLanesInSight(page: Page): Promise<void> {
  const timeline = page.getByRole('region', { name: 'Timeline' });
  const slider = timeline.getByRole('slider', { name: 'Position in the run' });
  const hidden = (): Promise<number> =>
    slider.locator('..').evaluate(({ clientHeight, scrollHeight }) => scrollHeight - clientHeight);
  // The strip of a long run comes a little later, and takes of the height.
  await expect.poll(hidden, { timeout: 3000, interval: 50 }).toBe(0);
  const [scroller] = await boxesOf(slider);
  expect(scroller?.bottom ?? Infinity).toBeLessThanOrEqual(page.viewportSize()?.height ?? 0);
}

for (const width of [1024, 1280, 1920]) {
  test(`the first scenario has its actors in one row and all lanes in sight, ${width} wide`, async () => {
    const bench = await site.open({ width, height: 720 });
    for (let moment = 0; moment < 8; moment++) {
      await expectDockFits(bench.page, 1);
      await expectLanesInSight(bench.page);
      await bench.press('n');
    }
    expect(bench.troubles).toEqual([]);
    await bench.close();
  });
}

test('seven actors have two rows of buttons with names in full, and seven lanes in sight', async () => {
  const bench = await site.open({
    fragment: crowdedLink({ pages: 64 }),
    width: 1280,
    height: 720,
  });
  const { page } = bench;
  expect(await actorButtons(page).count()).toBe(7);
  for (let moment = 0; moment < 3; moment++) {
    await expectDockFits(page, 2);
    await expectLanesInSight(page);
    const cut = await actorButtons(page).evaluateAll((buttons) =>
      buttons.flatMap((button) => {
        const title = button.querySelector('kbd + span');
        return title !== null && title.scrollWidth <= title.clientWidth ? [] : [button.textContent];
      }),
    );
    expect(cut).toEqual([]);
    await bench.press('n');
  }
  const next = actorButtons(page).nth(4);
  const [name = '', title = ''] = [await next.textContent(), await next.getAttribute('title')].map(
    (text) => text ?? '',
  );
  expect(name).toMatch(/^5migration/);
  expect(title).toContain(name.replace(/^5migration/, ''));
  expect(await bench.axeViolations()).toEqual([]);
  await bench.close();
});

test('where the lanes do not fit, that of the last step is kept in sight', async () => {
  const bench = await site.open({
    fragment: crowdedLink({ pages: 64 }),
    width: 1280,
    height: 720,
  });
  const { page } = bench;
  const edge = page.getByRole('separator', { name: 'Height of the timeline' });
  await edge.focus();
  await page.keyboard.press('Home');
  await bench.idle();
  const slider = page.getByRole('slider', { name: 'Position in the run' });
  const frame = slider.locator('..');
  const inSight = async (name: string): Promise<boolean> => {
    const [[seen], [lane]] = [
      await boxesOf(frame),
      await boxesOf(frame.getByText(name, { exact: true })),
    ];
    return (
      seen !== undefined &&
      lane !== undefined &&
      lane.top >= seen.top - 1 &&
      lane.bottom <= seen.bottom + 1
    );
  };
  await page.locator('body').click({ position: { x: 5, y: 5 } });
  for (const actor of ['7', '1', '7']) {
    await bench.press(actor);
    // What follows the lanes comes late.
    await expect.poll(() => inSight(actor === '7' ? 'aging' : 'vCPU 0')).toBe(true);
  }
  await bench.close();
});

test('on a phone the buttons of seven actors stand beside each other, each with its words', async () => {
  const bench = await site.open({
    fragment: crowdedLink({ pages: 64 }),
    width: 390,
    height: 844,
  });
  await bench.page.getByRole('tab', { name: 'Steps' }).click();
  await actorButtons(bench.page).first().waitFor();
  const boxes = await boxesOf(actorButtons(bench.page));
  expect(boxes.length).toBe(7);
  expect(overlapping(boxes)).toBe(0);
  for (const { left, right } of boxes) expect(right - left).toBeGreaterThanOrEqual(120);
  expect(await bench.overflowsSideways()).toBe(false);
  await bench.close();
});

const LOW = { width: 1280, height: 720 };

const machineOf = (page: Page): Locator => page.getByRole('region', { name: 'Machine' });

/** Whole within what scrolls it, and within the machine. */
async function expectInSight(element: Locator): Promise<void> {
  const hidden = (): Promise<number> =>
    element.evaluate((one) => {
      const { bottom, top } = one.getBoundingClientRect();
      let out = 0;
      for (let at = one.parentElement; at !== null; at = at.parentElement) {
        if (!at.matches('[data-scroller], [aria-label=Machine]')) continue;
        const seen = at.getBoundingClientRect();
        out = Math.max(out, seen.top - top, bottom - seen.bottom);
      }
      return Math.max(0, Math.round(out));
    });
  await expect.poll(hidden, { timeout: 3000, interval: 50 }).toBe(0);
}

test('four vCPUs, the selected entry and the way to the other pages are in sight at once', async () => {
  const bench = await site.open({ fragment: crowdedLink({ pages: 64 }), ...LOW });
  const { page } = bench;
  await bench.press('n', 2);
  const cards = machineOf(page).getByRole('article');
  expect(await cards.count()).toBe(4);
  for (const card of await cards.all()) await expectInSight(card);
  expect(overlapping(await boxesOf(cards))).toBe(0);
  const selected = machineOf(page).locator('tr[aria-selected=true]');
  await expectInSight(selected);
  const more = machineOf(page).getByRole('button', { name: '+ 52 more: show all entries' });
  await expectInSight(more);
  await more.click();
  expect(await machineOf(page).locator('tbody > tr').count()).toBe(64);
  // The row that a step changes is brought into sight; the focus stays where it was.
  await machineOf(page).getByRole('button', { name: 'show fewer entries' }).focus();
  for (let step = 0; step < 6; step++) {
    await bench.press('7');
    const changed = machineOf(page).locator('tr[data-changed=true]');
    if ((await changed.count()) > 0) await expectInSight(changed.first());
  }
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('show fewer entries');
  await machineOf(page).getByRole('button', { name: 'vCPUs in full' }).click();
  await machineOf(page).getByText('PSC').first().waitFor();
  expect(await bench.axeViolations()).toEqual([]);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('beside a violation its row, the stale translation and both vCPUs are in sight', async () => {
  const bench = await site.open(LOW);
  const { page } = bench;
  await bench.playToViolation();
  const row = machineOf(page).locator('tr[data-lost=true]');
  await expectInSight(row);
  await expectInSight(machineOf(page).locator('[data-tlb-anchor]'));
  for (const card of await machineOf(page).getByRole('article').all()) {
    await expectInSight(card);
  }
  const panes = machineOf(page)
    .locator('section, article')
    .filter({ hasNot: page.locator('section') });
  expect(overlapping(await boxesOf(panes))).toBe(0);
  // Not at the edge: what is above and below it is seen, too.
  const [[own], [scroller]] = [
    await boxesOf(row),
    await boxesOf(machineOf(page).locator('[data-scroller]:has(> table)')),
  ];
  expect((own?.top ?? 0) - (scroller?.top ?? 0)).toBeGreaterThan(20);
  expect((scroller?.bottom ?? 0) - (own?.bottom ?? 0)).toBeGreaterThan(15);
  expect(await bench.axeViolations()).toEqual([]);
  await bench.close();
});

for (const id of [
  'mirror-two-faults',
  'mirror-two-faults-reenter',
  'dirty-log-stress',
  'removed-entries-not-marked',
  'collapse-meets-walker',
]) {
  test(`at each moment of ${id} the selected entry is in sight, and nothing lies over another`, async () => {
    const bench = await site.open({ fragment: `v1/${id}`, ...LOW });
    const { page } = bench;
    for (let moment = 0; moment < 12; moment++) {
      const selected = machineOf(page).locator('tr[aria-selected=true]');
      const changed = machineOf(page).locator('tr[data-changed=true]');
      if ((await changed.count()) > 0) await expectInSight(changed.first());
      else if ((await selected.count()) > 0) await expectInSight(selected);
      const bands = machineOf(page).locator('> section, > [data-scroller]');
      expect(overlapping(await boxesOf(bands))).toBe(0);
      const cards = machineOf(page).getByRole('article');
      expect(overlapping(await boxesOf(cards))).toBe(0);
      await expectDockFits(page, 2);
      await bench.press('n');
    }
    expect(await bench.axeViolations()).toEqual([]);
    await bench.close();
  });
}

test('a VM that KVM has stopped is said to be dead on the machine itself, and fits a phone', async () => {
  const bench = await site.open({
    fragment: 'v1/mirror-two-faults/before',
    width: 390,
    height: 844,
  });
  const dead = machineOf(bench.page).getByText('dead: KVM_BUG_ON()', { exact: true });
  expect(await dead.count()).toBe(0);
  await bench.press('End');
  await dead.waitFor();
  expect(await bench.overflowsSideways()).toBe(false);
  expect(await bench.axeViolations()).toEqual([]);
  await bench.close();
});

test('the state of the selected entry stands whole in its cell of the chart', async () => {
  const bench = await site.open({ fragment: crowdedLink({ pages: 64 }), ...LOW });
  const cell = bench.page
    .locator('g[data-current=true]')
    .filter({ hasText: 'write-protected' })
    .first();
  await cell.waitFor();
  const [[frame], [words]] = [
    await boxesOf(cell.locator('rect').first()),
    await boxesOf(cell.locator('text').first()),
  ];
  expect(words?.left ?? 0).toBeGreaterThan(frame?.left ?? 0);
  expect(words?.right ?? Infinity).toBeLessThan(frame?.right ?? 0);
  await bench.close();
});
