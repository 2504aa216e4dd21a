import { useTrace, useTraceState } from '../../state/trace/trace-port.ts';
import type { TraceState } from '../../state/trace/trace-state.ts';
import { counted } from '../../view/trace/counted.ts';
import { bytesText } from '../../view/trace/trace-facts.ts';
import { Button } from '../controls/button.tsx';
import css from './trace-header.module.css';

/** How far the file is read; what is over is said once, to those who listen. */
export function ReadingProgress() {
  const phase = useTraceState((state) => state.phase);
  return (
    <>
      {phase === 'reading' && <Reading />}
      <PartNote />
      <p className="visually-hidden" role="status">
        {useTraceState(spokenPhase)}
      </p>
    </>
  );
}

function Reading() {
  const { send } = useTrace();
  const progress = useTraceState((state) => state.progress);
  const size = useTraceState((state) => state.size);
  const taken = progress?.bytesTaken ?? 0;
  const events = progress?.outline.events ?? 0;
  return (
    <div className={css['reading']}>
      <progress
        className={css['progress']}
        value={taken}
        max={size}
        aria-label="Reading the trace"
      />
      <span>
        {bytesText(taken)} of {bytesText(size)}, {counted(events, 'event')}
      </span>
      <Button onClick={() => send({ type: 'cancel' })}>Cancel</Button>
    </div>
  );
}

/** After a cancellation: what is on screen is not all there is. */
function PartNote() {
  const { send, store } = useTrace();
  const partial = useTraceState(({ phase }) => phase === 'partial');
  const taken = useTraceState(({ progress }) => progress?.bytesTaken ?? 0);
  const size = useTraceState((state) => state.size);
  if (!partial) return null;
  const { source } = store.getState();
  return (
    <div className={css['reading']}>
      <strong>
        Cancelled: only the first {bytesText(taken)} of {bytesText(size)} were read.
      </strong>
      {source !== null && (
        <Button onClick={() => send({ type: 'open', source })}>Read it all</Button>
      )}
    </div>
  );
}

function spokenPhase({ issues, outline, phase }: TraceState): string {
  const events = counted(outline?.events ?? 0, 'event');
  switch (phase) {
    case 'idle':
      return '';
    case 'reading':
      return 'Reading the trace.';
    case 'rebuilding':
      return 'Rebuilding the page tables.';
    case 'ready':
      return `The trace is read: ${events}.`;
    case 'partial':
      return `Cancelled. ${events} were read.`;
    case 'failed':
      return `The trace could not be read. ${issues[0]?.message ?? ''}`;
  }
}
