/** The tasks of 50 ms and more that a page's main thread has done, as the browser tells them. */
import type { Workbench } from './workbench.ts';

type Watched = typeof globalThis & { longTasks?: number[] };

/** Runs in the page, before anything else. */
export function watchLongTasks(): void {
  const seen: number[] = [];
  (globalThis as Watched).longTasks = seen;
  new PerformanceObserver((list) => {
    seen.push(...list.getEntries().map(({ duration }) => duration));
  }).observe({ type: 'longtask' });
}

/** Milliseconds of the longest since it was asked last; 0 if there was none. */
export async function longestTask({ page }: Workbench): Promise<number> {
  return page.evaluate(() => Math.max(0, ...((globalThis as Watched).longTasks?.splice(0) ?? [])));
}
