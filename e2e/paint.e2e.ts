/** How long a step takes to be on screen: printed, not judged; a machine's speed is no property of ours. */
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { crowdedLink } from './crowded.ts';
import { useSite } from './fixtures.ts';
import { WORK_KINDS, type KeyCost } from './key-costs.ts';
import { keyCosts, mainThreadTaskMs } from './main-thread.ts';
import type { Workbench } from './workbench.ts';

const site = useSite();
const ROUNDS = 4;
const STEPS = 50;
const ENTRIES = 512;

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function times(unsorted: readonly number[]): string {
  const sorted = [...unsorted].sort((a, b) => a - b);
  const [median, p95] = [percentile(sorted, 0.5), percentile(sorted, 0.95)];
  return `median ${median.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`;
}

/** Why the clock says what it says: frames come sixty times a second, and other processes have the cores, too. */
function costLines(costs: readonly KeyCost[]): string {
  const kinds = WORK_KINDS.map(
    (kind) => `${kind} ${times(costs.map(({ byKind }) => byKind[kind]))}`,
  );
  return [
    `  by the clock: handled ${times(costs.map(({ handled }) => handled))}; waited for the frame ` +
      `${times(costs.map(({ waited }) => waited))}; drawn ${times(costs.map(({ drawn }) => drawn))}`,
    `  of the main thread's own time: ${times(costs.map(({ own }) => own))}, and when it is painted ` +
      times(costs.map(({ later }) => later)),
    ...kinds.map((line) => `    ${line}`),
  ].join('\n');
}

/** Goes through the run again and again. The first time, the engine is asked who may move, and code is compiled. */
async function printSteps(bench: Workbench, what: string): Promise<void> {
  await bench.timesPaints();
  const costs = await keyCosts(bench, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      await bench.pressAndPaint('Home');
      await bench.pressAndPaint('ArrowRight', STEPS);
    }
  });
  const painted = await bench.paintSamples();
  expect(painted.length).toBeGreaterThan(ROUNDS * (STEPS - 5));
  expect(costs.length).toBe(ROUNDS * (STEPS + 1));
  console.log(
    `step to paint, 4 vCPUs, 3 host threads, ${what}, ${painted.length} steps: ${times(painted)}\n` +
      `  first time\n${costLines(costs.slice(0, STEPS + 1))}\n` +
      `  again\n${costLines(costs.slice(STEPS + 1))}`,
  );
}

test('every step of a crowd on a full table is painted; the time from key to paint is printed', async () => {
  const bench = await site.open({ fragment: crowdedLink({ pages: ENTRIES }) });
  await printSteps(bench, 'four tables of 512 slots, the entries most telling');
  await bench.close();
});

const ROWS_TOUCHED_MAX = 4;

interface Seen {
  rowsTouched: number[];
}

/** From now on, how many rows of the table each drawing changes in the document: a count, not a time. */
async function countRowsTouched(grid: Locator): Promise<void> {
  await grid.evaluate((table) => {
    const seen = globalThis as unknown as Seen;
    seen.rowsTouched = [];
    new MutationObserver((changes) => {
      const rows = changes.map(({ target }) =>
        (target instanceof Element ? target : target.parentElement)?.closest('tr'),
      );
      seen.rowsTouched.push(new Set(rows).size);
    }).observe(table, { attributes: true, characterData: true, childList: true, subtree: true });
  });
}

async function rowsTouched({ page }: Workbench): Promise<number[]> {
  return page.evaluate(() => (globalThis as unknown as Seen).rowsTouched);
}

test('so is every step with all 512 entries of the table shown', async () => {
  const bench = await site.open({ fragment: crowdedLink({ pages: ENTRIES }) });
  await bench.page.getByRole('button', { name: /show all entries/ }).click();
  const grid = bench.page.getByRole('treegrid', { name: /^Page tables, entries of/ });
  await expect.poll(() => grid.getByRole('row').count()).toBe(ENTRIES + 1);
  await bench.page.getByRole('slider', { name: 'Position in the run' }).focus();
  await countRowsTouched(grid);
  await printSteps(bench, 'four tables of 512 slots, all 512 entries in rows');
  const touched = await rowsTouched(bench);
  expect(touched.length).toBeGreaterThan(ROUNDS);
  // The entry of this step, that of the step before, and what a TLB has of either.
  expect(
    percentile(
      touched.sort((a, b) => a - b),
      0.95,
    ),
  ).toBeLessThanOrEqual(ROWS_TOUCHED_MAX);
  await bench.close();
});

test('a run of 10,000 steps is scrubbed through; its longest task is printed', async () => {
  const run = 'aging:8559.migration:1500';
  const bench = await site.open({ fragment: crowdedLink({ pages: 512, run }) });
  const slider = bench.page.getByRole('slider', { name: 'Position in the run' });
  await bench.press('End');
  expect(Number(await slider.getAttribute('aria-valuenow'))).toBeGreaterThan(10_000);
  await bench.press('Home');
  await bench.page.evaluate(() => {
    const seen = globalThis as unknown as { longTasks: number[] };
    seen.longTasks = [];
    new PerformanceObserver((list) => {
      seen.longTasks.push(...list.getEntries().map(({ duration }) => duration));
    }).observe({ type: 'longtask' });
  });
  const box = await slider.boundingBox();
  if (box === null) throw new Error('the timeline has no place on the page');
  const y = box.y + 20;
  const busy = await mainThreadTaskMs(bench, async () => {
    await bench.page.mouse.move(box.x + 4, y);
    await bench.page.mouse.down();
    await bench.page.mouse.move(box.x + box.width - 4, y, { steps: 100 });
    await bench.page.mouse.up();
    await bench.idle();
  });
  const long = await bench.page.evaluate(
    () => (globalThis as unknown as { longTasks: number[] }).longTasks,
  );
  expect(Number(await slider.getAttribute('aria-valuenow'))).toBeGreaterThan(0);
  console.log(
    `scrubbing 10,000 steps: ${long.length} tasks over 50 ms by the clock, the longest ` +
      `${Math.max(0, ...long).toFixed(0)} ms; of the main thread's own time: ${times(busy)}, ` +
      `the longest ${Math.max(0, ...busy).toFixed(1)} ms`,
  );
  await bench.close();
});

test('the page can be used on a slow computer; the time until then is printed', async () => {
  const bench = await site.open();
  const session = await bench.context.newCDPSession(bench.page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await bench.page.reload();
  await bench.page.getByRole('group', { name: 'Who moves next' }).waitFor();
  await bench.page.waitForFunction(() => performance.getEntriesByName('sptescope:idle').length > 0);
  const at = await bench.page.evaluate(
    () => performance.getEntriesByName('sptescope:idle')[0]?.startTime ?? Number.NaN,
  );
  expect(at).toBeGreaterThan(0);
  console.log(`interactive at 4x CPU slowdown after ${at.toFixed(0)} ms`);
  await bench.close();
});
