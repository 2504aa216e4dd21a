/**
 * Who holds mmu_lock and who is inside RCU, from which step to which: read from what the steps wrote
 * into the cells of the locks, not guessed from their names.
 */
import { cellOf, type StateMap } from '../../engine/state/state-map.ts';
import type { StepRecord } from '../../protocol/run.ts';

export type SpanKind = 'mmu-lock-write' | 'mmu-lock-read' | 'rcu';

export interface LockSpan {
  readonly kind: SpanKind;
  readonly actor: number;
  /** Steps that took it and dropped it; `to` is null while it is held at the end of the run. */
  readonly from: number;
  readonly to: number | null;
}

interface LockCells {
  readonly writer: number;
  readonly readers: number;
  readonly rcu: number;
}

function cellsOf({ mmu_lock, rcu }: StateMap): LockCells {
  return {
    writer: cellOf(mmu_lock, { field: 'writer' }),
    readers: cellOf(mmu_lock, { field: 'readers' }),
    rcu: cellOf(rcu, { field: 'readers' }),
  };
}

interface Change {
  readonly kind: SpanKind;
  readonly actor: number;
  readonly held: boolean;
}

export function lockSpans(map: StateMap, records: readonly StepRecord[]): LockSpan[] {
  const cells = cellsOf(map);
  const open = new Map<string, LockSpan>();
  const spans: LockSpan[] = [];
  for (const { n, diff } of records) {
    for (const { kind, actor, held } of changesOf(cells, diff)) {
      const key = `${kind}/${actor}`;
      const started = open.get(key);
      if (held) open.set(key, { kind, actor, from: n, to: null });
      // Held before the first step: nothing here took it.
      else if (started === undefined) spans.push({ kind, actor, from: 0, to: n });
      else {
        spans.push({ ...started, to: n });
        open.delete(key);
      }
    }
  }
  return [...spans, ...open.values()].sort((a, b) => a.from - b.from || a.actor - b.actor);
}

function changesOf({ writer, readers, rcu }: LockCells, diff: Uint32Array): Change[] {
  const changes: Change[] = [];
  for (let at = 0; at < diff.length; at += 3) {
    const before = diff[at + 1] ?? 0;
    const after = diff[at + 2] ?? 0;
    const cell = diff[at];
    if (cell === writer) {
      if (before !== 0) changes.push({ kind: 'mmu-lock-write', actor: before - 1, held: false });
      if (after !== 0) changes.push({ kind: 'mmu-lock-write', actor: after - 1, held: true });
    } else if (cell === readers) {
      changes.push(...maskChanges('mmu-lock-read', before, after));
    } else if (cell === rcu) {
      changes.push(...maskChanges('rcu', before, after));
    }
  }
  return changes;
}

function maskChanges(kind: SpanKind, before: number, after: number): Change[] {
  const changes: Change[] = [];
  for (let actor = 0; actor < 32; actor++) {
    const bit = (1 << actor) >>> 0;
    if (((before ^ after) & bit) === 0) continue;
    changes.push({ kind, actor, held: (after & bit) !== 0 });
  }
  return changes;
}
