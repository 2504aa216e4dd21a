/**
 * Which vCPUs a remote flush reaches, and at which step: read from the counter that each flush raises, and
 * from the requests it posts, not guessed from the names of the steps.
 */
import { cellOf, VCPU_REQUEST, type StateMap } from '../../engine/state/state-map.ts';
import type { StepRecord } from '../../protocol/run.ts';

export interface FlushReach {
  readonly step: number;
  readonly actor: number;
  /** In order. A vCPU is the actor of its number. */
  readonly vcpus: readonly FlushedVcpu[];
}

export interface FlushedVcpu {
  readonly vcpu: number;
  /** It has only been asked: it drops what it has cached before it is in the guest again. */
  readonly asked: boolean;
}

export function flushReaches(map: StateMap, records: readonly StepRecord[]): FlushReach[] {
  const flushes = cellOf(map.counter, { field: 'flushesRequested' });
  const requests = Array.from({ length: map.shape.vcpus }, (_, record) =>
    cellOf(map.vcpu, { record, field: 'requests' }),
  );
  return records.flatMap(({ n, choice, diff }): FlushReach[] => {
    if (changeOf(diff, flushes) === null) return [];
    const vcpus = requests.map((cell, vcpu) => ({ vcpu, asked: asksForFlush(diff, cell) }));
    return [{ step: n, actor: choice.actor, vcpus }];
  });
}

function asksForFlush(diff: Uint32Array, cell: number): boolean {
  const change = changeOf(diff, cell);
  return change !== null && (change.after & ~change.before & VCPU_REQUEST.TLB_FLUSH) !== 0;
}

function changeOf(diff: Uint32Array, cell: number): { before: number; after: number } | null {
  for (let at = 0; at < diff.length; at += 3) {
    if (diff[at] === cell) return { before: diff[at + 1] ?? 0, after: diff[at + 2] ?? 0 };
  }
  return null;
}
