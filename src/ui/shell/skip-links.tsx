import { useWorkbenchState } from '../../state/workbench-context.ts';
import type { ViewName } from '../../state/workbench-state.ts';
import { useReads } from './use-reads.ts';
import css from './skip-links.module.css';

interface Place {
  readonly name: string;
  readonly selector: string;
}

const DESK: readonly Place[] = [
  { name: 'the machine', selector: '[aria-label="Machine"]' },
  { name: 'the controls', selector: '[aria-label="Run"] button' },
];
const READING: readonly Place[] = [
  { name: 'the text', selector: 'main' },
  { name: 'the controls', selector: '[aria-label="Moments and steps"] button' },
];
/** The presentation has one region at a time. */
const VIEWS: Readonly<Record<ViewName, readonly Place[]>> = {
  compare: [
    { name: 'the machines', selector: 'main' },
    { name: 'the controls', selector: '[aria-label="Both runs"] button' },
    { name: 'what differs', selector: '[aria-label="What differs"] button' },
  ],
  trace: [{ name: 'the trace', selector: 'main' }],
  present: [],
};

/** Seen when they have the focus: past the bars at the top, which are the same at every visit. */
export function SkipLinks() {
  const view = useWorkbenchState((state) => state.view);
  const reads = useReads();
  const workbench = reads ? READING : DESK;
  const places = view === null ? workbench : VIEWS[view];
  if (places.length === 0) return null;
  return (
    <nav aria-label="Past the bars">
      {places.map(({ name, selector }) => (
        <button
          key={name}
          type="button"
          className={css['skip']}
          onClick={() => goTo(document.querySelector(selector))}
        >
          Skip to {name}
        </button>
      ))}
    </nav>
  );
}

function goTo(place: Element | null): void {
  if (!(place instanceof HTMLElement)) return;
  // A region can be gone to, and is no stop of Tab for that.
  if (place.tabIndex < 0) place.tabIndex = -1;
  place.focus();
}
