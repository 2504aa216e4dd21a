/**
 * Who made the last change of an SPTE, and how: what the state machine asks besides the values. All that
 * a machine knows and a trace does not tell.
 */
import { assert } from '../base/assert.ts';
import type { AccessKind } from './effect.ts';
import type { Machine } from './machine.ts';
import type { LockHeld, SptePath, WriteOp } from './spte-states/transition.ts';
import { cellOf } from './state/state-map.ts';

export interface SpteWriter {
  /** The paths that the program's writes may be. */
  readonly paths: readonly SptePath[];
  readonly lock: LockHeld;
  readonly op: WriteOp | undefined;
}

const WRITE_OPS: Readonly<Partial<Record<AccessKind, WriteOp>>> = {
  'spte-store': 'store',
  'spte-xchg': 'xchg',
  'spte-cas': 'cas',
  'spte-and': 'and',
  'spte-assist': 'or',
};

/** Null if the last step of the machine wrote no SPTE. Valid right after it, and not after an undo. */
export function spteWriterOf(machine: Machine, actor: number): SpteWriter | null {
  const { effect, lastStep } = machine;
  if (!effect.wrote || effect.sptep < 0) return null;
  const paths = lastStep.program.sptePaths;
  assert(paths.length > 0, `${lastStep.program.id} writes SPTEs, but not as which path`);
  return { paths, lock: lockOf(machine, actor), op: WRITE_OPS[effect.access] };
}

function lockOf({ cells, effect, map }: Machine, actor: number): LockHeld {
  if (effect.access === 'spte-assist') return 'cpu';
  const { mmu_lock } = map;
  if (cells.read(cellOf(mmu_lock, { field: 'writer' })) === actor + 1) return 'write';
  const readers = cells.read(cellOf(mmu_lock, { field: 'readers' }));
  return (readers & (1 << actor)) === 0 ? 'none' : 'read';
}
