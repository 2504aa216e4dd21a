/** All interleavings, in a real browser: the verdict line, the panel, hints, and a search at work. */
import { expect, test } from 'vitest';
import { loadScenarioText } from '../src/catalogue/node.ts';
import { exploreReport } from '../src/cli/explore-report.ts';
import type { CountedSpte } from '../src/explorer/count-changes.ts';
import { SEARCH_BOUNDS } from '../src/explorer/search.ts';
import { parseScenario } from '../src/scenario/parse-scenario.ts';
import { useSite } from './fixtures.ts';
import { largeLink } from './large-scenario.ts';
import type { Workbench } from './workbench.ts';

const site = useSite();

/** What the command line says of a scenario. */
async function onTheCommandLine(id: string, spte: CountedSpte | null = null) {
  const text = await loadScenarioText(id);
  const scenario = text.ok ? parseScenario(text.value) : text;
  if (!scenario.ok) throw new Error(`${id} cannot be read`);
  const how = { bounds: SEARCH_BOUNDS, reduced: false, spte };
  return exploreReport(scenario.value, scenario.value.columns, how);
}

async function explored(bench: Workbench): Promise<void> {
  await bench.everything.getByText(/^every interleaving: /).waitFor();
}

async function openPanel(bench: Workbench): Promise<void> {
  await bench.press('e');
  await bench.explorePanel.waitFor();
}

/** The number in `stopped at 12,345 states`, and in what is said while searching. */
function statesIn(text: string): number {
  return Number(/([\d,]+) states/.exec(text)?.[1]?.replaceAll(',', ''));
}

test('the verdict line appears by itself, and says what the command line says', async () => {
  for (const id of ['zap-drops-dirty-assist', 'mirror-two-faults', 'get-order-wrprot']) {
    const { columns } = await onTheCommandLine(id);
    const bench = await site.open({ fragment: `v1/${id}/${columns[0]?.column ?? ''}` });
    await explored(bench);
    const states = columns.reduce((sum, column) => sum + column.states, 0);
    expect(await bench.everything.innerText()).toContain(
      `every interleaving: ${states.toLocaleString('en')} states`,
    );
    for (const { sentence } of columns) {
      expect(await bench.everything.innerText()).toContain(sentence);
    }
    await openPanel(bench);
    for (const { title, properties } of columns) {
      const row = bench.explorePanel
        .getByRole('region', { name: 'Kernels' })
        .getByRole('row', { name: title });
      const text = await row.innerText();
      const visible = properties.filter(
        ({ verdict, property }) => verdict !== 'never' && !['P12', 'P1-early'].includes(property),
      );
      if (visible.length === 0) expect(text).toContain('no violation;');
      for (const { shortest } of visible) {
        const { steps = 0, switches = 0 } = shortest ?? {};
        expect(text).toContain(`(${steps} steps, ${switches} switch${switches === 1 ? '' : 'es'})`);
      }
    }
    expect(bench.troubles).toEqual([]);
    await bench.close();
  }
});

test('a row of the litmus table puts its witness on screen, in its column', async () => {
  const { columns } = await onTheCommandLine('zap-drops-dirty-assist');
  const p8 = columns[0]?.properties.find(({ property }) => property === 'P8');
  const bench = await site.open({ fragment: 'v1/zap-drops-dirty-assist/after' });
  await explored(bench);
  await openPanel(bench);
  const row = bench.explorePanel
    .getByRole('region', { name: 'Properties' })
    .getByRole('row', { name: /^P8/ });
  expect(await row.innerText()).toContain(`${p8?.violatingEnds ?? 0} of ${p8?.ends ?? 0} ends`);
  await row.getByRole('button', { name: /^Sometimes/ }).click();
  await bench.violation.waitFor();
  await bench.idle();
  expect(await bench.column(/^Before/).getAttribute('aria-pressed')).toBe('true');
  const run = /run=([^&]*)/.exec(await bench.fragment())?.[1];
  expect(run).toBe(p8?.fewestSwitches?.schedule);
  await bench.explorePanel
    .getByRole('heading', { name: /^Why each step is needed for P8/ })
    .waitFor();
  await bench.explorePanel
    .getByText(/must come before step \d+/)
    .first()
    .waitFor();

  // An outcome where nothing is wrong, too.
  const outcomes = bench.explorePanel.getByRole('region', { name: 'Outcomes' });
  await outcomes.getByRole('row').last().getByRole('button').last().click();
  await bench.idle();
  expect(await bench.column(/^After/).getAttribute('aria-pressed')).toBe('true');
  await bench.violation.waitFor({ state: 'detached' });
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('the picture of the state space leads to a violation, by keys alone', async () => {
  const bench = await site.open();
  await explored(bench);
  await openPanel(bench);
  const slider = bench.explorePanel.getByRole('slider', { name: 'Steps from the start' });
  await slider.focus();
  for (let n = 0; n < 40; n++) {
    if ((await slider.getAttribute('aria-valuetext'))?.includes('before a violation')) break;
    await bench.page.keyboard.press('ArrowRight');
  }
  const depth = Number(await slider.getAttribute('aria-valuenow'));
  expect(depth).toBe(12);
  await bench.page.keyboard.press('Enter');
  await bench.violation.waitFor();
  await bench.idle();
  expect(await bench.fragment()).toContain('&at=13');
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('h writes on each step button how far a violation is, for the state on screen', async () => {
  const bench = await site.open();
  await explored(bench);
  const buttons = bench.page.getByRole('group', { name: 'Who moves next' }).getByRole('button');
  expect((await buttons.allInnerTexts()).join()).not.toContain('violation in');
  await bench.press('h');
  await buttons.getByText('violation in 13').first().waitFor();
  // The story leads to the loss at step 20: one step before, the zapper violates.
  await bench.playToViolation();
  await bench.press('ArrowLeft');
  await buttons.filter({ hasText: 'zapper' }).getByText('violates').waitFor();
  await bench.press('c');
  await buttons.getByText('safe').first().waitFor();
  expect(await bench.axeViolations()).toEqual([]);
  await bench.press('h');
  expect((await buttons.allInnerTexts()).join()).not.toContain('safe');
  await bench.close();
});

test('the state chart counts each change over every interleaving, as the command line does', async () => {
  const spte = { gfn: 0x205, level: 1 };
  const { columns } = await onTheCommandLine('zap-drops-dirty-assist', spte);
  const bench = await site.open();
  const state = bench.page.getByRole('region', { name: 'State', exact: true });
  const button = state.getByRole('button', { name: 'Count over every interleaving' });
  await button.click();
  const told = state.getByRole('status', { name: 'Changes over every interleaving' });
  const rows = state.getByRole('list', { name: 'Changes, counted' }).getByRole('listitem');
  for (const { spte: counted, states, title } of columns) {
    await bench.column(new RegExp(`^${title}`)).click();
    const changes = counted?.changes ?? [];
    const total = changes.reduce((sum, { count }) => sum + count, 0);
    await told
      .getByText(`${total} changes, every interleaving: ${states.toLocaleString('en')} states`)
      .waitFor();
    const counts = (await rows.allInnerTexts()).map((text) => Number.parseInt(text, 10));
    expect(counts).toEqual(changes.map(({ count }) => count));
    const dirty = changes.find(({ from, to }) => from === 'WC' && to === 'WD')?.count ?? 0;
    expect(await rows.filter({ hasText: 'clean → dirty' }).innerText()).toMatch(
      new RegExp(`^${dirty}\\b`),
    );
    const onArrow = state.locator('svg text', { hasText: `clean → dirty: ${dirty}` });
    expect(await onArrow.innerHTML()).toMatch(new RegExp(`>${dirty}$`));
    expect(await state.innerText()).toContain('No interleaving changes it in any other way.');
  }
  // It goes along with the selection: nobody touches this one.
  await bench.page.getByRole('row', { name: /^0x204 / }).click();
  await state.getByText('No interleaving changes this SPTE.').waitFor();
  expect(await bench.axeViolations()).toEqual([]);
  await button.click();
  expect(await told.count()).toBe(0);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('what a bounded search has counted is "so far", and nothing is "no interleaving"', async () => {
  const bench = await site.open({ fragment: largeLink() });
  const state = bench.page.getByRole('region', { name: 'State', exact: true });
  await state.getByRole('button', { name: 'Count over every interleaving' }).click();
  await state.getByText(/changes, so far: bounded at 500,000 states/).waitFor({ timeout: 60_000 });
  expect(await state.innerText()).not.toMatch(/no interleaving|never/i);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('a search is paused, stepped beside, gone on with and cancelled; nothing is "never" then', async () => {
  const bench = await site.open({ fragment: largeLink() });
  await openPanel(bench);
  const button = (name: string) => bench.explorePanel.getByRole('button', { name, exact: true });
  const table = bench.explorePanel.getByRole('region', { name: 'Kernels' });
  await table.getByText(/so far: bounded at 500,000 states/).waitFor();
  await bench.explorePanel.getByLabel('states').selectOption('10000');
  await button('Search again').click();
  await table.getByText(/so far: bounded at 10,000 states/).waitFor();
  expect(await bench.explorePanel.innerText()).not.toContain('Never');

  await bench.explorePanel.getByLabel('states').selectOption('10000000');
  await bench.explorePanel.getByLabel('memory').selectOption({ label: '2,048 MiB' });
  await button('Search again').click();
  // Further than the search before it has come.
  await bench.everything.getByText(/^searching plain: ([\d,]+,)?\d{2,3},\d{3} states/).waitFor();
  await button('Pause').click();
  await bench.everything.getByText(/^paused; searching/).waitFor();
  const paused = await bench.everything.innerText();
  const before = await bench.digest();
  await bench.press('1');
  expect(await bench.digest()).not.toBe(before);
  expect(await bench.everything.innerText()).toBe(paused);
  await button('Resume').click();
  await bench.everything.getByText(/^searching/).waitFor();
  await button('Cancel').click();
  // Its own states are told, and not those of the search before it.
  const stopped = table.getByText(/so far: stopped at [\d,]+ states/);
  await stopped.waitFor();
  await bench.everything.getByText(/^not every interleaving: /).waitFor();
  const states = statesIn(await stopped.innerText());
  expect(states).toBeGreaterThan(10_000);
  expect(states).toBeGreaterThanOrEqual(statesIn(paused));
  expect(await bench.explorePanel.innerText()).not.toContain('Never');

  // Cancelled before it has come as far, it leaves what was found standing.
  await button('Search again').click();
  await button('Cancel').click();
  await bench.everything.getByText(/^not every interleaving: /).waitFor();
  expect(statesIn(await stopped.innerText())).toBeGreaterThanOrEqual(states);
  expect(await bench.explorePanel.innerText()).not.toContain('Never');
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('axe finds nothing in the panel; it fits a phone, and e closes it', async () => {
  for (const options of [
    { theme: 'dark' },
    { theme: 'light', width: 390, height: 844 },
    { theme: 'dark', width: 1280, height: 720, forcedColors: 'active' },
  ] as const) {
    const bench = await site.open({ ...options, fragment: 'v1/clobber-then-enable-pml' });
    await explored(bench);
    await openPanel(bench);
    expect(await bench.axeViolations()).toEqual([]);
    expect(await bench.overflowsSideways()).toBe(false);
    await bench.press('e');
    expect(await bench.explorePanel.count()).toBe(0);
    expect(bench.troubles).toEqual([]);
    await bench.close();
  }
});
