/** Who holds what, and who waits for it. */
import {
  readLocks,
  readRegister,
  readVmDead,
  type LocksView,
  type StateView,
} from '../../engine/state/readers.ts';
import { actorTitle, stepAt, type PictureInput } from '../spte/picture-input.ts';
import { viewBefore } from '../spte/changes.ts';
import { listed } from '../spte/text.ts';
import type { ActorNow } from './actor-now.ts';

export interface LockRow {
  readonly key: 'vm' | 'rcu' | 'srcu' | 'invalidate' | 'flush';
  readonly name: string;
  /** As short as it can be said; a dash when there is nothing. */
  readonly text: string;
  /** The same for a listener. */
  readonly spoken: string;
  /** Nobody is in it, nothing is going on. */
  readonly idle: boolean;
  /** The step at the cursor changed it. */
  readonly changed: boolean;
}

export interface Waiting {
  readonly key: string;
  readonly actor: number;
  readonly title: string;
  /** The step it cannot do yet. */
  readonly code: string;
}

export interface LocksPicture {
  readonly mmuLock: {
    readonly mode: 'free' | 'read' | 'write';
    readonly holders: readonly { readonly actor: number; readonly title: string }[];
    readonly changed: boolean;
    /** Who holds it, in words. */
    readonly names: string;
  };
  readonly rows: readonly LockRow[];
  readonly waiting: readonly Waiting[];
}

export function locksPicture(input: PictureInput, actors: readonly ActorNow[]): LocksPicture {
  const locks = readLocks(input.view);
  const before = readLocks(viewBefore(input.view, stepAt(input)));
  const title = (actor: number): string => actorTitle(input.actors, actor);
  return {
    mmuLock: mmuLockOf(locks, before, title),
    rows: lockRows(input, { locks, before, title }),
    waiting: actors.flatMap(({ actor, at, status, title: name }) =>
      status === 'waits' && at !== null
        ? [{ key: `waits-${actor}`, actor, title: name, code: at.step.code }]
        : [],
    ),
  };
}

function mmuLockOf(
  locks: LocksView,
  before: LocksView,
  title: (actor: number) => string,
): LocksPicture['mmuLock'] {
  const writer = locks.mmuLockWriter;
  const actors = writer === null ? locks.mmuLockReaders : [writer];
  const mode = writer !== null ? 'write' : actors.length > 0 ? 'read' : 'free';
  const holders = actors.map((actor) => ({ actor, title: title(actor) }));
  return {
    mode,
    holders,
    changed:
      writer !== before.mmuLockWriter || !sameActors(locks.mmuLockReaders, before.mmuLockReaders),
    names: listed(holders.map((holder) => holder.title)),
  };
}

interface LocksRequest {
  readonly locks: LocksView;
  readonly before: LocksView;
  readonly title: (actor: number) => string;
}

function lockRows(input: PictureInput, { before, locks, title }: LocksRequest): LockRow[] {
  const readers = (actors: readonly number[]): Pick<LockRow, 'text' | 'spoken' | 'idle'> => {
    const names = listed(actors.map(title));
    return {
      text: names || NOTHING,
      spoken: names === '' ? 'no readers' : `readers: ${names}`,
      idle: names === '',
    };
  };
  const pending = flushPending(input.view);
  const pendingBefore = flushPending(viewBefore(input.view, stepAt(input)));
  const rows: LockRow[] = [
    ...deadVm(input),
    {
      key: 'rcu',
      name: 'RCU',
      ...readers(locks.rcuReaders),
      changed: !sameActors(locks.rcuReaders, before.rcuReaders),
    },
    {
      key: 'srcu',
      name: 'SRCU',
      ...readers(locks.srcuReaders),
      changed: !sameActors(locks.srcuReaders, before.srcuReaders),
    },
    {
      key: 'invalidate',
      name: 'invalidate',
      text: invalidateText(locks),
      spoken: invalidateText(locks),
      idle: locks.invalidateInProgress === 0,
      changed:
        locks.invalidateSeq !== before.invalidateSeq ||
        locks.invalidateInProgress !== before.invalidateInProgress,
    },
    {
      key: 'flush',
      name: 'flush',
      text: pending.length === 0 ? NOTHING : `due: ${listed(pending.map(title))}`,
      spoken: pending.length === 0 ? 'none due' : `due: ${listed(pending.map(title))}`,
      idle: pending.length === 0,
      changed: !sameActors(pending, pendingBefore),
    },
  ];
  return rows;
}

/** Only there once KVM_BUG_ON() has stopped the VM: whoever holds a lock goes on all the same. */
function deadVm(input: PictureInput): LockRow[] {
  if (!readVmDead(input.view)) return [];
  return [
    {
      key: 'vm',
      name: 'VM',
      text: 'dead: KVM_BUG_ON()',
      spoken: 'dead: KVM_BUG_ON() has stopped it, no vCPU enters the guest any more',
      idle: false,
      changed: !readVmDead(viewBefore(input.view, stepAt(input))),
    },
  ];
}

const NOTHING = '–';

function invalidateText({ invalidateInProgress, invalidateSeq }: LocksView): string {
  const seq = `seq ${invalidateSeq}`;
  if (invalidateInProgress === 0) return seq;
  return invalidateInProgress === 1
    ? `${seq}, in progress`
    : `${seq}, ${invalidateInProgress} in progress`;
}

/** A kernel path that will have to flush keeps that in a register of its own, called `flush`. */
const FLUSH_REGISTER = /(^|[.])flush$/;

function flushPending(view: StateView): number[] {
  const registers = view.map.shape.registers.filter((name) => FLUSH_REGISTER.test(name));
  return Array.from({ length: view.map.shape.actors }, (_, actor) => actor).filter((actor) =>
    registers.some((register) => readRegister(view, { actor, register }) !== 0),
  );
}

function sameActors(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((actor, i) => actor === other[i]);
}
