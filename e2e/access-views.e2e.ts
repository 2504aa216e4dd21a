/** axe on every view of the one table of views: in both themes and forced colours, wide, narrow and zoomed. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { useSite } from './fixtures.ts';
import { settled } from './settled.ts';
import { VIEWS, type View } from './views.ts';
import type { Workbench } from './workbench.ts';

const site = useSite();

/** What moves, though the reader has asked that nothing does. */
function moving({ page }: Workbench): Promise<string[]> {
  return page.evaluate(() =>
    document
      .getAnimations()
      .filter(({ playState }) => playState === 'running')
      .map((animation) => {
        const { target } = animation.effect as KeyframeEffect;
        return `moves: ${target?.tagName ?? ''} ${target?.className ?? ''}`;
      }),
  );
}

/**
 * Browsers let the focus go to what scrolls and holds nothing that takes it (Firefox, and Chromium since
 * version 130), which axe does not know: such a one is asked whether it takes the focus.
 */
async function axeViolations(bench: Workbench): Promise<string[]> {
  const found = await bench.axeViolations();
  const kept = await Promise.all(
    found.map(async (violation) => {
      if (!violation.startsWith('scrollable-region-focusable: ')) return violation;
      const scroller = bench.page.locator(violation.split(': ').at(-1) ?? '').first();
      const takesIt = await scroller.evaluate((element) => {
        (element as HTMLElement).focus();
        return element === document.activeElement;
      });
      return takesIt ? null : violation;
    }),
  );
  return kept.filter((violation) => violation !== null);
}

async function faults(bench: Workbench): Promise<string[]> {
  const sideways = await bench.overflowsSideways();
  return [
    ...(await axeViolations(bench)),
    ...(await moving(bench)),
    ...(sideways ? ['is wider than the window'] : []),
  ];
}

/** The reading view comes late when there is no room for the regions any more. */
const RESIZED_MS = 100;

/** However late: on a busy machine there is a moment without either. */
async function resize(page: Page, size: { width: number; height: number }): Promise<void> {
  await page.setViewportSize(size);
  await settled(page, RESIZED_MS);
  await page.locator('main').first().waitFor({ state: 'attached' });
  await settled(page, RESIZED_MS);
}

/** A desk in both themes and in forced colours, and a phone in the light. */
async function faultsOfLooks({ name, isMain, open }: View): Promise<string[]> {
  const found: string[] = [];
  const bench = await open(site, { width: 1280, height: 720 });
  const { page } = bench;
  const look = async (told: string): Promise<void> => {
    found.push(...(await faults(bench)).map((fault) => `${name}, ${told}: ${fault}`));
  };
  await look('dark');
  await page.emulateMedia({ forcedColors: 'active' });
  await look('forced colours');
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' });
  await look('light');
  await resize(page, { width: 390, height: 844 });
  await look('light, a phone');
  if (isMain) {
    // Half as many CSS pixels as 1280 x 720 has.
    await resize(page, { width: 640, height: 360 });
    await look('200 % zoom');
  }
  found.push(...bench.troubles.map((trouble) => `${name}: ${trouble}`));
  await bench.close();
  return found;
}

test('axe finds nothing in any view, nothing moves, and nothing is wider than the window', async () => {
  const found: string[] = [];
  for (const view of VIEWS) found.push(...(await faultsOfLooks(view)));
  expect(found).toEqual([]);
}, 240_000);
