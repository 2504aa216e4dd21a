/** The presentation: large, one region at a time, driven by what presenter remotes send. */
import { expect, test } from 'vitest';
import { useSite } from './fixtures.ts';
import type { OpenOptions, Workbench } from './workbench.ts';

const site = useSite();

async function present(bench: Workbench): Promise<void> {
  await bench.press('f');
  await bench.page.getByRole('group', { name: 'Region on screen' }).waitFor();
}

async function region(bench: Workbench): Promise<string> {
  const group = bench.page.getByRole('group', { name: 'Region on screen' });
  return group.getByRole('button', { pressed: true }).innerText();
}

test('a presenter remote goes through the story; Escape leaves it where it is', async () => {
  const bench = await site.open({ width: 1280, height: 720 });
  await present(bench);
  expect(await region(bench)).toBe('machine');
  for (let moment = 0; moment < 50 && !(await bench.violation.isVisible()); moment++)
    await bench.press('PageDown');
  const violated = await bench.digest();
  expect(await bench.page.getByRole('contentinfo').innerText()).toMatch(/The zapper empties/);
  await bench.press('PageUp');
  expect(await bench.digest()).not.toBe(violated);
  await bench.press('PageDown');
  await bench.press('c');
  expect(await bench.verdicts.innerText()).toMatch(/After the patch:\s*no violation/);
  await bench.press('c');
  expect(await bench.digest()).toBe(violated);
  const fragment = await bench.fragment();
  await bench.press('Escape');
  await bench.page.getByRole('region', { name: 'Inspector' }).waitFor();
  expect(await bench.digest()).toBe(violated);
  expect(await bench.fragment()).toBe(fragment);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('Up and Down change the region; a blank screen comes back at any key, which does nothing else', async () => {
  const bench = await site.open({ width: 1280, height: 720 });
  await present(bench);
  const seen: string[] = [];
  for (let n = 0; n < 4; n++) {
    await bench.press('ArrowDown');
    seen.push(await region(bench));
    expect(await bench.axeViolations()).toEqual([]);
    expect(await bench.overflowsSideways()).toBe(false);
  }
  expect(seen).toEqual(['timeline', 'story', 'inspector', 'machine']);
  await bench.press('ArrowUp');
  expect(await region(bench)).toBe('inspector');
  const before = await bench.digest();
  const blank = bench.page.getByRole('button', { name: /screen is blank/ });
  for (const key of ['b', '.']) {
    await bench.press(key);
    await blank.waitFor();
    await bench.press('PageDown');
    await blank.waitFor({ state: 'detached' });
    expect(await bench.digest()).toBe(before);
  }
  await bench.press('PageDown');
  expect(await bench.digest()).not.toBe(before);
  // What a remote sends to begin with loads no page anew.
  await bench.press('F5');
  expect(await bench.digest()).toBe(before);
  expect(await region(bench)).toBe('inspector');
  await bench.close();
});

test('the timeline can be scrubbed at the size it is drawn at', async () => {
  const bench = await site.open({ width: 1920, height: 1080 });
  await bench.playToViolation();
  await present(bench);
  await bench.press('ArrowDown');
  const slider = bench.page.getByRole('slider', { name: 'Position in the run' });
  const mark = slider
    .locator('g')
    .filter({ has: bench.page.locator('title', { hasText: /^Step 6,/ }) });
  const box = (await mark.boundingBox())!;
  await bench.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await bench.idle();
  expect(await slider.getAttribute('aria-valuenow')).toBe('6');
  await bench.close();
});

const VIEWS: readonly [string, OpenOptions][] = [
  ['light', { theme: 'light', width: 1920, height: 1080 }],
  ['a phone', { width: 390, height: 844 }],
  ['forced colours', { forcedColors: 'active' }],
];

test.each(VIEWS)('axe finds nothing in the presentation: %s', async (_, options) => {
  const bench = await site.open(options);
  await bench.playToViolation();
  await present(bench);
  expect(await bench.axeViolations()).toEqual([]);
  expect(await bench.overflowsSideways()).toBe(false);
  await bench.close();
});
