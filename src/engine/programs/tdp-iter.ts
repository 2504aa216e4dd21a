/**
 * The TDP MMU's iterator: a pre-order walk over the SPTEs that map a range of gfns.
 *
 * Walkers that do not hold mmu_lock for write read the entry again before they step down, so that
 * they never enter a table that has been unlinked meanwhile: a step of its own. Under mmu_lock held
 * for write that second read can find nothing new, and is no step. The value read when stepping up is
 * never used, and isn't one either.
 *
 * In memslots with large pages, the 4 KiB entries of gfns that nobody names are passed over: they are
 * 511 in a table, and nobody could tell what is done to them.
 *
 * ref: linux v5.19 arch/x86/kvm/mmu/tdp_iter.c tdp_iter_next() try_step_down() try_step_side()
 */
import { indexOfGfn, loadSpte, sptepOf } from '../hardware/spte-memory.ts';
import { frameOfPfn } from '../hardware/table-life.ts';
import { isLastSpte, isShadowPresentPte, spteToPfn } from '../layout/predicates.ts';
import { nextWatched } from '../state/large-pages.ts';
import { PT_ENTRIES } from '../state/state-map.ts';
import type { Thread } from '../thread.ts';
import { defineProgram } from './program.ts';
import { defineRegisters, type Reg } from './registers.ts';

const { block, reg } = defineRegisters('tdp_iter', {
  /**
   * started: 0 before the first entry. shared: 1 when mmu_lock is not held for write. gfn: first gfn
   * of the entry. min_level: the walk goes no lower. target: where in the range the walk is (next_last_level_gfn). frame4..frame1: the
   * tables of the path.
   */
  u32: [
    'started',
    'shared',
    'level',
    'gfn',
    'target',
    'gfn_end',
    'frame1',
    'frame2',
    'frame3',
    'frame4',
    'min_level',
  ],
  u64: ['old_spte'],
});

export const TDP_ITER_BLOCK = block;
export const TDP_ITER = reg;

const ROOT_LEVEL = 4;

export interface TdpIterRange {
  readonly root: number;
  readonly gfnStart: number;
  /** Exclusive. */
  readonly gfnEnd: number;
  /** mmu_lock is not held for write. */
  readonly shared: boolean;
}

/** Sets the iterator to the beginning of a range. The first call of TDP_ITER_NEXT reads the root. */
export function startTdpIter(t: Thread, { root, gfnStart, gfnEnd, shared }: TdpIterRange): void {
  t.clear(block);
  t.set(reg.shared, shared ? 1 : 0);
  t.set(reg.target, gfnStart);
  t.set(reg.gfn_end, gfnEnd);
  t.set(reg.frame4, root);
}

export function endTdpIter(t: Thread): void {
  t.clear(block);
}

/** Sets the iterator on one entry, without a walk: on one whose place is known otherwise. */
export function standOnEntry(
  t: Thread,
  { frame, level, gfn }: { frame: number; level: number; gfn: number },
): void {
  t.clear(block);
  t.set(reg.level, level);
  t.set(reg.gfn, gfn);
  t.set(frameReg(level), frame);
}

function frameReg(level: number): Reg {
  return (reg.frame1 + level - 1) as Reg;
}

function roundGfn(gfn: number, level: number): number {
  const shift = 9 * (level - 1);
  return ((gfn >>> shift) << shift) >>> 0;
}

/** Where the entry lies that the iterator stands on. */
export function iterSptep(t: Thread): number {
  const level = t.get(reg.level);
  const frame = t.get(frameReg(level));
  return sptepOf({ frame, index: indexOfGfn(t.get(reg.gfn), level) });
}

/** Frame of the table the iterator stands in. */
export function iterFrame(t: Thread): number {
  return t.get(frameReg(t.get(reg.level)));
}

function enterLevel(t: Thread, level: number): void {
  t.set(reg.level, level);
  t.set(reg.gfn, roundGfn(t.get(reg.target), level));
}

/** The first gfn of the range, from the target on, in the lowest table that the entry leads to; or -1. */
function firstInTable(t: Thread): number {
  const end = Math.min(t.get(reg.gfn) + PT_ENTRIES, t.get(reg.gfn_end));
  const gfn = nextWatched(t.map.shape, { gfn: t.get(reg.target), end });
  return gfn < end ? gfn : -1;
}

/** Does the entry just read lead to a table in which there is something to visit? */
function leadsDown(t: Thread): boolean {
  const level = t.get(reg.level);
  const old = t.get64(reg.old_spte, t.old);
  if (!isShadowPresentPte(t.layout, old) || isLastSpte(t.layout, old, level)) return false;
  if (level <= t.get(reg.min_level)) return false;
  return level > 2 || firstInTable(t) >= 0;
}

/** Enters the table that the entry just read leads to, if it does. */
function stepDown(t: Thread): boolean {
  if (!leadsDown(t)) return false;
  const level = t.get(reg.level);
  if (level === 2) t.set(reg.target, firstInTable(t));
  t.set(frameReg(level - 1), frameOfPfn(t, spteToPfn(t.layout, t.old)));
  enterLevel(t, level - 1);
  return true;
}

/** Goes on to the entry of the lowest table before the next one to be visited. */
function passOverUnwatched(t: Thread): void {
  const gfn = t.get(reg.gfn);
  const end = gfn - indexOfGfn(gfn, 1) + PT_ENTRIES;
  const next = nextWatched(t.map.shape, { gfn: gfn + 1, end });
  if (next - 1 > gfn) t.set(reg.gfn, next - 1);
}

/** Moves on to the next entry of the table, or of the nearest table above that has one. */
function stepSide(t: Thread): boolean {
  let level = t.get(reg.level);
  const last = PT_ENTRIES - 1;
  if (level === 1 && indexOfGfn(t.get(reg.gfn), 1) < last) passOverUnwatched(t);
  while (indexOfGfn(t.get(reg.gfn), level) === last) {
    if (level === ROOT_LEVEL) return false;
    t.set(frameReg(level), 0);
    level += 1;
    enterLevel(t, level);
  }
  const gfn = t.get(reg.gfn) + (1 << (9 * (level - 1)));
  t.set(reg.gfn, gfn);
  t.set(reg.target, gfn);
  return gfn < t.get(reg.gfn_end);
}

/** Returns 1 with the iterator on the next entry, or 0 when the range is done. */
export const TDP_ITER_NEXT = defineProgram({
  number: 1,
  id: 'tdp_iter_next',
  models: 'tdp_iter_next()',
  version: 'v5.15 .. v6.17',
  clears: [],
  steps: {
    next: {
      fn: 'tdp_iter_next',
      code: 'step down if the entry links a table, else go to the next entry',
      access: [],
      local: true,
      run: (t) => {
        if (t.get(reg.started) === 0) {
          t.set(reg.started, 1);
          enterLevel(t, ROOT_LEVEL);
          return 'read';
        }
        if (!leadsDown(t)) return 'side';
        if (t.get(reg.shared) !== 0) return 'reread';
        stepDown(t);
        return 'read';
      },
    },
    reread: {
      fn: 'try_step_down',
      code: 'read the entry again: is the table still linked?',
      access: ['spte-load'],
      run: (t) => {
        t.set64(reg.old_spte, loadSpte(t, iterSptep(t), t.old));
        return stepDown(t) ? 'read' : 'side';
      },
    },
    read: {
      fn: 'tdp_iter_refresh_sptep',
      code: 'old_spte = *sptep',
      access: ['spte-load'],
      run: (t) => {
        t.set64(reg.old_spte, loadSpte(t, iterSptep(t), t.old));
        return t.return(1);
      },
    },
    side: {
      fn: 'try_step_side',
      code: 'next entry; up a level at the end of a table; done at the end of the range',
      access: [],
      local: true,
      run: (t) => (stepSide(t) ? 'read' : t.return(0)),
    },
  },
});
