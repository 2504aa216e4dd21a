import { goToEvent, setMarker } from '../../state/trace/trace-actions.ts';
import { useTrace, useTraceState } from '../../state/trace/trace-port.ts';
import type { MarkerName } from '../../state/trace/trace-state.ts';
import { grouped } from '../../view/trace/counted.ts';
import { spanText } from '../../view/trace/span-text.ts';
import { Button } from '../controls/button.tsx';
import css from './trace-timeline.module.css';

/** Where the markers are, and what lies between them. */
export function MarkerSpan() {
  const span = useTraceState((state) => state.span);
  const clockDigits = useTraceState(({ outline }) => outline?.clockDigits ?? 0);
  return (
    <>
      <Marker name="a" />
      <Marker name="b" />
      <span role="status" className={css['span']}>
        {span === null ? '' : `A to B: ${spanText(span, clockDigits)}`}
      </span>
    </>
  );
}

function Marker({ name }: { readonly name: MarkerName }) {
  const port = useTrace();
  const event = useTraceState(({ markers }) => markers[name]);
  if (event === null) return null;
  const label = name.toUpperCase();
  return (
    <span className={css['marker']}>
      <Button look="quiet" title={`Go to marker ${label}`} onClick={() => goToEvent(port, event)}>
        {label}: event {grouped(event + 1)}
      </Button>
      <Button
        look="quiet"
        aria-label={`Remove marker ${label}`}
        onClick={() => setMarker(port, name, null)}
      >
        ×
      </Button>
    </span>
  );
}
