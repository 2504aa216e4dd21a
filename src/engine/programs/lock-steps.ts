/**
 * Steps that many kernel paths share to the letter: taking and dropping mmu_lock and slots_lock,
 * entering RCU, and waiting for the readers of old memslots. What a path does in the same step comes after it, in `then`.
 */
import {
  canReadLock,
  canWriteLock,
  rcuReadLock,
  readLock,
  readUnlock,
  writeLock,
  writeUnlock,
} from '../sync/locks.ts';
import {
  canLockSlots,
  lockSlots,
  srcuReadersNow,
  srcuStillReading,
  unlockSlots,
} from '../sync/memslots.ts';
import type { Thread } from '../thread.ts';
import type { StepDef } from './program.ts';
import type { Reg } from './registers.ts';

/** What a step's turn ends in: a label, or nothing to name. */
type Next = string | null | undefined;

/** `fn`: the kernel function in which the path does so. */
type SharedStep = <Then extends Next = undefined>(
  fn: string,
  then?: (t: Thread) => Then,
) => StepDef<Extract<Then, string>>;

export function sharedStep(
  step: Omit<StepDef<never>, 'fn' | 'run'>,
  act: (t: Thread) => void,
): SharedStep {
  return <Then extends Next>(fn: string, then?: (t: Thread) => Then) => ({
    fn,
    ...step,
    run: (t) => {
      act(t);
      // A type that stays open cannot be told apart into labels and the rest otherwise.
      return then?.(t) as Extract<Then, string> | null | undefined;
    },
  });
}

export const writeLockStep = sharedStep(
  { code: 'write_lock(mmu_lock)', access: ['lock'], enabled: canWriteLock, waitsFor: 'mmu_lock' },
  writeLock,
);

export const writeUnlockStep = sharedStep(
  { code: 'write_unlock(mmu_lock)', access: ['unlock'] },
  writeUnlock,
);

export const readLockStep = sharedStep(
  { code: 'read_lock(mmu_lock)', access: ['lock'], enabled: canReadLock, waitsFor: 'mmu_lock' },
  readLock,
);

export const readUnlockStep = sharedStep(
  { code: 'read_unlock(mmu_lock)', access: ['unlock'] },
  readUnlock,
);

/** Where the kernel enters RCU at every version; a path that does so since some version says so itself. */
export const rcuLockStep = sharedStep(
  { code: 'rcu_read_lock()', access: ['rcu-lock'] },
  rcuReadLock,
);

export const slotsLockStep = sharedStep(
  {
    code: 'mutex_lock(slots_lock)',
    access: ['slots-lock'],
    enabled: canLockSlots,
    waitsFor: 'slots_lock',
  },
  lockSlots,
);

export const slotsUnlockStep = sharedStep(
  { code: 'mutex_unlock(slots_lock)', access: ['slots-unlock'] },
  unlockSlots,
);

interface SrcuWait<Label extends string> {
  /** Register that holds a bit per actor that may still use the old memslots. */
  readonly waiting: Reg;
  /** Where to go on when none of them does. */
  readonly then: Label;
}

/** synchronize_srcu(): who reads now, and until each of them has left. */
export function srcuWaitSteps<Label extends string>({
  waiting,
  then,
}: SrcuWait<Label>): {
  readonly sync: StepDef<Label>;
  readonly wait: StepDef<Label | 'wait'>;
} {
  const fn = 'synchronize_srcu_expedited';
  return {
    sync: {
      fn,
      code: 'who may still be using the old memslots?',
      access: ['srcu-sync'],
      run: (t) => {
        t.set(waiting, srcuReadersNow(t));
        return t.get(waiting) === 0 ? then : undefined;
      },
    },
    wait: {
      fn,
      code: 'wait until each of them has left its SRCU section',
      access: ['srcu-sync'],
      enabled: (t) => srcuStillReading(t, t.get(waiting)) !== t.get(waiting),
      waitsFor: 'vCPUs that use the old memslots',
      run: (t) => {
        t.effect.note('srcu-sync');
        t.set(waiting, srcuStillReading(t, t.get(waiting)));
        return t.get(waiting) === 0 ? then : 'wait';
      },
    },
  };
}
