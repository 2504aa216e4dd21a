import {
  goToFinding,
  setMarker,
  setUnit,
  showAll,
  zoomAtCursor,
} from '../../state/trace/trace-actions.ts';
import { useTrace, useTraceState } from '../../state/trace/trace-port.ts';
import type { TimelineLanes } from '../../state/trace/trace-state.ts';
import { rangeText } from '../../view/trace/density-picture.ts';
import type { TraceRange } from '../../view/trace/trace-range.ts';
import { Button, selectClass } from '../controls/button.tsx';
import { MarkerSpan } from './marker-span.tsx';
import css from './trace-timeline.module.css';

export function TimelineControls({ range }: { readonly range: TraceRange }) {
  const port = useTrace();
  const unit = useTraceState((state) => state.unit);
  const lanes = useTraceState((state) => state.lanes);
  const clockDigits = useTraceState(({ outline }) => outline?.clockDigits ?? 0);
  return (
    <div className={css['controls']}>
      <div className={css['group']} role="group" aria-label="Timeline">
        <Button title="Zoom in (+)" aria-label="Zoom in" onClick={() => zoomAtCursor(port, 0.5)}>
          +
        </Button>
        <Button title="Zoom out (-)" aria-label="Zoom out" onClick={() => zoomAtCursor(port, 2)}>
          −
        </Button>
        <Button title="All of the trace (0)" onClick={() => showAll(port)}>
          All
        </Button>
        <select
          className={selectClass}
          aria-label="Places of the timeline"
          value={unit}
          onChange={({ target }) => setUnit(port, target.value === 'time' ? 'time' : 'event')}
        >
          <option value="event">by event</option>
          <option value="time">by time</option>
        </select>
        <select
          className={selectClass}
          aria-label="Lanes of the timeline"
          value={lanes}
          onChange={({ target }) => port.store.setState({ lanes: laneNamed(target.value) })}
        >
          <option value="kind">a lane per kind</option>
          <option value="vcpu">a lane per vCPU</option>
          <option value="cpu">a lane per CPU</option>
        </select>
        <span className={css['range']}>{rangeText(range, { unit, clockDigits })}</span>
      </div>
      <div className={css['group']} role="group" aria-label="Findings">
        <Button title="Previous finding (p)" onClick={() => void goToFinding(port, 'previous')}>
          ← finding
        </Button>
        <Button title="Next finding (n)" onClick={() => void goToFinding(port, 'next')}>
          finding →
        </Button>
      </div>
      <div className={css['group']} role="group" aria-label="Markers">
        <Button title="Put marker A at the cursor (a)" onClick={() => setMarker(port, 'a')}>
          Set A
        </Button>
        <Button title="Put marker B at the cursor (b)" onClick={() => setMarker(port, 'b')}>
          Set B
        </Button>
        <MarkerSpan />
      </div>
    </div>
  );
}

function laneNamed(value: string): TimelineLanes {
  return value === 'vcpu' || value === 'cpu' ? value : 'kind';
}
