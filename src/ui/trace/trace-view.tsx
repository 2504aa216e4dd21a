/** A real kernel's trace in place of the workbench: what was read, when, what, and the tables then. */
import { use, useEffect, useState } from 'react';
import { TraceContext, useTraceState, type TracePort } from '../../state/trace/trace-port.ts';
import { TraceLoaderContext } from '../shell/trace-loader.ts';
import type { ViewProps } from '../shell/view-props.ts';
import { OpenTracePage } from './open-trace-page.tsx';
import { TraceHeader } from './trace-header.tsx';
import { TraceRegions } from './trace-regions.tsx';
import { useTraceKeys } from './use-trace-keys.ts';
import css from './trace-view.module.css';

export default function TraceView({ onClose }: ViewProps) {
  const load = use(TraceLoaderContext);
  const [port, setPort] = useState<TracePort | null>(null);
  useEffect(() => {
    let wanted = true;
    load?.().then(
      (loaded) => {
        if (wanted) setPort(loaded);
      },
      () => onClose(),
    );
    return () => {
      wanted = false;
    };
  }, [load, onClose]);
  useTraceKeys(port);
  if (port === null) return null;
  return (
    <TraceContext value={port}>
      <TraceHeader onClose={onClose} />
      <main className={css['main']}>
        <TraceBody />
      </main>
    </TraceContext>
  );
}

/** Regions as soon as there is something to show in them. */
function TraceBody() {
  const there = useTraceState(({ outline }) => outline !== null && outline.events > 0);
  return there ? <TraceRegions /> : <OpenTracePage />;
}
