import { CursorPanel } from './cursor-panel.tsx';
import { EventsPanel } from './events-panel.tsx';
import { TraceTimeline } from './trace-timeline.tsx';
import css from './trace-view.module.css';

/** When, what, and what it did: the timeline over the events, and beside them the state at the cursor. */
export function TraceRegions() {
  return (
    <div className={css['regions']}>
      <div className={css['timeline']}>
        <TraceTimeline />
      </div>
      <div className={css['events']}>
        <EventsPanel />
      </div>
      <div className={css['cursor']}>
        <CursorPanel />
      </div>
    </div>
  );
}
