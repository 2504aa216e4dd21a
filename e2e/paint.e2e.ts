/** How long a step takes to be on screen: printed, not judged; a machine's speed is no property of ours. */
import { expect, test } from 'vitest';
import { useSite } from './fixtures.ts';

const site = useSite();
const ROUNDS = 4;

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

test('every step is painted; the time from key to paint is printed', async () => {
  const bench = await site.open();
  for (let round = 0; round < ROUNDS; round++) {
    await bench.press('Home');
    await bench.press('ArrowRight', 25);
  }
  const samples = (await bench.paintSamples()).sort((a, b) => a - b);
  expect(samples.length).toBeGreaterThan(ROUNDS * 20);
  const [median, p95] = [percentile(samples, 0.5), percentile(samples, 0.95)];
  console.log(
    `step to paint over ${samples.length} steps: median ${median.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`,
  );
  await bench.close();
});
