/** Paper: what is on screen on as few pages as may be. */
import { expect, test } from 'vitest';
import { useSite } from './fixtures.ts';
import type { Workbench } from './workbench.ts';

const site = useSite();

/** As the browser's own printing begins; again until what lays it out has come. */
async function layOut(bench: Workbench): Promise<void> {
  await bench.page.waitForFunction(() => {
    dispatchEvent(new Event('beforeprint'));
    return document.documentElement.dataset['paper'] !== undefined;
  });
  await bench.page.emulateMedia({ media: 'print' });
}

const pagesOf = (pdf: Buffer): number =>
  pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;

test('on paper: the story, the evidence, the timeline and the link, in light, on two pages', async () => {
  const bench = await site.open({ theme: 'dark' });
  await bench.playToViolation();
  const link = bench.page.url();
  await bench.page.getByText('every interleaving:').waitFor();
  await layOut(bench);
  const sheet = bench.page.getByRole('article');
  for (const said of [
    'A zap forgets that a page is dirty',
    'P8 violated at step 20',
    'Dirty bit lost in 2 of 5 outcomes',
    'The zapper empties the entry.',
    'https://git.kernel.org/',
    link,
  ]) {
    expect(await sheet.innerText()).toContain(said);
  }
  const pictures = await sheet.locator('figure > div > svg').evaluateAll((elements) =>
    elements.map((svg) => ({
      paper: svg.querySelector('rect')?.getAttribute('fill'),
      words: svg.textContent,
      cut: svg.getBoundingClientRect().right > document.documentElement.clientWidth,
    })),
  );
  expect(pictures).toMatchObject(
    [
      { cut: false, words: /stale snapshot/ },
      { cut: false, words: /what zapper read/ },
    ].map(({ cut, words }) => ({ cut, words: expect.stringMatching(words) as string })),
  );
  for (const { paper } of pictures) expect(paper).toMatch(/^#[ef]/);
  const ids = await sheet.locator('[id]').evaluateAll((all) => all.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
  expect(await bench.page.getByRole('region', { name: 'Machine' }).isVisible()).toBe(false);

  // And the page is as it was when it is done.
  await bench.page.emulateMedia({ media: 'screen' });
  await bench.page.evaluate(() => void dispatchEvent(new Event('afterprint')));
  expect(await bench.page.getByText(link).count()).toBe(0);
  expect(await bench.page.getByRole('region', { name: 'Machine' }).isVisible()).toBe(true);
  expect(bench.troubles).toEqual([]);
  await bench.close();
});

const LONG_IN_SOME_WAY = [
  'v1/zap-drops-dirty-assist',
  'v1/mirror-two-faults',
  'v1/clobber-then-enable-pml',
  'v1/split-while-storing',
  'v1/get-order-pml',
];

test('two pages, whatever is long about a story', async () => {
  const bench = await site.open();
  for (const fragment of LONG_IN_SOME_WAY) {
    await bench.page.emulateMedia({ media: 'screen' });
    await bench.goTo(fragment);
    await bench.press('End');
    await layOut(bench);
    await bench.page.emulateMedia({ media: null });
    const pdf = await bench.page.pdf({ preferCSSPageSize: true });
    expect(pagesOf(pdf), fragment).toBe(2);
  }
  await bench.close();
});

test('a run that is longer than the window is on paper from its first step to its last', async () => {
  const bench = await site.open({ fragment: 'v1/clobber-then-enable-pml', width: 1000 });
  await bench.press('End');
  const slider = bench.page.getByRole('slider', { name: 'Position in the run' });
  const steps = Number(await slider.getAttribute('aria-valuemax'));
  expect(await slider.evaluate((all) => all.scrollWidth > all.clientWidth)).toBe(true);
  await layOut(bench);
  const lanes = await bench.page.getByRole('article').locator('pre').innerText();
  expect(lanes).toMatch(/^ +1 /m);
  expect(lanes).toMatch(new RegExp(`^ +${steps} `, 'm'));
  await bench.close();
});

test('on paper, a comparison and a phone have all there is', async () => {
  const compared = await site.open();
  await compared.playToViolation();
  await compared.page.keyboard.press('v');
  await compared.page.getByRole('region', { name: 'Differences' }).waitFor();
  await layOut(compared);
  const sheet = compared.page.getByRole('article');
  expect(await sheet.innerText()).toContain(compared.page.url());
  expect(await sheet.locator('figure > div > svg').count()).toBe(3);
  await compared.close();

  const phone = await site.open({ width: 390, height: 844 });
  await phone.playToViolation();
  await layOut(phone);
  expect(await phone.page.getByRole('article').innerText()).toContain('The zapper empties');
  expect(phone.troubles).toEqual([]);
  await phone.close();
});

test('printed before that has come: every region in full, in light, without what only a screen can use', async () => {
  const bench = await site.open({ theme: 'dark' });
  await bench.playToViolation();
  await bench.page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const cut = await bench.page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('main *')]
      .filter((element) => /auto|scroll/.test(getComputedStyle(element).overflowY))
      .filter((element) => element.scrollHeight > element.clientHeight + 1)
      .map((element) => element.outerHTML.slice(0, 80)),
  );
  expect(cut).toEqual([]);
  expect(await bench.page.getByRole('region', { name: 'Story', exact: true }).isVisible()).toBe(
    true,
  );
  expect(await bench.violation.isVisible()).toBe(true);
  expect(await bench.page.getByRole('separator').count()).toBe(0);
  const background = await bench.page.evaluate(
    () => getComputedStyle(document.body).backgroundColor,
  );
  expect(background).toBe('rgb(255, 255, 255)');
  await bench.close();
});
