/**
 * Which thread still holds an old value of which SPTE. A kernel path reads an SPTE, decides, and
 * writes; between the two the CPU may set bits. The picture shows that moment before the write: the
 * bit that memory has and the snapshot has not is the bit about to be lost.
 */
import { equal64, type Word64 } from '../../base/word64.ts';
import { readSpte, readVcpu, type StateView } from '../../engine/state/readers.ts';
import type { AccessKind, StepRecord } from '../../protocol/run.ts';
import { placeKey } from './changes.ts';

export interface HeldSnapshot {
  readonly actor: number;
  /** Step that read it. */
  readonly readAt: number;
  readonly value: Word64;
}

/** After one of these the thread is done with what it read. */
const LETS_GO: ReadonlySet<AccessKind> = new Set(['unlock', 'rcu-unlock', 'flush', 'mode']);

/** Snapshots that differ from what memory holds now, by place of the SPTE. */
export function staleSnapshots(
  view: StateView,
  { position, records }: { records: readonly StepRecord[]; position: number },
): ReadonlyMap<string, readonly HeldSnapshot[]> {
  const stale = new Map<string, HeldSnapshot[]>();
  const settled = new Set<number>();
  for (let n = position; n > 0 && settled.size < view.map.shape.actors; n--) {
    const record = records[n - 1];
    if (record === undefined || settled.has(record.choice.actor)) continue;
    if (!decides(record)) continue;
    settled.add(record.choice.actor);
    if (record.access !== 'spte-load' || record.spte === null) continue;
    if (isWalkOfTheCpu(view, record.choice.actor)) continue;
    const { after, frame, index } = record.spte;
    if (equal64(readSpte(view, { frame, index }), after)) continue;
    const held = { actor: record.choice.actor, readAt: n, value: after };
    const key = placeKey({ frame, index });
    stale.set(key, [...(stale.get(key) ?? []), held]);
  }
  return stale;
}

/** Does this step settle what snapshot its actor holds: it takes a new one, uses it, or lets it go? */
function decides(record: StepRecord): boolean {
  return record.spte !== null || LETS_GO.has(record.access);
}

/** What the CPU itself reads in a walk is no snapshot anybody writes back. */
function isWalkOfTheCpu(view: StateView, actor: number): boolean {
  return actor < view.map.shape.vcpus && readVcpu(view, actor).inGuest;
}
