/**
 * handle_removed_pt(): a table has been taken out of the tables above it, and everything below it is
 * torn down: each entry becomes the removed value, the bookkeeping hears of each mapping that was
 * there, the tables further down go the same way, and then the page is given back.
 *
 * Whoever unlinked it holds mmu_lock for write (then CPUs and fast page faults may still change the
 * leafs) or for read (then other faults may still be filling it in, too). Under the write lock entries
 * that are not present can't be changed by anybody and are passed over without a step, as the kernel
 * passes over them; with the lock held for read every entry is exchanged, and those of gfns that are in
 * no memslot, which nobody else can touch, go along with the entry before them. So do, in a memslot with
 * large pages, the entries of gfns that nobody names, mapped or not.
 *
 * ref: linux v5.19 arch/x86/kvm/mmu/tdp_mmu.c handle_removed_pt()
 * ref: linux v5.11 arch/x86/kvm/mmu/tdp_mmu.c handle_removed_tdp_mmu_page() (its name up to v5.17)
 */
import { assert } from '../../base/assert.ts';
import { MutableWord64, type Word64 } from '../../base/word64.ts';
import { flushRemoteTlbs, type FlushRange } from '../hardware/remote-flush.ts';
import { sptepOf, storeSpte, loadSpte, xchgSpte } from '../hardware/spte-memory.ts';
import { callRcuFree, frameOfPfn, freeTable, unlinkFrame } from '../hardware/table-life.ts';
import {
  isAccessedSpte,
  isDirtySpte,
  isFrozenSpte,
  isShadowPresentLeaf,
  isShadowPresentPte,
  spteToPfn,
} from '../layout/predicates.ts';
import { usesAtomicWrite } from '../layout/volatile-bits.ts';
import { nextWatched } from '../state/large-pages.ts';
import { hostPageOf } from '../state/shape.ts';
import { PAGE_FLAGS, PT_ENTRIES } from '../state/state-map.ts';
import type { Thread } from '../thread.ts';
import { callHandleChangedSpte } from './handle-changed-spte.ts';
import { defineProgram } from './program.ts';
import { defineRegisters, type Reg } from './registers.ts';

const { block, reg } = defineRegisters('removed_pt', {
  /**
   * shared: mmu_lock is held for read. level: of the table being torn down; top: of the one it began
   * with. frame and index: where it is in the tables of levels 1 to 3.
   */
  u32: ['shared', 'level', 'top', 'frame1', 'frame2', 'frame3', 'index1', 'index2', 'index3'],
  u64: ['old_child'],
});

const entry = new MutableWord64();

function frameReg(t: Thread): Reg {
  return (reg.frame1 + t.get(reg.level) - 1) as Reg;
}

function indexReg(t: Thread): Reg {
  return (reg.index1 + t.get(reg.level) - 1) as Reg;
}

function sptepHere(t: Thread): number {
  return sptepOf({ frame: t.get(frameReg(t)), index: t.get(indexReg(t)) });
}

function enterTable(t: Thread, { frame, level }: { frame: number; level: number }): void {
  unlinkFrame(t, frame);
  t.set(reg.level, level);
  t.set(frameReg(t), frame);
  t.set(indexReg(t), 0);
}

/** Tears down the table that an entry of the level above linked; to be called by the write itself. */
export function callHandleRemovedPt(
  t: Thread,
  { old, level, shared }: { old: Word64; level: number; shared: boolean },
): null {
  t.set(reg.shared, shared ? 1 : 0);
  t.set(reg.top, level - 1);
  enterTable(t, { frame: frameOfPfn(t, spteToPfn(t.layout, old)), level: level - 1 });
  return t.call(HANDLE_REMOVED_PT);
}

/** First cell of the table that is being torn down. */
function tableCell(t: Thread): number {
  return t.map.pt.base + sptepOf({ frame: t.get(frameReg(t)), index: 0 }) * 2;
}

/**
 * The first entry, from `index` on, that leads to memory of a memslot: a fault may be about to fill it.
 * PT_ENTRIES if there is none.
 */
function nextFillable(t: Thread, index: number): number {
  const pages = 2 ** (9 * (t.get(reg.level) - 1));
  const tableGfn = t.journal.read(t.map.sp.base + t.get(frameReg(t)) * t.map.sp.stride + 2);
  let next = PT_ENTRIES;
  for (const { gfn, pages: slotPages } of t.map.shape.slots) {
    if (gfn + slotPages <= tableGfn + index * pages) continue;
    next = Math.min(next, Math.max(index, Math.floor((gfn - tableGfn) / pages)));
  }
  return watchesLevel(t) ? nextWatchedIndex(t, next) : next;
}

/** Is this a table of small pages, of which the scenario may name just some? */
function watchesLevel(t: Thread): boolean {
  return t.map.shape.watched !== undefined && t.get(reg.level) === 1;
}

/** The first entry, from `index` on, of a gfn that somebody names. */
function nextWatchedIndex(t: Thread, index: number): number {
  const first = t.journal.read(t.map.sp.base + t.get(frameReg(t)) * t.map.sp.stride + 2);
  return nextWatched(t.map.shape, { gfn: first + index, end: first + PT_ENTRIES }) - first;
}

/** The next entry of the table that takes a step, from `index` on; PT_ENTRIES if there is none. */
function nextIndex(t: Thread, index: number): number {
  const shared = t.get(reg.shared) !== 0;
  if (shared && index === 0) return 0;
  const cell = tableCell(t);
  const end = shared ? nextFillable(t, index) : PT_ENTRIES;
  let at = index;
  while (at < end) {
    entry.lo = t.journal.read(cell + at * 2);
    entry.hi = t.journal.read(cell + at * 2 + 1);
    if (isShadowPresentPte(t.layout, entry)) return at;
    at = (t.journal.pairRunEnd(cell + at * 2, cell + end * 2) - cell) >> 1;
  }
  return end;
}

/** What a removed entry becomes; the write is final if it is the removed value. */
function removedValue(t: Thread): Word64 {
  t.effect.forGood = t.profile.markRemoved === 'yes';
  const { FROZEN_SPTE, SHADOW_NONPRESENT_VALUE } = t.layout.constants;
  return t.effect.forGood ? FROZEN_SPTE : SHADOW_NONPRESENT_VALUE;
}

/** Entries up to the next one that anybody else could touch. */
function freezeUntouched(t: Thread): void {
  const from = t.get(indexReg(t)) + 1;
  if (watchesLevel(t)) {
    freezeUnwatched(t, from);
    return;
  }
  const end = nextIndex(t, from);
  const cell = tableCell(t);
  t.journal.writePairs(cell + from * 2, cell + end * 2, removedValue(t));
}

/** What the table translated; before 574c3c55e969 as much, but from its last entry on. */
function flushedRange(t: Thread): FlushRange {
  const pages = 2 ** (9 * (t.get(reg.level) - 1));
  const base = t.journal.read(t.map.sp.base + t.get(frameReg(t)) * t.map.sp.stride + 2);
  const lastEntry = (PT_ENTRIES - 1) * pages;
  const gfnStart = base + (t.profile.removedFlush === 'lastEntry' ? lastEntry : 0);
  return { gfnStart, gfnEnd: gfnStart + PT_ENTRIES * pages };
}

/**
 * Entries up to the next one that takes a step, those of gfns that nobody names among them, mapped or not.
 * Under the write lock what is not present stays as it is.
 */
function freezeUnwatched(t: Thread, from: number): void {
  const value = removedValue(t);
  const shared = t.get(reg.shared) !== 0;
  const cell = tableCell(t);
  let watched = nextWatchedIndex(t, from);
  for (let index = from; index < PT_ENTRIES; index++) {
    entry.lo = t.journal.read(cell + index * 2);
    entry.hi = t.journal.read(cell + index * 2 + 1);
    const present = isShadowPresentPte(t.layout, entry);
    if (index === watched) {
      if (present || shared) return;
      watched = nextWatchedIndex(t, index + 1);
    }
    if (!present && !shared) continue;
    if (present) recordUnwatched(t);
    t.journal.write(cell + index * 2, value.lo);
    t.journal.write(cell + index * 2 + 1, value.hi);
  }
}

/** The host hears of the page that `entry` mapped, along with the one before it. */
function recordUnwatched(t: Thread): void {
  const page = hostPageOf(t.map.shape, spteToPfn(t.layout, entry));
  if (page < 0 || !t.layout.rules.pfnNotifications) return;
  const dirty = isDirtySpte(t.layout, entry) ? PAGE_FLAGS.DIRTY : 0;
  const accessed = isAccessedSpte(t.layout, entry) ? PAGE_FLAGS.ACCESSED : 0;
  const cell = t.map.page.base + page;
  t.journal.write(cell, t.journal.read(cell) | dirty | accessed);
}

export const HANDLE_REMOVED_PT = defineProgram({
  number: 24,
  id: 'handle_removed_pt',
  models: 'handle_removed_pt()',
  version: 'v5.10 .. v6.12',
  clears: [block],
  sptePaths: ['removeTable'],
  steps: {
    next: {
      fn: 'handle_removed_pt',
      code: 'for each entry of the removed table:',
      access: [],
      local: true,
      run: (t) => {
        const index = nextIndex(t, t.get(indexReg(t)));
        t.set(indexReg(t), index);
        if (index === PT_ENTRIES) return 'flush';
        return t.get(reg.shared) === 0 ? 'load' : 'xchg';
      },
    },
    load: {
      fn: 'handle_removed_pt',
      code: 'old_child = *sptep',
      access: ['spte-load'],
      run: (t) => {
        t.set64(reg.old_child, loadSpte(t, sptepHere(t), t.old));
        return undefined;
      },
    },
    write: {
      fn: 'handle_removed_pt',
      code: '*sptep = REMOVED_SPTE',
      access: ['spte-store', 'spte-xchg'],
      run: (t) => {
        const old = t.get64(reg.old_child, t.old);
        const value = removedValue(t);
        if (usesAtomicWrite(t.layout, t.profile.tdpWrite, old, t.get(reg.level))) {
          xchgSpte(t, sptepHere(t), { value, out: old });
          t.set64(reg.old_child, old);
        } else {
          storeSpte(t, sptepHere(t), { value, snapshot: old });
        }
        if (watchesLevel(t)) freezeUnwatched(t, t.get(indexReg(t)) + 1);
        return 'child';
      },
    },
    xchg: {
      fn: 'handle_removed_pt',
      code: 'old_child = xchg(sptep, REMOVED_SPTE); frozen by another one? again',
      access: ['spte-xchg'],
      run: (t) => {
        xchgSpte(t, sptepHere(t), { value: removedValue(t), out: t.old });
        if (t.effect.forGood && isFrozenSpte(t.layout, t.old)) return 'xchg';
        t.set64(reg.old_child, t.old);
        freezeUntouched(t);
        return undefined;
      },
    },
    child: {
      fn: 'handle_changed_spte',
      code: 'was it a mapping? record it. a table? tear that down first',
      access: [],
      local: true,
      run: (t) => {
        const old = t.get64(reg.old_child, t.old);
        const level = t.get(reg.level);
        if (!isShadowPresentPte(t.layout, old)) return undefined;
        if (!isShadowPresentLeaf(t.layout, old, level)) {
          enterTable(t, { frame: frameOfPfn(t, spteToPfn(t.layout, old)), level: level - 1 });
          return 'next';
        }
        const value = removedValue(t);
        return callHandleChangedSpte(t, { old, new: value, level, recordAccTrack: true });
      },
    },
    advance: {
      fn: 'handle_removed_pt',
      code: 'next entry',
      access: [],
      local: true,
      run: (t) => {
        t.set(indexReg(t), t.get(indexReg(t)) + 1);
        return 'next';
      },
    },
    flush: {
      fn: 'handle_removed_pt',
      code: 'up to v5.17: flush what the table translated, on every vCPU',
      access: ['flush'],
      run: (t) => {
        if (t.profile.flushDefer === 'removal') flushRemoteTlbs(t, flushedRange(t));
        return undefined;
      },
    },
    free: {
      fn: 'handle_removed_pt',
      code: 'give the page back: at once, or with call_rcu()',
      access: ['frame'],
      run: (t) => {
        const frame = t.get(frameReg(t));
        if (t.profile.freePt === 'rcu') callRcuFree(t, frame);
        else freeTable(t, frame);
        return undefined;
      },
    },
    up: {
      fn: 'handle_removed_pt',
      code: 'back to the table above, if that is being removed, too',
      access: [],
      local: true,
      run: (t) => {
        const level = t.get(reg.level);
        t.set(frameReg(t), 0);
        t.set(indexReg(t), 0);
        if (level === t.get(reg.top)) return t.return(0);
        assert(level < 3, 'a root is not removed by its table above');
        t.set(reg.level, level + 1);
        return 'advance';
      },
    },
  },
});
