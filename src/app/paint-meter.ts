/**
 * How long a step takes from the key or the click to the frame that shows it: for the benchmark in a
 * real browser, which reads the samples through the test hook.
 */
import type { StoreApi } from 'zustand/vanilla';
import type { WorkbenchState } from '../state/workbench-state.ts';

/** Enough for any benchmark; older samples are dropped. */
const SAMPLES_MAX = 1000;
/** Input that led to no step in this time did something else. */
const STEP_MS_MAX = 2000;

export function measurePaint(store: StoreApi<WorkbenchState>): () => number[] {
  const samples: number[] = [];
  let input: number | null = null;

  const remember = ({ timeStamp }: Event): void => {
    input = timeStamp;
  };
  window.addEventListener('keydown', remember, { capture: true });
  window.addEventListener('pointerdown', remember, { capture: true });
  window.addEventListener('click', remember, { capture: true });

  store.subscribe((state, before) => {
    if (state.position === before.position && state.runs === before.runs) return;
    if (state.position === before.position || input === null) return;
    const started = input;
    input = null;
    if (performance.now() - started > STEP_MS_MAX) return;
    // The frame callback runs before its frame is painted; a message posted from it, after.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        samples.push(performance.now() - started);
        if (samples.length > SAMPLES_MAX) samples.shift();
        port1.close();
      };
      port2.postMessage(null);
    });
  });
  return () => [...samples];
}
