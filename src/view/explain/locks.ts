/** mmu_lock, slots_lock, RCU and SRCU: who is in, who was, who waits. */
import { readLocks } from '../../engine/state/readers.ts';
import { framePfn } from '../../engine/state/shape.ts';
import { RCU_QUEUED } from '../../engine/state/state-map.ts';
import { hexOf, listed } from '../spte/text.ts';
import { actorOf, changesOf, titlesOf, waitersFor, type ToldStep } from './told-step.ts';

function others(told: ToldStep, readers: readonly number[]): number[] {
  return readers.filter((actor) => actor !== actorOf(told));
}

export function explainLock(told: ToldStep): string {
  const waiters = waitersFor(told, 'mmu_lock');
  const { mmuLockReaders, mmuLockWriter } = readLocks(told.after);
  if (mmuLockWriter !== null) {
    return `takes mmu_lock for write, which nobody held: no other path of KVM's that takes it runs now.${waiters}`;
  }
  const with_ = others(told, mmuLockReaders);
  return with_.length === 0
    ? `takes mmu_lock for read, which nobody held: others may join for read, no one for write.${waiters}`
    : `takes mmu_lock for read, beside ${titlesOf(told, with_)}: each of them may change SPTEs meanwhile.${waiters}`;
}

export function explainUnlock(told: ToldStep): string {
  const how = readLocks(told.before).mmuLockWriter === null ? 'read' : 'write';
  const left = readLocks(told.after).mmuLockReaders;
  return left.length === 0
    ? `lets mmu_lock go, which it held for ${how}: it is free.`
    : `lets mmu_lock go, which it held for ${how}; ${titlesOf(told, left)} may go on with it for read.`;
}

export function explainRcuLock(told: ToldStep): string {
  const beside = others(told, readLocks(told.before).rcuReaders);
  const with_ = beside.length === 0 ? '' : `, beside ${titlesOf(told, beside)}`;
  return `begins an RCU section${with_}: RCU frees no page table that is unlinked from now on before it ends.`;
}

export function explainRcuUnlock(told: ToldStep): string {
  const freed = changesOf(told, { region: 'sp', field: 'rcu_wait' }).filter(
    ({ now }) => now === RCU_QUEUED,
  );
  if (freed.length > 0) {
    const tables = listed(freed.map(({ record }) => hexOf(framePfn(record))));
    return `ends its RCU section: nobody is left that page table${freed.length === 1 ? '' : 's'} ${tables} had to wait for, so RCU may free ${freed.length === 1 ? 'it' : 'them'}.`;
  }
  const left = readLocks(told.after).rcuReaders;
  return left.length === 0
    ? 'ends its RCU section, the last one open. No page table was waiting for it.'
    : `ends its RCU section; those of ${titlesOf(told, left)} go on.`;
}

export function explainSrcuLock(told: ToldStep): string {
  const beside = others(told, readLocks(told.before).srcuReaders);
  const with_ = beside.length === 0 ? '' : `, beside ${titlesOf(told, beside)}`;
  return `begins an SRCU section${with_}: who changes the memslots waits until it ends.`;
}

export function explainSrcuUnlock(told: ToldStep): string {
  const left = readLocks(told.after).srcuReaders;
  const rest = left.length === 0 ? 'nobody is in one now' : `still in one: ${titlesOf(told, left)}`;
  return `ends its SRCU section: it uses no memslots any more; ${rest}.`;
}

export function explainSrcuSync(told: ToldStep): string {
  const readers = others(told, readLocks(told.before).srcuReaders);
  return readers.length === 0
    ? 'looks for SRCU sections that may still use the old memslots: there are none, so it need not wait.'
    : `looks for SRCU sections that may still use the old memslots, and waits for ${titlesOf(told, readers)}.`;
}

export function explainSlotsLock(told: ToldStep): string {
  return `takes slots_lock, which nobody held: memslots and the dirty log are its own for now.${waitersFor(told, 'slots_lock')}`;
}

export function explainSlotsUnlock(told: ToldStep): string {
  const armed = changesOf(told, { region: 'migration', field: 'armed' }).length > 0;
  return armed
    ? 'lets slots_lock go. Dirty logging is on: from here on userspace relies on the log alone.'
    : 'lets slots_lock go: the next one may change memslots or read the dirty log.';
}
