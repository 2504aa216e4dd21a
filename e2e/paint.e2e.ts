/** How long a step takes to be on screen: printed, not judged; a machine's speed is no property of ours. */
import { expect, test } from 'vitest';
import { crowdedLink } from './crowded.ts';
import { useSite } from './fixtures.ts';
import { mainThreadMs } from './main-thread.ts';

const site = useSite();
const ROUNDS = 4;

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

const STEPS = 50;

test('every step of a crowd on a full table is painted; the time from key to paint is printed', async () => {
  const bench = await site.open({ fragment: crowdedLink({ pages: 512 }) });
  const busy = await mainThreadMs(bench, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      await bench.press('Home');
      await bench.press('ArrowRight', STEPS);
    }
  });
  const painted = (await bench.paintSamples()).sort((a, b) => a - b);
  expect(painted.length).toBeGreaterThan(ROUNDS * (STEPS - 5));
  expect(busy.length).toBe(ROUNDS * (STEPS + 1));
  console.log(
    `step to paint, 4 vCPUs, 3 host threads, 512 entries, ${painted.length} steps: ${times(painted)}; ` +
      `of the main thread's own time: ${times(busy)}`,
  );
  await bench.close();
});

function times(sorted: readonly number[]): string {
  const [median, p95] = [percentile(sorted, 0.5), percentile(sorted, 0.95)];
  return `median ${median.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`;
}
