/** What the keys of the view of traces do: which ones they are stands in the table of keys. */
import {
  goToFinding,
  moveCursor,
  setMarker,
  showAll,
  zoomAtCursor,
} from '../../state/trace/trace-actions.ts';
import type { TracePort } from '../../state/trace/trace-port.ts';
import { useViewCommands, type ViewRuns } from '../keys/view-commands.ts';

const NOTHING: ViewRuns = {};

/** Keys of the view, wherever the focus is; but not in what has keys of its own. */
export function useTraceKeys(port: TracePort | null): void {
  useViewCommands(port === null ? NOTHING : runsOf(port));
}

function runsOf(port: TracePort): ViewRuns {
  return {
    'trace/next': () => moveCursor(port, 1),
    'trace/previous': () => moveCursor(port, -1),
    'trace/next-finding': () => goToFinding(port, 'next'),
    'trace/previous-finding': () => goToFinding(port, 'previous'),
    'trace/marker-a': () => setMarker(port, 'a'),
    'trace/marker-b': () => setMarker(port, 'b'),
    'trace/zoom-in': () => zoomAtCursor(port, 0.5),
    'trace/zoom-out': () => zoomAtCursor(port, 2),
    'trace/whole': () => showAll(port),
    'trace/filter': () => document.querySelector<HTMLElement>('[data-trace-filter]')?.focus(),
    'trace/open': () => document.querySelector<HTMLInputElement>('[data-open-trace]')?.click(),
  };
}
