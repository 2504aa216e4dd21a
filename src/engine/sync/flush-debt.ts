/**
 * Ghost of P14: an actor that has zapped something owes a flush until somebody has flushed. What it
 * zapped says by when: a table's translations must be gone before its zapper leaves RCU, if nobody has
 * flushed at the removal; a leaf's, before mmu_lock is let go of.
 */
import { EVENT } from '../effect.ts';
import type { Thread } from '../thread.ts';

export const FLUSH_DEBT = { NONE: 0, LEAF: 1, TABLE: 2 } as const;

export function flushDebt(t: Thread): number {
  return t.journal.read(t.map.flush_debt.base + t.actor);
}

/** Part of the write that zaps. */
export function oweFlush(t: Thread, debt: number): void {
  const cell = t.map.flush_debt.base + t.actor;
  t.journal.write(cell, Math.max(debt, t.journal.read(cell)));
}

/** The zapper lets go of RCU or of mmu_lock; part of that step. */
export function leaveWalk(t: Thread): void {
  t.effect.events |= EVENT.WALK_LEFT;
}
