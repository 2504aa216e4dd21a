/** From call_rcu() of a page table to the callback that frees it, read from the cells of the tables. */
import { cellOf, RCU_QUEUED, type StateMap } from '../../engine/state/state-map.ts';
import type { StepRecord } from '../../protocol/run.ts';

export interface GracePeriod {
  /** Of the table that waits to be freed. */
  readonly frame: number;
  readonly actor: number;
  readonly from: number;
  /** The step whose callback freed it; null while it waits at the end of the run. */
  readonly to: number | null;
}

export function gracePeriods(map: StateMap, records: readonly StepRecord[]): GracePeriod[] {
  const frameOf = new Map<number, number>();
  for (let frame = 0; frame < map.shape.frames; frame++) {
    frameOf.set(cellOf(map.sp, { record: frame, field: 'rcu_wait' }), frame);
  }
  const open = new Map<number, GracePeriod>();
  const over: GracePeriod[] = [];
  for (const { n, choice, diff } of records) {
    for (let at = 0; at < diff.length; at += 3) {
      const frame = frameOf.get(diff[at] ?? 0);
      if (frame === undefined) continue;
      const queued = isQueued(diff[at + 2]);
      const period = open.get(frame);
      if (queued && period === undefined) {
        open.set(frame, { frame, actor: choice.actor, from: n, to: null });
      } else if (!queued && period !== undefined) {
        over.push({ ...period, to: n });
        open.delete(frame);
      }
    }
  }
  return [...over, ...open.values()].sort((a, b) => a.from - b.from || a.frame - b.frame);
}

function isQueued(wait = 0): boolean {
  return (wait & RCU_QUEUED) !== 0;
}
