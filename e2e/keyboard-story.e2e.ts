/** The main stories with the keyboard only: no mouse, no link. A key that is dead ends the test here. */
import { expect, test } from 'vitest';
import { useSite } from './fixtures.ts';
import { focusByTab } from './focus-walk.ts';
import type { Workbench } from './workbench.ts';

const site = useSite();

/** Tab to it, and press it. */
async function choose(bench: Workbench, name: RegExp): Promise<void> {
  await focusByTab(bench.page, name);
  await bench.press('Enter');
}

const title = ({ page }: Workbench): Promise<string> => page.title();
const position = async ({ page }: Workbench): Promise<string | null> =>
  page.getByRole('slider', { name: 'Position in the run' }).getAttribute('aria-valuenow');

test('from the first look to a named run of one’s own, shared', async () => {
  const bench = await site.open({ width: 1280, height: 720 });
  const { page } = bench;

  // A scenario, from the menu.
  await choose(bench, /^Scenario: /);
  await page.getByRole('link', { name: /^Aging forgets/ }).waitFor();
  await choose(bench, /^Aging forgets/);
  expect(await title(bench)).toMatch(/^Aging forgets/);

  // To its violation, whose evidence leads to the steps.
  await bench.playToViolation();
  const violatedAt = await position(bench);
  await choose(bench, /^step \d+$/);
  expect(await position(bench)).not.toBe(violatedAt);
  await bench.playToViolation();

  // The entry in the tree grid, up to its table and back.
  // A row has no arrow; what TLBs remember has one.
  await focusByTab(page, /^0x[^→]*$/);
  await page.keyboard.press('ArrowLeft');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toMatch(/^PT /);
  await page.keyboard.press('ArrowDown');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toMatch(/^0x/);

  // The other kernel, and both beside each other.
  const before = await bench.digest();
  await page.keyboard.press('c');
  await bench.idle();
  expect(await bench.digest()).not.toBe(before);
  await page.keyboard.press('c');
  await bench.idle();
  await bench.press('v');
  await page.getByRole('slider', { name: 'Moment of both runs' }).waitFor();
  await choose(bench, /^First ≠ at/);
  await choose(bench, /^Back/);
  await page.getByRole('slider', { name: 'Position in the run' }).waitFor();

  // Every interleaving, and a run that leads to a violation.
  await bench.press('e');
  await bench.explorePanel.waitFor();
  await bench.explorePanel.getByText('every interleaving:').waitFor();
  await choose(bench, /switch(es)?$/);
  await bench.press('e');
  await bench.explorePanel.waitFor({ state: 'detached' });

  // A fork of it, with a name.
  await bench.press('ArrowLeft', 2);
  await bench.press('r');
  await bench.press('1', 2);
  await bench.press('b');
  const tree = page.getByRole('tree', { name: 'Runs' });
  await tree.waitFor();
  await focusByTab(page, /^Name/);
  await page.keyboard.press('Control+A');
  await page.keyboard.type('mine');
  await page.keyboard.press('Enter');
  await tree.getByText('mine').waitFor();
  await page.keyboard.press('Escape');
  await tree.waitFor({ state: 'detached' });

  // Its link shows the same.
  const digest = await bench.digest();
  await choose(bench, /^Share$/);
  await choose(bench, /^Copy$/);
  await page.keyboard.press('Escape');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const other = await site.open({ fragment: copied.slice(copied.indexOf('#') + 1) });
  expect(await other.digest()).toBe(digest);
  await other.close();
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('from a real trace to a scenario made of it', async () => {
  const bench = await site.open({ width: 1280, height: 720 });
  const { page } = bench;
  await bench.press('o');
  await page.getByRole('heading', { name: 'See the page tables of a real guest' }).waitFor();
  await choose(bench, /^Two vCPUs race/);
  await page.getByText('The trace is read').waitFor({ state: 'attached' });
  await page.keyboard.press('n');
  await focusByTab(page, /^gfn/);
  await page.keyboard.press('Control+A');
  await page.keyboard.type('10dc');
  await page.keyboard.press('Enter');
  await choose(bench, /^Make a scenario of this$/);
  await page.getByRole('slider', { name: 'Position in the run' }).waitFor({ timeout: 30_000 });
  await bench.idle();
  expect(await bench.fragment()).toMatch(/^v1\/custom/);
  await bench.press('ArrowRight');
  const said = page.getByRole('status', { name: 'Step' });
  await expect.poll(() => said.innerText()).toMatch(/^Step 1: /);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});
