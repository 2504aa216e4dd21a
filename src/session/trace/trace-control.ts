import type { TraceProgress } from '../../protocol/trace.ts';

/** How long work on a trace is watched and stopped. */
export interface TraceControl {
  readonly cancelled: () => boolean;
  readonly onProgress: (progress: TraceProgress) => void;
  /** Lets messages in between two slices. */
  readonly pause: () => Promise<void>;
}
