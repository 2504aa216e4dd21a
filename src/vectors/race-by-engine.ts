/**
 * The lost-update test on the real step programs: one SPTE in real memory, one thread that holds
 * mmu_lock for write with a stale snapshot in its iterator, tdp_mmu_set_spte() and then the steps of
 * handle_changed_spte(). The dirty bitmap is no step of the engine yet: `markDirty` is the layout's rule.
 */
import { assert, present } from '../base/assert.ts';
import type { Word64 } from '../base/word64.ts';
import { casSpte, sptepOf } from '../engine/hardware/spte-memory.ts';
import { Journal } from '../engine/journal.ts';
import { spteToPfn } from '../engine/layout/predicates.ts';
import { SPTE_CHANGE_MARK_DIRTY, dirtyLogChange } from '../engine/layout/spte-change.ts';
import { profileNamed } from '../engine/profiles/profile.ts';
import { stepAt } from '../engine/programs/program.ts';
import { registerNames } from '../engine/programs/registers.ts';
import { CORE_PROGRAMS } from '../engine/programs/core-programs.ts';
import { TDP_ITER } from '../engine/programs/tdp-iter.ts';
import { tdpMmuSetSpte } from '../engine/programs/tdp-mmu-set-spte.ts';
import { PAGE_FLAGS, buildStateMap, cellOf } from '../engine/state/state-map.ts';
import { writeLock } from '../engine/sync/locks.ts';
import { Thread } from '../engine/thread.ts';
import type { RaceInput, RaceRunner } from './race-runner.ts';

/** Steps of handle_changed_spte(), with room. */
const STEPS_MAX = 8;
/** Where handle_changed_spte() returns to: anything that is not 0. */
const CALLER = 1;
const FRAME = 0;
const SPTEP = sptepOf({ frame: FRAME, index: 0 });

/** A machine of one table and one thread; its one guest page is the page that the SPTE maps. */
function rig({ layout, tdpWriteRule, actual, level }: RaceInput): Thread {
  const map = buildStateMap({
    vcpus: 0,
    actors: 1,
    frames: 1,
    roots: 1,
    slots: [{ id: 0, gfn: 0, pages: 1, pfn: spteToPfn(layout, actual) }],
    backings: 1,
    tlbEntries: 1,
    pscEntries: 1,
    registers: registerNames(),
  });
  const journal = new Journal(map.memory);
  journal.write(cellOf(map.sp, { field: 'level' }), level);
  journal.write(map.pt.base, actual.lo);
  journal.write(map.pt.base + 1, actual.hi);
  const base = present(profileNamed('v5.18pre'), 'there is a profile');
  const profile = { ...base, id: 'rig', title: 'vector rig', tdpWrite: tdpWriteRule };
  return new Thread({ journal, map, layout, profile, choices: { pscStart: false } });
}

function memory(t: Thread): Word64 {
  return { lo: t.journal.read(t.map.pt.base), hi: t.journal.read(t.map.pt.base + 1) };
}

/** The step under way has called a program: does its steps until it returns. */
function runCalled(t: Thread): void {
  const returnCell = cellOf(t.map.thread, { field: 'return0' });
  for (let n = 0; t.journal.read(returnCell) !== 0; n++) {
    assert(n < STEPS_MAX, 'the bookkeeping does not return');
    const step = stepAt(CORE_PROGRAMS.steps, t.next);
    t.next = step.pc + 1;
    t.effect.reset();
    step.run(t);
  }
}

function standOnSpte(t: Thread, { level, snapshot }: RaceInput): void {
  t.set(TDP_ITER.level, level);
  t.set64(TDP_ITER.old_spte, snapshot);
}

export const RACE_BY_ENGINE: RaceRunner = {
  exclusive(input) {
    const t = rig(input);
    writeLock(t);
    standOnSpte(t, input);
    t.effect.reset();
    t.next = CALLER;
    tdpMmuSetSpte(t, { value: input.next, recordAccTrack: true });
    const xchg = t.effect.access === 'spte-xchg';
    const oldSeen = { lo: t.effect.seen.lo, hi: t.effect.seen.hi };
    runCalled(t);
    const flags = t.journal.read(t.map.page.base);
    const change = { old: oldSeen, new: input.next, level: input.level };
    return {
      memAfter: memory(t),
      oldSeen,
      acc: (flags & PAGE_FLAGS.ACCESSED) === 0 ? 0 : 1,
      dirty: (flags & PAGE_FLAGS.DIRTY) === 0 ? 0 : 1,
      markDirty: (dirtyLogChange(input.layout, change) & SPTE_CHANGE_MARK_DIRTY) === 0 ? 0 : 1,
      xchg,
    };
  },
  shared(input) {
    const t = rig(input);
    const found = t.current.copy(input.snapshot);
    const succeeded = casSpte(t, SPTEP, { expected: input.snapshot, value: input.next, found });
    return { succeeded, oldAfter: { lo: found.lo, hi: found.hi } };
  },
};
