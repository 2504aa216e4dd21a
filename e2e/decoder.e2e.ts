/** The decoder: any value in any layout, by key, from the inspector, and by its own link. */
import { expect, test } from 'vitest';
import { useSite } from './fixtures.ts';
import type { Workbench } from './workbench.ts';

const site = useSite();

const DIRTY_LEAF = 'v1/decode/0600000001234b77?level=1&layout=v5.19:ept-ad-46&c=fs35ba';

const dialogOf = (bench: Workbench) => bench.page.getByRole('dialog', { name: 'Decode an SPTE' });
const partOf = (bench: Workbench, name: string) => dialogOf(bench).getByRole('region', { name });
const valueOf = (bench: Workbench) => dialogOf(bench).getByRole('textbox', { name: 'Value' });

async function decode(bench: Workbench, text: string): Promise<void> {
  await valueOf(bench).fill(text);
  await bench.idle();
}

test('its link opens it over the first scenario, and the address stays that link', async () => {
  const bench = await site.open({ fragment: DIRTY_LEAF });
  await dialogOf(bench).waitFor();
  expect(await valueOf(bench).inputValue()).toBe('0x600000001234b77');
  const what = await partOf(bench, 'What it is').innerText();
  expect(what).toMatch(/dirty/);
  expect(what).toMatch(/pfn\s+0x1234/);
  expect(await partOf(bench, 'What is wrong with it').innerText()).toMatch(/Nothing/);
  expect(await bench.fragment()).toBe(DIRTY_LEAF);
  expect(await bench.axeViolations()).toEqual([]);

  await bench.page.keyboard.press('Escape');
  await dialogOf(bench).waitFor({ state: 'hidden' });
  await bench.idle();
  expect(await bench.fragment()).toMatch(/^v1\/zap-drops-dirty-assist/);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('d opens it with the selected SPTE; what is typed is decoded, and rubbish is said', async () => {
  const bench = await site.open();
  await bench.playToViolation();
  const before = await bench.digest();
  await bench.page.keyboard.press('d');
  await dialogOf(bench).waitFor();
  expect(await valueOf(bench).inputValue()).toBe('0x0');
  expect(await partOf(bench, 'What it is').innerText()).toMatch(/empty/);

  await decode(bench, '0x600400001234b70');
  const wrong = await partOf(bench, 'What is wrong with it').innerText();
  expect(wrong).toMatch(/Bit 46 must be zero at level 1/);
  const link = await bench.fragment();
  expect(link).toMatch(/^v1\/decode\/0600400001234b70\?level=1&layout=v5\.18pre:ept-ad-46&c=/);

  await decode(bench, '0x12 apples');
  expect(await dialogOf(bench).getByRole('status').innerText()).toMatch(/"p" is no hexadecimal/);
  expect(await partOf(bench, 'What it is').count()).toBe(0);
  expect(await bench.fragment()).toBe(link);

  await bench.page.keyboard.press('Escape');
  await bench.idle();
  expect(await bench.digest()).toBe(before);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('every layout can be chosen, and says what the value is there', async () => {
  const bench = await site.open({ fragment: DIRTY_LEAF });
  await dialogOf(bench).waitFor();
  const select = dialogOf(bench).getByRole('combobox', { name: 'Layout' });
  const layouts = await select
    .locator('option')
    .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
  expect(layouts.length).toBeGreaterThan(20);
  await decode(bench, '0x5a0');
  const words = new Map<string, string>();
  for (const layout of layouts) {
    await select.selectOption(layout);
    await bench.idle();
    expect(await bench.fragment()).toContain(layout.replace('/', ':'));
    words.set(layout, await partOf(bench, 'What it is').locator('b').innerText());
  }
  expect(words.get('v5.19/ept-ad-46')).toBe('frozen');
  expect(words.get('v6.12/ept-ad-46')).toBe('empty');
  expect(words.get('v4.15/ept-ad-46')).toBe('write-tracked');
  await bench.close();
});

test('the inspector has a link to it, and the back button closes it', async () => {
  const bench = await site.open();
  await bench.playToViolation();
  await bench.press('ArrowLeft');
  const before = await bench.fragment();
  await bench.page.getByRole('link', { name: 'Decode' }).click();
  await dialogOf(bench).waitFor();
  await bench.idle();
  expect(await bench.fragment()).toMatch(/^v1\/decode\/0600000009a05b77/);
  await bench.page.goBack();
  await dialogOf(bench).waitFor({ state: 'hidden' });
  await bench.idle();
  expect(await bench.fragment()).toBe(before);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('another link while it is open is decoded, and a damaged one is said to be', async () => {
  const bench = await site.open({ fragment: DIRTY_LEAF });
  await dialogOf(bench).waitFor();
  await bench.page.evaluate(() => (location.hash = '#v1/decode/5a0'));
  await bench.page.waitForFunction(() => document.querySelector('input')?.value === '0x5a0');
  await bench.page.evaluate(
    () => (location.hash = '#v1/decode/0600000001234b76?level=1&layout=v5.19:ept-ad-46&c=fs35ba'),
  );
  await bench.page.waitForFunction(
    () => document.querySelector('input')?.value === '0x600000001234b76',
  );
  expect(await dialogOf(bench).getByRole('status').innerText()).toMatch(/changed or cut/);
  await bench.close();
});

test.each([
  ['dark', 1440, 900],
  ['light', 1280, 720],
  ['light', 390, 844],
] as const)('it fits: %s, %d x %d', async (theme, width, height) => {
  const bench = await site.open({ fragment: DIRTY_LEAF, theme, width, height });
  await dialogOf(bench).waitFor();
  await decode(bench, '0x600400001234b72');
  await dialogOf(bench).getByText('The same bits to each kernel and CPU').click();
  expect(await bench.axeViolations()).toEqual([]);
  expect(await bench.overflowsSideways()).toBe(false);
  const sideways = await dialogOf(bench).evaluate((it) => it.scrollWidth > it.clientWidth);
  expect(sideways).toBe(false);
  await bench.close();
});
