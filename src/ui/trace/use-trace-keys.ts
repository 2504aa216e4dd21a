import { useEffect } from 'react';
import type { TracePort } from '../../state/trace/trace-port.ts';
import { isForThePage } from '../keys/use-keys.ts';
import { TRACE_KEYS } from './trace-keys.ts';

/** Keys of the view, wherever the focus is; but not in what has keys of its own. */
export function useTraceKeys(port: TracePort | null): void {
  useEffect(() => {
    if (port === null) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      const binding = isForThePage(event)
        ? TRACE_KEYS.find(({ keys }) => keys.includes(event.key))
        : undefined;
      if (binding === undefined) return;
      event.preventDefault();
      void binding.run(port, event.key);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [port]);
}
