/** A real trace in the page: from the file that is dropped to what it says. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { goldenText } from '../src/trace/testing/golden.ts';
import { useSite } from './fixtures.ts';
import { TraceView, type DroppedFile } from './trace-view.ts';
import type { OpenOptions } from './workbench.ts';

const site = useSite();

const RACE = { name: 'race.txt', text: goldenText('part.f1_race/trace.txt.gz') };
const EVENT = ' kt-244 [000] d..1. 4.664215: ';

async function openTrace(file: DroppedFile = RACE, options: OpenOptions = {}) {
  const bench = await site.open(options);
  const view = new TraceView(bench);
  await view.drop(file);
  return { bench, view, page: bench.page };
}

test('a trace is dropped, its finding is told, and the life of its gfn; the next one is a key away', async () => {
  const { bench, page, view } = await openTrace();
  await view.read();
  await view.facts.getByText('2 findings').waitFor();
  await expect.poll(() => view.cursor()).toContain('line 917');
  await view.panel.getByRole('link', { name: 'cc7ed3358e41' }).first().waitFor();
  const scenario = view.panel.getByRole('link', { name: 'scenario second-fault-clears-dirty' });
  expect(await scenario.first().getAttribute('href')).toBe('#v1/second-fault-clears-dirty');

  await page.getByRole('textbox', { name: 'gfn' }).fill('10dc');
  await page.keyboard.press('Enter');
  await view.panel.getByRole('heading', { name: /^gfn 10dc: \d+ moments$/ }).waitFor();
  await page.getByRole('slider', { name: 'Cursor' }).focus();
  await page.keyboard.press('n');
  await expect.poll(() => view.cursor()).toContain('line 1228');
  expect(await view.panel.getByRole('listitem').filter({ hasText: '!' }).count()).toBe(1);
  await view.tab('Findings').click();
  await view.panel.getByRole('button', { name: /line 917/ }).click();
  await expect.poll(() => view.cursor()).toContain('line 917');
  await view.tab('Page tables').click();
  await view.panel.getByRole('cell', { name: '10729de27' }).waitFor();
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

describe('the table of events', () => {
  test('is walked by keys, and filtered by what is typed', async () => {
    const { bench, page, view } = await openTrace();
    await view.read();
    await expect.poll(() => view.events.getAttribute('aria-rowcount')).toBe('1389');
    await view.events.focus();
    await page.keyboard.press('Home');
    await expect.poll(() => view.cursor()).toMatch(/^event 1 of 1,388/);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => view.cursor()).toMatch(/^event 2 /);
    await page.keyboard.press('End');
    await expect.poll(() => view.cursor()).toMatch(/^event 1,388 /);
    await page.keyboard.press('f');
    await page.keyboard.type('gfn=1089 level=1 is=defect');
    await expect.poll(() => view.events.getAttribute('aria-rowcount')).toBe('2');
    await view.events.getByRole('row', { name: /1089 level 1 old_spte 10729de67/ }).click();
    await expect.poll(() => view.cursor()).toContain('line 917');
    await view.filter.fill('level=1 D 1->0');
    await expect.poll(() => view.events.getAttribute('aria-rowcount')).toBe('3');
    await view.events.getByRole('row', { name: /10dc level 1 old_spte 103695e67/ }).waitFor();
    await view.filter.fill('gfn=?');
    await page.getByText('"?" is no gfn.').waitFor();
    expect(bench.troubles).toEqual([]);
    await bench.close();
  });

  test('two markers tell what lies between them', async () => {
    const { bench, page, view } = await openTrace();
    await view.read();
    const slider = page.getByRole('slider', { name: 'Cursor' });
    await slider.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('a');
    await page.keyboard.press('PageUp');
    await page.keyboard.press('b');
    await page.getByText(/A to B: [\d.]+ s, 100 events, \d+ entries changed/).waitFor();
    await bench.close();
  });
});

describe('what is not understood', () => {
  test('an unknown kind is listed with its lines, and so is what is no event', async () => {
    const text = `${EVENT}kvm_age_hva: mmu notifier age hva: 0x00000000001000 -- 0x00000000002000\n${EVENT}kvm_made_up: a=1\nnonsense\n`;
    const { bench, page, view } = await openTrace({ name: 'odd.txt', text });
    await view.read();
    await view.facts.getByText('1 event of unknown kinds').waitFor();
    await page.getByRole('button', { name: 'What was read' }).click();
    const panel = page.getByRole('region', { name: 'What was read' });
    await panel.getByText('kvm_made_up: unknown kind, 1 event, line 2').waitFor();
    await panel.getByText('line 3: nonsense').waitFor();
    await bench.close();
  });

  test('garbage is refused with its lines, and another file may be chosen', async () => {
    const { bench, page, view } = await openTrace({ name: 'milk.txt', text: 'milk\nbread\n' });
    await page
      .getByText(/line 1: "milk", line 2: "bread"/)
      .first()
      .waitFor();
    await page
      .locator('[data-open-trace]')
      .first()
      .setInputFiles({
        name: RACE.name,
        mimeType: 'text/plain',
        buffer: Buffer.from(RACE.text),
      });
    await view.read();
    expect(bench.troubles).toEqual([]);
    await bench.close();
  });
});

describe('a file that is not what it should be', () => {
  test('UTF-16 is refused with what to do; a damaged .gz shows what it holds; a whole one all', async () => {
    const packed = gzipSync(RACE.text);
    const utf16 = { name: 'utf16.txt', bytes: Buffer.from(`\ufeff${RACE.text}`, 'utf16le') };
    const { bench, page, view } = await openTrace(utf16);
    await page.getByRole('heading', { name: 'utf16.txt could not be read as a trace' }).waitFor();
    await page
      .getByText(/iconv -f UTF-16 -t UTF-8/)
      .first()
      .waitFor();

    await view.drop({ name: 'stub.gz', bytes: packed.subarray(0, 12) });
    await page
      .getByText(/^Nothing of it can be unpacked/)
      .first()
      .waitFor();

    await view.drop({ name: 'half.gz', bytes: packed.subarray(0, packed.length >> 1) });
    await view.read();
    await view.facts.getByText('the compressed file is damaged').waitFor();
    await view.facts.getByText('1 line that is no event').waitFor();
    await expect.poll(() => view.cursor()).toMatch(/^event /);

    await view.drop({ name: 'whole.gz', bytes: packed });
    await view.facts.getByText('1,388 events on 1,400 lines').waitFor();
    await view.facts.getByText('2 findings').waitFor();
    expect(bench.troubles).toEqual([]);
    await bench.close();
  });
});

test('reading a long file is seen, can be cancelled, and shows what was read by then', async () => {
  const lines = RACE.text.split('\n').filter((line) => !line.startsWith('#'));
  const text = Array.from({ length: 400 }, () => lines.join('\n')).join('\n');
  const { bench, page, view } = await openTrace({ name: 'long.txt', text });
  await page.getByRole('progressbar', { name: 'Reading the trace' }).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText(/Cancelled: only the first [\d.]+ [kM]B of [\d.]+ MB were read/).waitFor();
  await page.getByRole('button', { name: 'Read it all' }).waitFor();
  await vi.waitFor(async () => {
    const rows = Number(await view.events.getAttribute('aria-rowcount'));
    expect(rows).toBeGreaterThan(100);
    expect(rows).toBeLessThan(400 * lines.length);
  });
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test.each<[string, OpenOptions]>([
  ['dark', { theme: 'dark', width: 1280, height: 720 }],
  ['light', { theme: 'light', width: 1280, height: 720 }],
  ['light, a phone', { theme: 'light', width: 390, height: 844 }],
])('axe finds nothing, and nothing lies outside: %s', async (_, options) => {
  const { bench, page, view } = await openTrace(RACE, options);
  await view.read();
  for (const name of ['Findings', 'Page tables', 'Life of a gfn']) {
    await view.tab(name).click();
    await view.panel
      .getByText(/1089|mirror/)
      .first()
      .waitFor();
    expect(await bench.axeViolations()).toEqual([]);
  }
  await page.getByRole('button', { name: 'What was read' }).click();
  expect(await bench.axeViolations()).toEqual([]);
  expect(await bench.overflowsSideways()).toBe(false);
  await bench.close();
});

test('the view has a key, an entry in the menu and a link; back leads to the workbench', async () => {
  const bench = await site.open();
  await bench.page.keyboard.press('o');
  await bench.page.getByRole('heading', { name: 'See the page tables of a real guest' }).waitFor();
  expect(bench.page.url()).toContain('#v1/trace');
  expect(await bench.axeViolations()).toEqual([]);
  await bench.page.getByRole('button', { name: 'Back to the workbench' }).click();
  await bench.page.getByRole('button', { name: /^Scenario:/ }).click();
  await bench.page.getByRole('button', { name: 'Open a trace of a real kernel …' }).click();
  await bench.page.getByRole('button', { name: 'Choose a file …' }).waitFor();
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('the text of a scenario that is dropped opens in the workbench', async () => {
  const { bench, page, view } = await openTrace();
  await view.read();
  const text = readFileSync('src/catalogue/scenarios/flush-rule.yaml', 'utf8');
  await view.drop({ name: 'own.yaml', text }, /./);
  await page.getByRole('button', { name: /^Scenario:/ }).waitFor();
  await bench.idle();
  expect(page.url()).toContain('#v1/custom');
  expect(bench.troubles).toEqual([]);
  await bench.close();
});
