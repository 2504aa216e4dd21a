/** The words of the glossary, marked where they are used. */
import { expect, test } from 'vitest';
import { useSite } from './fixtures.ts';
import type { Workbench } from './workbench.ts';

const site = useSite();

/** By its whole name: the history of an SPTE is called so, too. */
const storyOf = (bench: Workbench) =>
  bench.page.getByRole('region', { name: 'Story', exact: true });
const wordOf = (bench: Workbench, name: string) =>
  storyOf(bench).getByRole('button', { name, exact: true });
const tipOf = (bench: Workbench) => bench.page.getByRole('tooltip');

test('a word of the moment on screen is come to by Tab, says what it means, and Escape ends that', async () => {
  const bench = await site.open();
  await bench.playToViolation();
  const word = wordOf(bench, 'plain store');
  await word.waitFor();
  await wordOf(bench, 'entry').focus();
  expect(await tipOf(bench).innerText()).toMatch(/^entry\s+SPTE/);
  await bench.page.keyboard.press('Tab');
  expect(await word.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(await tipOf(bench).innerText()).toMatch(/writes a value whatever is there/);
  expect(await word.getAttribute('aria-describedby')).toBe(await tipOf(bench).getAttribute('id'));
  expect(await bench.axeViolations()).toEqual([]);
  await bench.page.keyboard.press('Escape');
  expect(await tipOf(bench).count()).toBe(0);
  // The focus stays, and Enter tells it again.
  await bench.page.keyboard.press('Enter');
  await tipOf(bench).waitFor();
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('each word is marked once in a moment, and in no moment but the one on screen', async () => {
  const bench = await site.open();
  await bench.playToViolation();
  await wordOf(bench, 'plain store').waitFor();
  // The explanation of the step has it, too, below the story.
  expect(await storyOf(bench).innerText()).toMatch(/plain store[\s\S]*plain store/);
  expect(await wordOf(bench, 'plain store').count()).toBe(1);
  const marked = await storyOf(bench)
    .locator('ol [role=button]')
    .evaluateAll((words) => words.map((word) => word.closest('li')?.dataset['state']));
  expect(marked.length).toBeGreaterThan(3);
  expect(new Set(marked)).toEqual(new Set(['current']));
  await bench.close();
});

test('the pointer shows it, may go to it, and leaves it', async () => {
  const bench = await site.open({ theme: 'light' });
  await bench.playToViolation();
  await wordOf(bench, 'plain store').hover();
  await tipOf(bench).waitFor();
  await tipOf(bench).hover();
  await bench.page.waitForTimeout(400);
  expect(await tipOf(bench).count()).toBe(1);
  await bench.verdicts.hover();
  await tipOf(bench).waitFor({ state: 'detached' });
  // Elsewhere on the moment a click goes to its step, as ever.
  await bench.press('ArrowRight');
  await bench.page.getByRole('button', { name: /^Step 20 The zapper empties/ }).click();
  await bench.idle();
  expect(await bench.fragment()).toContain('at=20');
  await bench.close();
});

test('a tap shows it, another tap elsewhere ends that, and it is never cut by the screen', async () => {
  for (const [width, height] of [
    [390, 844],
    [844, 390],
  ] as const) {
    const bench = await site.open({ width, height, touch: true });
    await bench.press('n');
    const words = storyOf(bench).locator('p > [role=button]');
    await words.first().waitFor();
    const elsewhere = storyOf(bench).getByText(/^moment \d/);
    for (const word of await words.all()) {
      await word.tap();
      const box = await tipOf(bench).boundingBox();
      expect(box?.x).toBeGreaterThanOrEqual(0);
      expect(box?.y).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(height);
      await elsewhere.tap();
      expect(await tipOf(bench).count()).toBe(0);
    }
    await words.first().tap();
    expect(await bench.axeViolations()).toEqual([]);
    await bench.close();
  }
});

test('Escape on a word of the presentation does not leave the presentation', async () => {
  const bench = await site.open();
  await bench.press('f');
  await bench.page.getByRole('button', { name: 'story', exact: true }).click();
  const word = storyOf(bench).locator('ol [role=button]').first();
  await word.focus();
  await tipOf(bench).waitFor();
  await bench.page.keyboard.press('Escape');
  expect(await tipOf(bench).count()).toBe(0);
  await word.waitFor();
  await bench.page.keyboard.press('Escape');
  await bench.page.getByRole('region', { name: 'Inspector' }).waitFor();
  await bench.close();
});
