/** A step is told in the same plain words wherever it is told; the code's own words stand beside them. */
import { expect, test } from 'vitest';
import { useSite } from './fixtures.ts';
import type { Workbench } from './workbench.ts';

const site = useSite();

const DID = 'empties the SPTE of gfn 0x205 by a plain store';
const WORDS = `zapper ${DID}`;

async function valueOf(bench: Workbench, label: RegExp): Promise<string> {
  return bench.page.getByRole('textbox', { name: label }).inputValue();
}

test('to ears, in the palette, in mails and while presenting', async () => {
  const bench = await site.open();
  await bench.playToViolation();
  const { page } = bench;
  await page.getByRole('status', { name: 'Step' }).getByText(WORDS).waitFor({ state: 'attached' });
  const slider = page.getByRole('slider', { name: 'Position in the run' });
  expect(await slider.getAttribute('aria-valuetext')).toBe('step 20 of 30');
  const described = await slider.evaluate((element) => {
    const id = element.getAttribute('aria-describedby') ?? '';
    return document.getElementById(id)?.textContent ?? '';
  });
  expect(described).toContain(`Step 20: ${WORDS}`);

  await page.keyboard.press('/');
  await page.getByRole('combobox', { name: 'What to do' }).fill('step 20');
  await page.getByRole('option', { name: `Step 20: ${WORDS}` }).waitFor();
  await page.keyboard.press('Escape');

  await page.keyboard.press('x');
  const markdown = await valueOf(bench, /Markdown/);
  expect(markdown).toMatch(
    new RegExp(
      `\\| +20 \\| zapper +\\| \`tdp_mmu_set_spte\` +\\| ${DID}: 0x\\w+b77 → 0x0, having seen`,
    ),
  );
  expect(await valueOf(bench, /Lanes/)).toContain(`  20 ${WORDS} ** P8: `);
  await page.keyboard.press('Escape');

  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('f');
  await page
    .locator('footer')
    .getByText(/^goes on: the old value it knows/)
    .waitFor();
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

test('below the picture of an embed', async () => {
  const bench = await site.open();
  await bench.playToViolation();
  const fragment = await bench.fragment();
  await bench.goTo(fragment, '?embed');
  await bench.page.getByRole('contentinfo').getByText(`step 20 of 30: ${WORDS}`).waitFor();
  await bench.close();
});

test('beside a comparison, and in its palette', async () => {
  const bench = await site.open();
  await bench.playToViolation();
  const { page } = bench;
  await page.keyboard.press('v');
  const sides = page.getByRole('region', { name: 'Before the patch' });
  await sides.getByText(`20. ${WORDS}`).waitFor();
  const slider = page.getByRole('slider', { name: 'Moment of both runs' });
  expect(await slider.getAttribute('aria-valuetext')).toMatch(/^moment \d+ of \d+$/);
  expect(await slider.getAttribute('aria-describedby')).toBe('spoken-moment');
  await page.keyboard.press('/');
  await page.getByRole('combobox', { name: 'What to do' }).fill('plain store');
  await page.getByRole('option', { name: WORDS }).first().waitFor();
  await bench.close();
});
