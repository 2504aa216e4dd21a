/** What can be said to the exploration and what can be seen of it, apart from its machine. */
import type { ExplorationBounds } from '../protocol/explore.ts';

export type ExplorationPhase =
  'idle' | 'exploring' | 'paused' | 'stopping' | 'stopped' | 'explored' | 'failed';

export type ExplorationEvent =
  /** A scenario was opened: all its columns are searched, within the usual bounds. */
  | { readonly type: 'open'; readonly columns: readonly string[] }
  | { readonly type: 'explore'; readonly bounds: ExplorationBounds }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'cancel' };

const MEBIBYTE = 1024 * 1024;

/** What nobody has asked for should cost little: no shipped column has a third of these states. */
export const USUAL_BOUNDS: ExplorationBounds = {
  statesMax: 500_000,
  depthMax: 100_000,
  bytesMax: 256 * MEBIBYTE,
};
