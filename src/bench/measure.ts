/** Repeats work and gives the median of its rates. */

const REPEATS = 5;

export interface Rate {
  /** Units of work per CPU second: the median over the repeats. */
  readonly perSecond: number;
  readonly slowest: number;
  readonly fastest: number;
}

function cpuSeconds(work: () => number): { units: number; seconds: number } {
  const before = process.cpuUsage();
  const units = work();
  const { user, system } = process.cpuUsage(before);
  return { units, seconds: (user + system) / 1e6 };
}

/** `work` returns how many units it did. It runs once more than it is counted, to warm up. */
export function measure(work: () => number): Rate {
  work();
  const rates = Array.from({ length: REPEATS }, () => {
    const { units, seconds } = cpuSeconds(work);
    return units / seconds;
  }).sort((a, b) => a - b);
  const at = (index: number): number => rates[index] ?? 0;
  return { perSecond: at(REPEATS >> 1), slowest: at(0), fastest: at(REPEATS - 1) };
}

/** `3.12 M/s (3.01 to 3.20)` */
export function formatRate({ perSecond, slowest, fastest }: Rate): string {
  const millions = (rate: number): string => (rate / 1e6).toFixed(2);
  return `${millions(perSecond)} M/s (${millions(slowest)} to ${millions(fastest)})`;
}
