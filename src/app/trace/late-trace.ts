/** Loads the reader of traces when it is asked for, and what takes dropped files when the page is up. */
import type { TracePort } from '../../state/trace/trace-port.ts';
import type { Workbench } from '../../state/create-workbench.ts';
import { pageIdle } from '../../ui/shell/page-idle.ts';
import type { LoadTrace } from '../../ui/shell/trace-loader.ts';

export function lateTrace(workbench: Workbench): LoadTrace {
  let port: Promise<TracePort> | null = null;
  const load = (): Promise<TracePort> =>
    (port ??= import('./start-trace.ts').then(({ startTrace }) => startTrace()));
  void pageIdle()
    .then(() => import('./take-drops.ts'))
    .then(
      ({ takeDrops }) => takeDrops(workbench, load),
      () => undefined, // offline: files can be opened by the view's button later
    );
  return load;
}
