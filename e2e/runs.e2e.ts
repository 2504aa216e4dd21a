/** The tree of runs: by keys alone, named, judged, deleted; kept over a reload and beside a second tab. */
import { expect, test } from 'vitest';
import { useSite } from './fixtures.ts';
import type { OpenOptions, Workbench } from './workbench.ts';

const site = useSite();

/** A run of one's own of vCPU 0 alone, and one that parts from the story before the violation. */
async function makeRuns(bench: Workbench): Promise<void> {
  await bench.playToViolation();
  await bench.press('ArrowLeft', 3);
  await bench.press('3');
  await bench.press('r');
  await bench.press('1', 3);
}

const tree = (bench: Workbench) => bench.page.getByRole('tree', { name: 'Runs' });

async function openTree(bench: Workbench): Promise<string[]> {
  await bench.press('b');
  await tree(bench).waitFor();
  await tree(bench).getByText('Before the patch').last().waitFor();
  return tree(bench).getByRole('treeitem').allInnerTexts();
}

test('shows where runs part and what each kernel makes of them; keys go through it and show one', async () => {
  const bench = await site.open();
  await makeRuns(bench);
  const onScreen = await bench.digest();
  const rows = await openTree(bench);
  expect(rows).toHaveLength(3);
  expect(rows[0]).toMatch(
    /^story\s+30 steps✗ Before the patch\s*: P8 violated at step 20[\s\S]*✓ After the patch/,
  );
  expect(rows[1]).toMatch(/run 1[\s\S]*parts from story after step 17/);
  expect(rows[2]).toMatch(/run 2 on screen[\s\S]*3 steps, parts from story after step 0/);
  const focused = () => bench.page.evaluate(() => document.activeElement?.textContent ?? '');
  expect(await focused()).toMatch(/^run 2/);
  await bench.page.keyboard.press('ArrowLeft');
  expect(await focused()).toMatch(/^story/);
  await bench.page.keyboard.press('ArrowRight');
  expect(await focused()).toMatch(/^run 1/);
  expect(await bench.axeViolations()).toEqual([]);
  await bench.press('Enter');
  await tree(bench).waitFor({ state: 'detached' });
  await bench.idle();
  expect(await bench.digest()).not.toBe(onScreen);
  expect(await bench.page.getByRole('button', { name: 'run: run 1' }).count()).toBe(1);
  // The browser's back button takes that back.
  await bench.page.goBack();
  await bench.idle();
  expect(await bench.digest()).toBe(onScreen);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('a name is kept over a reload; a second tab adds its runs and takes none away', async () => {
  const bench = await site.open();
  await makeRuns(bench);
  await openTree(bench);
  await bench.page.getByRole('textbox', { name: 'Name' }).fill('my race');
  await bench.page.keyboard.press('Enter');
  await bench.page.keyboard.press('Escape');

  const second = await bench.openTab();
  await second.press('r');
  await second.press('2', 2);
  expect(await openTree(second)).toHaveLength(4);
  await bench.press('1');
  expect((await openTree(bench)).join('\n')).toMatch(/my race on screen[\s\S]*4 steps/);
  expect(await tree(bench).getByRole('treeitem').count()).toBe(4);
  await bench.page.reload();
  await bench.idle();
  expect((await openTree(bench)).join('\n')).toMatch(/my race on screen/);
  expect(await tree(bench).getByRole('treeitem').count()).toBe(4);
  await bench.close();
});

const row = (bench: Workbench, name: RegExp) => tree(bench).getByRole('treeitem', { name });
/** The notices of the dialog: what is below it cannot be reached. */
const said = (bench: Workbench) =>
  bench.page.getByRole('dialog').getByRole('region', { name: 'Notices' });
const undo = (bench: Workbench) => said(bench).getByRole('button', { name: 'Undo' });

test('a run is deleted, and that taken back, by keys alone', async () => {
  const bench = await site.open();
  await makeRuns(bench);
  await openTree(bench);
  await bench.press('ArrowUp');
  await bench.press('Delete');
  await said(bench).getByText('“run 1” is deleted.', { exact: true }).waitFor();
  expect(await said(bench).getAttribute('aria-live')).toBe('polite');
  expect(await tree(bench).getByRole('treeitem').count()).toBe(2);
  const focused = () => bench.page.evaluate(() => document.activeElement?.textContent ?? '');
  expect(await focused()).toMatch(/^run 2/);
  expect(await bench.axeViolations()).toEqual([]);
  await bench.press('Tab');
  expect(await focused()).toBe('Undo');
  await bench.press('Enter');
  await row(bench, /^run 1/).waitFor();
  await said(bench).getByText('“run 1” is back.').waitFor();
  expect(await focused()).toMatch(/^run 2/);
  await bench.press('Home');
  await bench.press('Delete');
  await said(bench).getByText('The story belongs to the scenario').waitFor();
  expect(await tree(bench).getByRole('treeitem').count()).toBe(3);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('the run on screen makes way for the one it parts from; what parted from it stays', async () => {
  const bench = await site.open();
  await makeRuns(bench);
  await bench.press('ArrowLeft');
  await bench.press('2');
  await bench.press('b');
  await row(bench, /^run 2/).click();
  await bench.page.getByRole('button', { name: 'Delete “run 2”' }).click();
  await said(bench).getByText('“run 3”, which parted from it, stays.').waitFor();
  await row(bench, /^run 3 on screen/).waitFor();
  const digest = await bench.digest();
  await bench.page.getByRole('button', { name: 'Delete “run 3”' }).click();
  await said(bench).getByText('On screen is “story” now').waitFor();
  await row(bench, /^story on screen/).waitFor();
  // The notice goes with the reader.
  await bench.press('Escape');
  expect(await bench.page.getByRole('button', { name: 'run: story' }).count()).toBe(1);
  await bench.notices.getByRole('button', { name: 'Undo' }).click();
  await bench.page.getByRole('button', { name: 'run: run 3' }).waitFor();
  await bench.idle();
  expect(await bench.digest()).toBe(digest);
  await bench.notices.getByText('“run 2” is deleted.').waitFor();
  await bench.close();
});

test('a second tab drops what the first one deletes, and does not bring it back', async () => {
  const bench = await site.open();
  await makeRuns(bench);
  const second = await bench.openTab();
  await openTree(second);
  await openTree(bench);
  await row(bench, /^run 1/).click();
  await bench.press('Delete');
  await row(second, /^run 1/).waitFor({ state: 'detached' });
  await undo(bench).click();
  await row(second, /^run 1/).waitFor();
  await row(bench, /^run 1/).click();
  await bench.press('Delete');
  await second.press('Escape');
  await second.press('2');
  await second.page.close();
  await bench.page.reload();
  await bench.idle();
  expect((await openTree(bench)).join('\n')).not.toMatch(/run 1/);
  await bench.close();
});

test('a deletion that the browser does not keep is said to be none for the next visit', async () => {
  const bench = await site.open();
  await makeRuns(bench);
  await bench.page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new Error('full');
    };
  });
  await openTree(bench);
  await row(bench, /^run 1/).click();
  await bench.press('Delete');
  await said(bench).getByText('may be back at the next visit').waitFor();
  await row(bench, /^run 1/).waitFor({ state: 'detached' });
  await bench.page.reload();
  await bench.idle();
  expect((await openTree(bench)).join('\n')).toMatch(/run 1/);
  await bench.close();
});

test('storage that is refused is said, and the runs stay in the tab', async () => {
  const bench = await site.open();
  await bench.page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new Error('full');
    };
  });
  await makeRuns(bench);
  await bench.notices.getByText('does not keep your runs').waitFor();
  expect(await openTree(bench)).toHaveLength(3);
  expect(await bench.page.getByRole('dialog').innerText()).toMatch(/does not keep all of them/);
  await bench.close();
});

const VIEWS: readonly [string, OpenOptions][] = [
  ['light, a phone', { theme: 'light', width: 390, height: 844 }],
  ['forced colours', { forcedColors: 'active' }],
];

test.each(VIEWS)('axe finds nothing in the tree of runs: %s', async (_, options) => {
  const bench = await site.open(options);
  await makeRuns(bench);
  await openTree(bench);
  expect(await bench.axeViolations()).toEqual([]);
  await bench.close();
});
