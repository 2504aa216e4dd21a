/** The tree of runs: by keys alone, named, judged; kept over a reload and beside a second tab. */
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
