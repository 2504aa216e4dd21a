/** The trace as the page has it: its store, what may be asked, and what may be said to its reader. */
import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import { present } from '../../base/assert.ts';
import type { TraceClient } from '../../client/trace-client.ts';
import type { TraceEvent } from '../../machines/trace-events.ts';
import type { TraceState } from './trace-state.ts';

export interface TracePort {
  readonly store: StoreApi<TraceState>;
  readonly client: TraceClient;
  readonly send: (event: TraceEvent) => void;
}

export const TraceContext = createContext<TracePort | null>(null);

export function useTrace(): TracePort {
  return present(use(TraceContext), 'no trace around this component');
}

/** `selector` must give the same value for the same state: a primitive, or a part of the state. */
export function useTraceState<T>(selector: (state: TraceState) => T): T {
  return useStore(useTrace().store, selector);
}
