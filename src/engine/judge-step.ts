/**
 * Judges what the last step of a machine did to an SPTE by the table of transitions, with all that the
 * machine knows: the path, how mmu_lock was held, how the entry was written.
 */
import { assert } from '../base/assert.ts';
import type { AccessKind } from './effect.ts';
import type { Machine } from './machine.ts';
import type { Judgement, SpteJudge } from './spte-states/judge-change.ts';
import type { LockHeld, WriteOp } from './spte-states/transition.ts';
import { cellOf } from './state/state-map.ts';

const WRITE_OPS: Readonly<Partial<Record<AccessKind, WriteOp>>> = {
  'spte-store': 'store',
  'spte-xchg': 'xchg',
  'spte-cas': 'cas',
  'spte-and': 'and',
  'spte-assist': 'or',
};

/** Null if the step wrote no SPTE. To be asked right after the step, and not after an undo. */
export function judgeStep(
  judge: SpteJudge,
  { machine, actor }: { readonly machine: Machine; readonly actor: number },
): Judgement | null {
  const { effect, lastStep } = machine;
  if (!effect.wrote || effect.sptep < 0) return null;
  const paths = lastStep.program.sptePaths;
  assert(paths.length > 0, `${lastStep.program.id} writes SPTEs, but not as which path`);
  return judge.judge({
    level: effect.level,
    old: effect.before,
    new: effect.after,
    paths,
    lock: lockOf(machine, actor),
    op: WRITE_OPS[effect.access],
  });
}

function lockOf({ cells, effect, map }: Machine, actor: number): LockHeld {
  if (effect.access === 'spte-assist') return 'cpu';
  const { mmu_lock } = map;
  if (cells.read(cellOf(mmu_lock, { field: 'writer' })) === actor + 1) return 'write';
  const readers = cells.read(cellOf(mmu_lock, { field: 'readers' }));
  return (readers & (1 << actor)) === 0 ? 'none' : 'read';
}
