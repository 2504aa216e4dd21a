/** Keys of the view of traces: its listener and the sheet of keys are both made from this table. */
import type { TracePort } from '../../state/trace/trace-port.ts';
import {
  goToFinding,
  moveCursor,
  setMarker,
  showAll,
  zoomAtCursor,
} from '../../state/trace/trace-actions.ts';

export interface TraceKey {
  /** As in KeyboardEvent.key. */
  readonly keys: readonly string[];
  /** The keys as people know them. */
  readonly shown: readonly string[];
  readonly title: string;
  readonly run: (port: TracePort, key: string) => unknown;
}

export const TRACE_KEYS: readonly TraceKey[] = [
  {
    keys: ['ArrowRight', 'k'],
    shown: ['→', 'k'],
    title: 'Next event',
    run: (port) => moveCursor(port, 1),
  },
  {
    keys: ['ArrowLeft', 'j'],
    shown: ['←', 'j'],
    title: 'Previous event',
    run: (port) => moveCursor(port, -1),
  },
  {
    keys: ['n'],
    shown: ['n'],
    title: 'Next finding',
    run: (port) => goToFinding(port, 'next'),
  },
  {
    keys: ['p'],
    shown: ['p'],
    title: 'Previous finding',
    run: (port) => goToFinding(port, 'previous'),
  },
  {
    keys: ['a', 'b'],
    shown: ['a', 'b'],
    title: 'Put marker A, or B, at the cursor',
    run: (port, key) => setMarker(port, key === 'a' ? 'a' : 'b'),
  },
  {
    keys: ['+', '='],
    shown: ['+'],
    title: 'Zoom in at the cursor',
    run: (port) => zoomAtCursor(port, 0.5),
  },
  {
    keys: ['-'],
    shown: ['-'],
    title: 'Zoom out',
    run: (port) => zoomAtCursor(port, 2),
  },
  {
    keys: ['0'],
    shown: ['0'],
    title: 'All of the trace',
    run: showAll,
  },
  {
    keys: ['/'],
    shown: ['/'],
    title: 'Filter the events',
    run: () => focusOn('[data-trace-filter]'),
  },
  {
    keys: ['o'],
    shown: ['o'],
    title: 'Open a trace',
    run: () => {
      document.querySelector<HTMLInputElement>('[data-open-trace]')?.click();
    },
  },
];

function focusOn(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.focus();
}
