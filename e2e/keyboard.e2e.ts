/** Every view by keyboard alone: in the order one reads, always seen, round and round. */
import { expect, test } from 'vitest';
import { useSite } from './fixtures.ts';
import { focusByTab, walkFaults, walkFocus } from './focus-walk.ts';
import { settled } from './settled.ts';
import { DIALOGS, VIEWS } from './views.ts';
import type { Workbench } from './workbench.ts';

const site = useSite();

async function walkIn(bench: Workbench, where: string): Promise<string[]> {
  await settled(bench.page);
  const walk = await walkFocus(bench.page);
  const nowhere = walk.stops.length === 0 ? ['nothing can have the focus'] : [];
  return [...nowhere, ...walkFaults(walk)].map((fault) => `${where}: ${fault}`);
}

test('Tab goes through every view as it is read, and the main ones on a phone, too', async () => {
  const found: string[] = [];
  for (const { isMain, name, open } of VIEWS) {
    const bench = await open(site, { width: 1280, height: 720 });
    found.push(...(await walkIn(bench, name)));
    if (isMain) {
      await bench.page.setViewportSize({ width: 390, height: 844 });
      await bench.idle();
      found.push(...(await walkIn(bench, `${name}, a phone`)));
    }
    found.push(...bench.troubles.map((trouble) => `${name}: ${trouble}`));
    await bench.close();
  }
  expect(found).toEqual([]);
}, 240_000);

/** What has the focus, as a person would name it. */
function focused({ page }: Workbench): Promise<string> {
  return page.evaluate(() => {
    const { activeElement: at } = document;
    return at === null || at === document.body
      ? 'nothing'
      : (at.getAttribute('aria-label') ?? at.textContent.trim().slice(0, 40));
  });
}

test('Escape leaves every dialog, and the focus is where it was before', async () => {
  const bench = await site.open({ width: 1280, height: 720 });
  // What a button opens gives the focus back to it, or to the one that showed it.
  const OPENERS: Readonly<Partial<Record<string, string>>> = {
    about: 'Keys and marks',
    'own-scenario': 'Scenario: A zap forgets that a page is dirty',
  };
  for (const [name, getThere] of Object.entries(DIALOGS)) {
    await focusByTab(bench.page, /^Share$/);
    await getThere(bench);
    const inside = await bench.page.evaluate(
      () => document.activeElement?.closest('dialog') !== null,
    );
    await bench.page.keyboard.press('Escape');
    await bench.page.getByRole('dialog').waitFor({ state: 'detached' });
    expect([name, inside, await focused(bench)]).toEqual([name, true, OPENERS[name] ?? 'Share']);
  }
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

const TURNS = [
  { name: 'compare', key: 'v', back: 'Escape', arrives: /^Compare / },
  { name: 'trace', key: 'o', back: null, arrives: /^Trace of a real kernel/ },
  { name: 'present', key: 'f', back: 'Escape', arrives: /./ },
  { name: 'reading', key: 'w', back: 'w', arrives: /./ },
] as const;

test.each(TURNS)(
  '$name begins with the focus where it begins, and gives it back',
  async ({ name, key, back, arrives }) => {
    const bench = await site.open({ width: 1280, height: 720 });
    const { page } = bench;
    await settled(bench.page);
    const arrival = page.locator(`[data-arrival=${name}]:focus`);
    const leave = async (): Promise<void> => {
      await settled(bench.page); // keys of a view are listened to from its first paint on
      if (back !== null) await page.keyboard.press(back);
      else {
        await focusByTab(page, /^Back to the workbench$/);
        await page.keyboard.press('Enter');
      }
      await page.getByRole('region', { name: 'Inspector' }).waitFor();
    };
    await focusByTab(page, /^Share$/);
    await page.keyboard.press(key);
    await arrival.waitFor();
    expect(await focused(bench)).toMatch(arrives);
    await leave();
    await expect.poll(() => focused(bench)).toBe('Share');
    // With the focus nowhere, it is left in the middle of the page.
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press(key);
    await arrival.waitFor();
    await leave();
    await page.locator('main:focus').waitFor();
    expect(bench.troubles).toEqual([]);
    await bench.close();
  },
);

test('a button that led to an end of the run keeps the focus there', async () => {
  const bench = await site.open({ width: 1280, height: 720 });
  await bench.press('ArrowRight');
  for (const name of [/^To the beginning/, /^Back one step/]) {
    await bench.press('Home');
    await bench.press('ArrowRight');
    await focusByTab(bench.page, name);
    await bench.press('Enter', 2);
    expect(await bench.page.getByRole('status', { name: 'Step' }).innerText()).toMatch(/^Before/);
    expect(await focused(bench)).toMatch(name);
  }
  await bench.close();
});

test('a walk tells what is wrong: a trap, what is covered, what has no ring, what is out of order', async () => {
  const bench = await site.open({ width: 1280, height: 720 });
  await settled(bench.page);
  const faultsWith = async (css: string): Promise<string[]> => {
    await bench.page.evaluate((text) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      document.adoptedStyleSheets = [sheet];
    }, css);
    return walkFaults(await walkFocus(bench.page));
  };
  expect(await faultsWith('header * { outline: none !important }')).toContainEqual(
    expect.stringMatching(/^does not show the focus: button “Share”/),
  );
  expect(
    await faultsWith('header > div:last-child { flex-direction: row-reverse }'),
  ).toContainEqual(expect.stringMatching(/comes after/));
  expect(
    await faultsWith('[aria-label=Verdicts] { position: fixed; inset: 0; z-index: 9 }'),
  ).toContainEqual(expect.stringMatching(/^has the focus and is not seen: button “Share”/));
  expect(await faultsWith('')).toEqual([]);
  await bench.page.evaluate(() => {
    const share = [...document.querySelectorAll('button')].find(
      ({ textContent }) => textContent === 'Share',
    );
    share?.addEventListener('keydown', (event) => event.preventDefault());
  });
  expect(walkFaults(await walkFocus(bench.page))).toContainEqual(
    expect.stringMatching(/^never has the focus/),
  );
  await bench.close();
});

/** As on a visit that has not touched anything: what the page scrolls to moves where Tab goes on. */
async function toTheBeginning({ page }: Workbench): Promise<void> {
  await page.evaluate(() => {
    const { body } = document;
    body.tabIndex = -1;
    body.focus();
    body.removeAttribute('tabindex');
  });
}

test('the first stops of Tab lead past the bars: seen when they have the focus, and only then', async () => {
  const SKIPS = [
    { fragment: 'v1/zap-drops-dirty-assist', width: 1280, skips: ['the machine', 'the controls'] },
    { fragment: 'v1/zap-drops-dirty-assist', width: 390, skips: ['the text', 'the controls'] },
    {
      fragment: 'v1/compare/zap-drops-dirty-assist/before/after',
      width: 1280,
      skips: ['the machines', 'the controls', 'what differs'],
    },
    { fragment: 'v1/trace', width: 1280, skips: ['the trace'] },
  ] as const;
  for (const { fragment, skips, width } of SKIPS) {
    const bench = await site.open({ fragment, width, height: 800 });
    await settled(bench.page);
    const skip = (name: string) => bench.page.getByRole('button', { name: `Skip to ${name}` });
    for (const [i, name] of skips.entries()) {
      await toTheBeginning(bench);
      for (let n = 0; n <= i; n++) await bench.page.keyboard.press('Tab');
      expect(await focused(bench), fragment).toBe(`Skip to ${name}`);
      const { height = 0, y = -1 } = (await skip(name).boundingBox()) ?? {};
      expect([height > 20, y >= 0]).toEqual([true, true]);
      expect(await bench.axeViolations()).toEqual([]);
      await bench.page.keyboard.press('Enter');
      const landed = await bench.page.evaluate(
        () => document.activeElement?.closest('main, [aria-label="Moments and steps"]')?.tagName,
      );
      expect(['MAIN', 'SECTION'], `${fragment} ${name}`).toContain(landed);
      expect((await skip(name).boundingBox())?.height).toBeLessThan(3);
    }
    expect(bench.troubles).toEqual([]);
    await bench.close();
  }
});
