/** Two machines under one cursor: where they part, what differs, why a schedule is not followed. */
import { expect, test } from 'vitest';
import { useSite } from './fixtures.ts';
import type { Workbench } from './workbench.ts';

const site = useSite();

const ZAP = 'v1/compare/zap-drops-dirty-assist/before/after';

const cursorOf = (bench: Workbench) =>
  bench.page.getByRole('slider', { name: 'Moment of both runs' });
const differencesOf = (bench: Workbench) =>
  bench.page.getByRole('region', { name: 'Differences', exact: true });
const sideOf = (bench: Workbench, name: string) =>
  bench.page.getByRole('region', { name, exact: true });

/** By its whole name: a run is called that, too. */
const storyOf = (bench: Workbench) =>
  bench.page.getByRole('region', { name: 'Story', exact: true });

const machineSwitch = (bench: Workbench) =>
  bench.page.getByRole('group', { name: 'Machine on screen' });

async function compared(bench: Workbench): Promise<void> {
  await cursorOf(bench).waitFor();
  await bench.idle();
}

async function moment(bench: Workbench): Promise<number> {
  return Number(await cursorOf(bench).getAttribute('aria-valuenow'));
}

test('by keys alone: v compares, f goes to the first divergence, and what differs is said and marked', async () => {
  const bench = await site.open();
  await bench.press('v');
  await compared(bench);
  expect(await bench.verdicts.innerText()).toMatch(/P8 violated at step 20/);
  await bench.press('f');
  expect(await moment(bench)).toBe(20);
  const text = await differencesOf(bench).innerText();
  expect(text).toMatch(/After moment 20: 2 differences/);
  expect(text).toMatch(/what the host knows of pfn 0x9a05/);
  expect(text).toMatch(/tdp_iter\.old_spte of zapper[\s\S]*D=0[\s\S]*D=1/);
  for (const name of ['Before the patch', 'After the patch']) {
    const row = sideOf(bench, name).getByRole('row', { name: /0x205/ });
    expect(await row.getAttribute('data-differs')).toBe('true');
    expect(
      await sideOf(bench, name).getByRole('row', { name: /0x204/ }).getAttribute('data-differs'),
    ).toBeNull();
  }
  expect(await sideOf(bench, 'Before the patch').innerText()).toContain('plain store');
  expect(await sideOf(bench, 'After the patch').innerText()).toContain('XCHG');
  const said = bench.page.getByRole('status', { name: 'Moment' });
  expect(await said.innerText()).toMatch(/Moment 20\..*2 differences:/s);

  await bench.press('ArrowLeft');
  expect(await differencesOf(bench).innerText()).toContain('agree in everything');
  await bench.press('n', 2);
  expect(await moment(bench)).toBe(21);
  await bench.press('p');
  expect(await moment(bench)).toBe(20);
  await bench.press('End');
  expect(await differencesOf(bench).innerText()).toMatch(/dirty, accessed and freed/);
  await bench.press('Escape');
  await storyOf(bench).waitFor();
  await bench.idle();
  expect(await bench.fragment()).toMatch(/^v1\/zap-drops-dirty-assist\/before/);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('its link brings back the same moment, look and selection; a changed one says so', async () => {
  const bench = await site.open({ fragment: ZAP });
  await compared(bench);
  await bench.press('f');
  await bench.press('o');
  await bench.page.getByRole('region', { name: 'Both machines, overlaid' }).waitFor();
  await bench.idle();
  const link = await bench.fragment();
  expect(link).toMatch(
    /^v1\/compare\/zap-drops-dirty-assist\/before\/after\?at=20&look=overlay&sel=205:1&d=/,
  );
  await bench.close();

  const again = await site.open({ fragment: link });
  await compared(again);
  expect(await moment(again)).toBe(20);
  await again.page.getByRole('region', { name: 'Both machines, overlaid' }).waitFor();
  await again.idle();
  expect(await again.fragment()).toBe(link);
  expect(await again.notices.innerText()).toBe('');
  await again.close();

  const changed = await site.open({ fragment: link.replace('at=20', 'at=19') });
  await compared(changed);
  expect(await changed.notices.innerText()).toMatch(/checksum does not match/);
  expect(await moment(changed)).toBe(19);
  await changed.close();
});

test('the selected SPTE of both, bit over bit: what differs is marked, and who made it so leads there', async () => {
  const bench = await site.open({ fragment: 'v1/compare/nested-guest-not-logged/before/after' });
  await compared(bench);
  await bench.press('f');
  const part = (name: string) => bench.page.getByRole('button', { name: new RegExp(`^${name}`) });
  for (let n = 0; n < 20; n++) {
    if ((await part('SPTE of both').innerText()).includes('≠')) break;
    await bench.press('n');
  }
  await part('SPTE of both').click();
  const region = bench.page.getByRole('region', { name: 'SPTE of both' });
  const grid = region.getByRole('table', { name: 'The 64 bits of both' });
  const marked = grid.locator('td[data-differs=true] > .visually-hidden');
  const said = await region.getByRole('heading').innerText();
  expect(said).toBe(
    `SPTE gfn 0x205 · level 1: ${await marked.count()} ${(await marked.count()) === 1 ? 'bit differs' : 'bits differ'}`,
  );
  expect(await marked.count()).toBeGreaterThan(0);
  for (const label of await marked.allInnerTexts()) {
    expect(label).toMatch(/^bit \d+ differs: [01] in .+; [01] in /);
  }
  // Colour is not the only mark.
  expect(await grid.getByText('≠', { exact: true }).count()).toBe(await marked.count());
  const fields = region.getByRole('table', { name: 'Fields that differ' });
  const there = await moment(bench);
  const step = fields.getByRole('button', { name: /at step \d+$/ }).first();
  expect(await step.count()).toBe(1);
  await step.click();
  expect(await moment(bench)).toBeLessThanOrEqual(there);
  expect(await bench.axeViolations()).toEqual([]);

  // A row of either machine selects for both, and the link has it.
  const right = bench.page.locator('section[data-side=right]');
  await right.getByRole('row', { name: /0x204/ }).first().click();
  await region.getByRole('heading', { name: /^SPTE gfn 0x204 · level 1/ }).waitFor();
  await bench.idle();
  expect(await bench.fragment()).toContain('sel=204:1');
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('what is counted of both stands side by side in either look, and what differs is marked', async () => {
  const bench = await site.open({ fragment: ZAP });
  await compared(bench);
  await bench.press('End');
  const button = bench.page.getByRole('button', { name: /^Counters/ });
  expect(await button.innerText()).toMatch(/≠ 1$/);
  await button.click();
  const table = bench.page.getByRole('table', { name: 'Counted in both machines' });
  for (const look of ['side by side', 'overlaid']) {
    const differing = table.locator('tr[data-differs=true]');
    expect(await differing.count(), look).toBe(1);
    expect(await differing.innerText()).toMatch(/≠\s*the host knows to be dirty\s*0\s*1\s*\+1/);
    const row = table.getByRole('row', { name: /^remote TLB flushes done/ });
    expect(await row.getByRole('cell').allInnerTexts()).toHaveLength(3);
    expect(await bench.axeViolations()).toEqual([]);
    await bench.press('o');
  }
  const link = await bench.fragment();
  expect(link).toContain('&show=counters&');
  const again = await site.open({ fragment: link });
  await compared(again);
  expect(await again.page.getByRole('table', { name: 'Counted in both machines' }).count()).toBe(1);
  await again.close();
  await bench.press('Home');
  expect(await button.innerText()).toMatch(/=$/);
  expect(await table.locator('tr[data-differs=true]').count()).toBe(0);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('a schedule that the other one cannot follow says at which moment, why, and how it goes on', async () => {
  const bench = await site.open({
    fragment: 'v1/slot-moved-under-notifier/at-once?run=notifier:7.move:3.notifier:11',
  });
  await bench.press('v');
  await compared(bench);
  await bench.page.getByLabel('Left kernel').selectOption('at-once');
  await bench.page.getByLabel('Right kernel').selectOption('waits');
  await bench.idle();
  const text = await differencesOf(bench).innerText();
  expect(text).toMatch(/After moment 8, .* cannot follow: userspace waits for notifiers under way/);
  expect(text).toMatch(/It lets 2 turns of userspace go/);
  expect(text).toMatch(/userspace does 2 steps more/);
  await differencesOf(bench)
    .getByRole('button', { name: /cannot follow/ })
    .click();
  expect(await moment(bench)).toBe(9);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('two schedules of one kernel; sides are swapped; one alone opens in the workbench, and back', async () => {
  const bench = await site.open({
    fragment: 'v1/compare/zap-drops-dirty-assist/after/after?other=vcpu0:6.zap:18',
  });
  await compared(bench);
  expect(await sideOf(bench, 'After the patch, story').count()).toBe(1);
  expect(await sideOf(bench, 'After the patch, another run').count()).toBe(1);
  await bench.press('s');
  expect(await bench.page.getByLabel('Right run').inputValue()).toBe('story');
  await bench.press('f');
  const there = await bench.fragment();
  await sideOf(bench, 'After the patch, story')
    .getByRole('link', { name: 'open in the workbench' })
    .click();
  await storyOf(bench).waitFor();
  await bench.idle();
  expect(await bench.column(/^After/).getAttribute('aria-pressed')).toBe('true');
  await bench.page.goBack();
  await compared(bench);
  expect(await bench.fragment()).toBe(there);
  await bench.close();
});

test.each([
  ['dark', 1280, 720, 'none'],
  ['light', 1920, 1080, 'none'],
  ['light', 390, 844, 'none'],
  ['dark', 1280, 720, 'active'],
] as const)(
  'axe finds nothing, and it fits: %s, %d x %d, forced colours %s',
  async (theme, width, height, forcedColors) => {
    const bench = await site.open({ theme, width, height, forcedColors, fragment: ZAP });
    await compared(bench);
    await bench.press('f');
    expect(await bench.axeViolations()).toEqual([]);
    expect(await bench.overflowsSideways()).toBe(false);
    for (const name of ['Before the patch', 'After the patch']) {
      if (width < 900) await machineSwitch(bench).getByRole('button', { name }).click();
      await sideOf(bench, name).getByRole('heading', { name }).waitFor();
    }
    await bench.press('o');
    expect(await bench.axeViolations()).toEqual([]);
    expect(await bench.overflowsSideways()).toBe(false);
    expect(bench.troubles).toEqual([]);
    await bench.close();
  },
);

test.each([
  [390, 844],
  [844, 390],
])(
  'on a phone what differs comes first, and one machine at a time: %d x %d',
  async (width, height) => {
    const bench = await site.open({ width, height, touch: true, fragment: ZAP });
    await compared(bench);
    const steps = bench.page.getByRole('group', { name: 'Both runs' });
    await bench.page.getByRole('button', { name: /^First ≠ at 20/ }).tap();
    expect(await moment(bench)).toBe(20);
    expect(await steps.isVisible()).toBe(true);
    const list = await differencesOf(bench).boundingBox();
    const time = await cursorOf(bench).boundingBox();
    expect(list?.y).toBeLessThan(time?.y ?? 0);
    expect(list?.y).toBeLessThan(330);

    const button = (name: string) => machineSwitch(bench).getByRole('button', { name });
    expect(await sideOf(bench, 'After the patch').count()).toBe(0);
    await button('After the patch').tap();
    await sideOf(bench, 'After the patch').getByRole('row', { name: /0x205/ }).waitFor();
    expect(await sideOf(bench, 'Before the patch').count()).toBe(0);
    expect(await moment(bench)).toBe(20);
    await button('Before the patch').tap();
    const row = sideOf(bench, 'Before the patch').getByRole('row', { name: /0x205/ });
    expect(await row.getAttribute('data-differs')).toBe('true');

    // What both agree in is shown when it is asked for.
    await bench.page.getByRole('button', { name: 'Overlaid' }).tap();
    const overlay = bench.page.getByRole('region', { name: 'Both machines, overlaid' });
    const rows = overlay.getByRole('row').filter({ hasText: '≠' });
    await rows.first().waitFor();
    expect(await overlay.locator('tbody tr').count()).toBe(await rows.count());
    await overlay.getByRole('button', { name: 'Only what differs' }).tap();
    expect(await overlay.locator('tbody tr').count()).toBeGreaterThan(await rows.count());
    expect(bench.troubles).toEqual([]);
    await bench.close();
  },
);
