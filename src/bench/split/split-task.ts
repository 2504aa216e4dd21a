import type { DirtyLogStress } from '../../scenario/dirty-log-stress.ts';

/** What a thread is given. */
export interface ThreadTask {
  readonly column: string;
  readonly stress: DirtyLogStress;
  readonly states: SharedArrayBuffer;
  readonly handover: SharedArrayBuffer | null;
  readonly isFirst: boolean;
}
