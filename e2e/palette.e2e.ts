/** The command palette and keys of one's own: by the keyboard alone. */
import { expect, test } from 'vitest';
import { useSite } from './fixtures.ts';
import type { OpenOptions, Workbench } from './workbench.ts';

const site = useSite();

const found = (bench: Workbench) => bench.page.getByRole('listbox', { name: 'Found' });

const fieldOf = (bench: Workbench) => bench.page.getByRole('combobox', { name: 'What to do' });

async function find(bench: Workbench, text: string): Promise<string[]> {
  await bench.page.keyboard.press('Control+k');
  await fieldOf(bench).waitFor();
  await bench.page.keyboard.type(text);
  return found(bench).getByRole('option').allInnerTexts();
}

async function choose(bench: Workbench, text: string): Promise<void> {
  await find(bench, text);
  await bench.press('Enter');
  await found(bench).waitFor({ state: 'detached' });
  await bench.idle();
}

/** The browser closes a dialog a moment after the key; one that comes before is lost with it. */
async function leave(bench: Workbench): Promise<void> {
  await bench.press('Escape');
  await fieldOf(bench).waitFor({ state: 'detached' });
}

test('commands, steps, kernels, outcomes, runs and scenarios are found and done by keys alone', async () => {
  const bench = await site.open();
  await bench.page.getByText('every interleaving:').waitFor();
  const start = await bench.digest();
  await choose(bench, 'moment on');
  const moment = await bench.digest();
  expect(moment).not.toBe(start);
  await choose(bench, 'step 0');
  expect(await bench.digest()).toBe(start);
  await choose(bench, 'step 6:');
  expect(await bench.fragment()).toContain('at=6');
  await choose(bench, 'after same schedule');
  expect(await bench.column(/^After/).getAttribute('aria-pressed')).toBe('true');
  await choose(bench, 'before lost');
  expect(await bench.verdicts.innerText()).toMatch(/Before the patch:\s*P8 violated/);
  await choose(bench, 'run: story');
  expect(await bench.page.getByRole('button', { name: /^run: story/ }).isVisible()).toBe(true);
  await choose(bench, 'step vcpu 1');
  await choose(bench, 'lost accessed');
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('the arrows choose, the option that is chosen is told, Escape does nothing but close', async () => {
  const bench = await site.open();
  const before = await bench.digest();
  await bench.press('/');
  const field = bench.page.getByRole('combobox', { name: 'What to do' });
  await field.waitFor();
  const chosen = async (): Promise<string> => {
    const id = (await field.getAttribute('aria-activedescendant')) ?? '';
    return bench.page.evaluate((wanted) => document.getElementById(wanted)?.innerText ?? '', id);
  };
  const first = await chosen();
  await bench.page.keyboard.press('ArrowDown');
  const second = await chosen();
  expect([first, second].every((text) => text !== '')).toBe(true);
  expect(second).not.toBe(first);
  await bench.page.keyboard.press('ArrowUp');
  expect(await chosen()).toBe(first);
  expect(await found(bench).getByRole('option', { selected: true }).count()).toBe(1);
  await bench.page.keyboard.press('Escape');
  await field.waitFor({ state: 'detached' });
  expect(await bench.digest()).toBe(before);
  await bench.close();
});

test('what has no such name says so, and Enter does nothing', async () => {
  const bench = await site.open();
  const before = await bench.digest();
  expect(await find(bench, 'quuxbaz')).toEqual([]);
  await bench.press('Enter');
  expect(await bench.page.getByText('Nothing here is called that.').isVisible()).toBe(true);
  expect(await bench.digest()).toBe(before);
  await bench.close();
});

test('a key is changed by pressing another one; conflicts are refused; a reload keeps it', async () => {
  const bench = await site.open();
  const start = await bench.digest();
  await bench.press('?');
  const sheet = bench.page.getByRole('dialog', { name: 'Keys and marks' });
  const said = sheet.getByRole('status', { name: 'Keys' });
  const change = (title: string) =>
    sheet.getByRole('button', { name: new RegExp(`change the key of “${title}`) }).press('Enter');
  await change('On to the next moment');
  await bench.page.keyboard.press('c');
  expect(await said.innerText()).toMatch(/c is the key of “The same schedule .*” already/);
  await change('On to the next moment');
  await bench.page.keyboard.press('Escape');
  expect(await said.innerText()).toBe('Nothing has been changed.');
  await change('On to the next moment');
  await bench.page.keyboard.press('m');
  expect(await said.innerText()).toMatch(/^m is now the key/);
  expect(await bench.axeViolations()).toEqual([]);
  await bench.page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });

  await bench.press('n');
  expect(await bench.digest()).toBe(start);
  await bench.press('m');
  const moment = await bench.digest();
  expect(moment).not.toBe(start);
  expect(
    await bench.page
      .getByRole('button', { name: 'On to the next moment of the story (m)' })
      .count(),
  ).toBe(1);

  await bench.page.reload();
  await bench.idle();
  await bench.press('Home');
  await bench.press('m');
  expect(await bench.digest()).toBe(moment);
  await bench.press('?');
  await sheet.getByRole('button', { name: 'All keys as they came' }).press('Enter');
  await bench.page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
  await bench.press('Home');
  await bench.press('n');
  expect(await bench.digest()).toBe(moment);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

const VIEWS: readonly [string, OpenOptions][] = [
  ['dark', { theme: 'dark' }],
  ['light, a phone', { theme: 'light', width: 390, height: 844 }],
  ['forced colours', { forcedColors: 'active' }],
];

test.each(VIEWS)('axe finds nothing in the palette: %s', async (_, options) => {
  const bench = await site.open(options);
  await find(bench, 'zap');
  expect(await bench.axeViolations()).toEqual([]);
  await bench.close();
});

test('when comparing, the palette has the commands, moments and kernels of both sides', async () => {
  const bench = await site.open({ fragment: 'v1/compare/zap-drops-dirty-assist/before/after' });
  const cursor = bench.page.getByRole('slider', { name: 'Moment of both runs' });
  await cursor.waitFor();
  const moment = () => cursor.getAttribute('aria-valuenow');
  await choose(bench, 'first divergence');
  expect(await moment()).toBe('20');
  await choose(bench, 'moment 7:');
  expect(await moment()).toBe('7');
  await choose(bench, 'overlaid');
  await bench.page.getByRole('region', { name: 'Both machines, overlaid' }).waitFor();
  await choose(bench, 'before on the right');
  await bench.page.getByRole('button', { name: 'They never differ' }).waitFor();
  expect(await find(bench, 'tree of runs')).toEqual([]);
  expect(await bench.axeViolations()).toEqual([]);
  await leave(bench);
  await choose(bench, 'back comparison workbench');
  await bench.page.getByRole('region', { name: 'Story', exact: true }).waitFor();
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('in a trace, the palette has its commands; its keys can be changed, and only there', async () => {
  const bench = await site.open({ fragment: 'v1/trace' });
  await bench.page.getByRole('heading').first().waitFor();
  const options = await find(bench, 'marker');
  expect(options.join()).toMatch(/Put marker A at the cursor[^]*Put marker B at the cursor/);
  await leave(bench);
  await bench.press('?');
  const sheet = bench.page.getByRole('dialog', { name: 'Keys and marks' });
  await sheet.waitFor();
  expect(await sheet.getByRole('heading', { level: 3 }).first().innerText()).toMatch(/trace/i);
  const said = sheet.getByRole('status', { name: 'Keys' });
  const change = (title: string) =>
    sheet.getByRole('button', { name: new RegExp(`change the key of “${title}`) }).press('Enter');
  await change('Next finding');
  await bench.page.keyboard.press('a');
  expect(await said.innerText()).toMatch(/a is the key of “Put marker A/);
  await change('Next finding');
  await bench.page.keyboard.press('y');
  expect(await said.innerText()).toMatch(/^y is now the key of “Next finding”/);
  expect(await bench.axeViolations()).toEqual([]);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('what a presenter remote sends goes through the differences; a dot blanks the comparison', async () => {
  const bench = await site.open({ fragment: 'v1/compare/zap-drops-dirty-assist/before/after' });
  const cursor = bench.page.getByRole('slider', { name: 'Moment of both runs' });
  await cursor.waitFor();
  const moment = () => cursor.getAttribute('aria-valuenow');
  await bench.press('PageDown', 2);
  expect(await moment()).toBe('21');
  await bench.press('PageUp');
  expect(await moment()).toBe('20');
  const blank = bench.page.getByRole('button', { name: /screen is blank/ });
  for (const key of ['.', 'b']) {
    await bench.press(key);
    await blank.waitFor();
    await bench.press('PageDown');
    await blank.waitFor({ state: 'detached' });
    expect(await moment()).toBe('20');
  }
  await bench.close();
});

const moreButton = (bench: Workbench) =>
  bench.page.getByRole('button', { name: 'More', exact: true });
const moreMenu = (bench: Workbench) => bench.page.getByRole('menu', { name: 'More' });

async function openMore(bench: Workbench): Promise<void> {
  await moreButton(bench).focus();
  await bench.page.keyboard.press('ArrowDown');
  await bench.page
    .getByRole('menuitem', { name: /^Find/ })
    .and(bench.page.locator(':focus'))
    .waitFor();
}

test('what has no button in the head of the page is in its menu, by keys: arrows, Enter, its own key', async () => {
  const bench = await site.open();
  const before = await bench.digest();
  const focused = () => bench.page.evaluate(() => document.activeElement?.textContent ?? '');
  await openMore(bench);
  expect(await moreButton(bench).getAttribute('aria-expanded')).toBe('true');
  expect(await moreMenu(bench).getByRole('menuitem').allInnerTexts()).toEqual([
    expect.stringMatching(/^Find[^]*\/$/),
    expect.stringMatching(/^The tree of runs[^]*b$/),
    expect.stringMatching(/^Decode any SPTE[^]*d$/),
    expect.stringMatching(/^Export[^]*x$/),
    expect.stringMatching(/^Reading[^]*w$/),
    expect.stringMatching(/^Presentation[^]*f$/),
  ]);
  await bench.press('ArrowUp');
  expect(await focused()).toMatch(/^Presentation/);
  await bench.press('ArrowDown', 2);
  expect(await focused()).toMatch(/^The tree/);
  // Keys of the page do nothing behind it.
  await bench.press('n');
  expect(await bench.digest()).toBe(before);
  await bench.press('End');
  await bench.press('Home');
  await bench.press('Escape');
  await moreMenu(bench).waitFor({ state: 'detached' });
  expect(await focused()).toBe('⋯');
  const dialogs = [
    ['Enter', 'Runs', 1],
    ['Space', 'Decode an SPTE', 2],
    ['x', 'Export', 0],
    ['/', 'Command palette', 4],
  ] as const;
  for (const [key, name, downs] of dialogs) {
    await openMore(bench);
    await bench.press('ArrowDown', downs);
    await bench.page.keyboard.press(key);
    const dialog = bench.page.getByRole('dialog', { name });
    await dialog.waitFor();
    await bench.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await focused()).toBe('⋯');
  }
  await openMore(bench);
  await bench.press('Tab');
  await moreMenu(bench).waitFor({ state: 'detached' });
  await moreButton(bench).click();
  await bench.page.getByRole('menuitem', { name: /^Presentation/ }).click();
  await bench.page.getByRole('button', { name: /^Leave the presentation/ }).waitFor();
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

const WIDTHS: readonly [string, OpenOptions][] = [
  ['1280', { width: 1280, height: 720 }],
  ['1024, light', { theme: 'light', width: 1024, height: 768 }],
  ['900, the least that has it', { width: 900, height: 720 }],
  ['forced colours', { forcedColors: 'active' }],
];

test('on a phone the palette and the decoder are in the menu of the reading page', async () => {
  const bench = await site.open({ theme: 'light', width: 390, height: 844, touch: true });
  for (const [name, dialog] of [
    [/^Find anything/, 'Command palette'],
    [/^Decode an SPTE/, 'Decode an SPTE'],
  ] as const) {
    await moreButton(bench).click();
    await bench.page.getByRole('button', { name }).click();
    await bench.page.getByRole('dialog', { name: dialog }).waitFor();
    expect(await bench.axeViolations()).toEqual([]);
    await bench.press('Escape');
  }
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test.each(WIDTHS)(
  'the menu fits the window and axe finds nothing in it: %s',
  async (_, options) => {
    const bench = await site.open(options);
    await openMore(bench);
    const box = await moreMenu(bench).boundingBox();
    const { width, height } = bench.page.viewportSize() ?? { width: 0, height: 0 };
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(height);
    expect(await bench.overflowsSideways()).toBe(false);
    expect(await bench.axeViolations()).toEqual([]);
    await bench.close();
  },
);
