/** How long the page is busy with a comparison of 10,000 steps; measured, so nothing runs beside it. */
import { expect, test } from 'vitest';
import { crowdedComparison } from './crowded.ts';
import { useSite } from './fixtures.ts';
import { longestTask, watchLongTasks } from './long-tasks.ts';

const site = useSite();

test('10,000 steps are compared beside the reader, and only what is in view is drawn', async () => {
  const began = Date.now();
  const bench = await site.open({
    prepare: (context) => context.addInitScript(watchLongTasks),
    fragment: crowdedComparison({ pages: 512, run: 'aging:8559.migration:1500' }),
  });
  const cursor = bench.page.getByRole('slider', { name: 'Moment of both runs' });
  const moment = async () => Number(await cursor.getAttribute('aria-valuenow'));
  await cursor.waitFor({ timeout: 120_000 });
  await bench.idle();
  const compared10k = Date.now() - began;
  expect(Number(await cursor.getAttribute('aria-valuemax'))).toBeGreaterThan(10_000);
  const drawn = () => cursor.locator('svg g').count();
  expect(await drawn()).toBeLessThan(1000);
  const whileComparing = await longestTask(bench);
  await bench.press('End');
  expect(await moment()).toBeGreaterThan(10_000);
  expect(await drawn()).toBeLessThan(1000);
  expect(await drawn()).toBeGreaterThan(10);
  await bench.press('ArrowLeft', 20);
  await bench.press('Home');
  await bench.press('ArrowRight', 20);
  console.log(
    `10,000 steps opened and compared in ${compared10k} ms; longest task of the page meanwhile ` +
      `${whileComparing.toFixed(0)} ms, while stepping ${(await longestTask(bench)).toFixed(0)} ms`,
  );
  expect(bench.troubles).toEqual([]);
  await bench.close();
});
