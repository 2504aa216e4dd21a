/**
 * mmu_lock as a reader/writer lock, and the read-side sections of RCU and SRCU. Fairness and spinning
 * are not modelled: an actor that cannot take a lock is not enabled.
 */
import { assert } from '../../base/assert.ts';
import { EVENT } from '../effect.ts';
import { endRcuWait } from '../hardware/table-life.ts';
import type { Thread } from '../thread.ts';

const WRITER = 0;
const READERS = 1;

function bitOf(t: Thread): number {
  return 1 << t.actor;
}

export function canWriteLock(t: Thread): boolean {
  const { base } = t.map.mmu_lock;
  return t.journal.read(base + WRITER) === 0 && t.journal.read(base + READERS) === 0;
}

export function canReadLock(t: Thread): boolean {
  return t.journal.read(t.map.mmu_lock.base + WRITER) === 0;
}

export function holdsWriteLock(t: Thread): boolean {
  return t.journal.read(t.map.mmu_lock.base + WRITER) === t.actor + 1;
}

export function holdsReadLock(t: Thread): boolean {
  return (t.journal.read(t.map.mmu_lock.base + READERS) & bitOf(t)) !== 0;
}

/** write_lock(&kvm->mmu_lock) */
export function writeLock(t: Thread): void {
  assert(canWriteLock(t), 'mmu_lock is taken');
  t.effect.note('lock');
  if (t.isVcpu) t.count('vcpuMmuLocks');
  t.journal.write(t.map.mmu_lock.base + WRITER, t.actor + 1);
}

export function writeUnlock(t: Thread): void {
  assert(holdsWriteLock(t), 'mmu_lock is unlocked by one who does not hold it');
  t.effect.note('unlock');
  t.effect.events |= EVENT.UNLOCK;
  t.journal.write(t.map.mmu_lock.base + WRITER, 0);
}

/** read_lock(&kvm->mmu_lock) */
export function readLock(t: Thread): void {
  assert(canReadLock(t), 'mmu_lock is held for write');
  t.effect.note('lock');
  if (t.isVcpu) t.count('vcpuMmuLocks');
  enter(t, t.map.mmu_lock.base + READERS);
}

export function readUnlock(t: Thread): void {
  t.effect.note('unlock');
  t.effect.events |= EVENT.UNLOCK;
  leave(t, t.map.mmu_lock.base + READERS);
}

export function rcuReadLock(t: Thread): void {
  t.effect.note('rcu-lock');
  enter(t, t.map.rcu.base);
}

export function rcuReadUnlock(t: Thread): void {
  t.effect.note('rcu-unlock');
  leave(t, t.map.rcu.base);
  endRcuWait(t);
}

export function srcuReadLock(t: Thread): void {
  t.effect.note('srcu-lock');
  enter(t, t.map.srcu.base);
}

export function srcuReadUnlock(t: Thread): void {
  t.effect.note('srcu-unlock');
  leave(t, t.map.srcu.base);
}

function enter(t: Thread, cell: number): void {
  const readers = t.journal.read(cell);
  assert((readers & bitOf(t)) === 0, 'read-side sections do not nest here');
  t.journal.write(cell, readers | bitOf(t));
}

function leave(t: Thread, cell: number): void {
  const readers = t.journal.read(cell);
  assert((readers & bitOf(t)) !== 0, 'a read-side section is left by one who is not in it');
  t.journal.write(cell, readers & ~bitOf(t));
}
