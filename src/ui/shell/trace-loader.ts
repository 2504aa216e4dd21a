/** How the view of traces gets their reader, which is loaded with it. */
import { createContext } from 'react';
import type { TracePort } from '../../state/trace/trace-port.ts';

/** Always the same one. */
export type LoadTrace = () => Promise<TracePort>;

export const TraceLoaderContext = createContext<LoadTrace | null>(null);
