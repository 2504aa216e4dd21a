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
    expect(await inSight(actor === '7' ? 'aging' : 'vCPU 0')).toBe(true);
  }
  await bench.close();
});
