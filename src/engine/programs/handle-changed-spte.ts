/**
 * The bookkeeping after an SPTE has changed: what KVM tells the host about the page. It reasons about
 * the old value its caller gives it, which after a plain store is the caller's snapshot.
 *
 * Both questions are steps even when the answer is no, so that two kernels which differ only in the
 * answer follow the same schedule. Page statistics, and what happens when a table is unlinked, are not
 * modelled here.
 *
 * ref: linux v5.19 arch/x86/kvm/mmu/tdp_mmu.c __handle_changed_spte() handle_changed_spte_acc_track()
 */
import { MutableWord64, type Word64 } from '../../base/word64.ts';
import { EVENT } from '../effect.ts';
import { spteToPfn } from '../layout/predicates.ts';
import {
  SPTE_CHANGE_PFN_ACCESSED,
  SPTE_CHANGE_PFN_DIRTY,
  accTrackChange,
  structureChange,
  type SpteChangeRequest,
} from '../layout/spte-change.ts';
import { hostPageOf } from '../state/shape.ts';
import { PAGE_FLAGS } from '../state/state-map.ts';
import type { Thread } from '../thread.ts';
import { defineProgram } from './program.ts';
import { defineRegisters } from './registers.ts';

const { block, reg } = defineRegisters('handle_changed_spte', {
  /**
   * change: SPTE_CHANGE_* bits to be acted on. page: host page that the old SPTE mapped, plus 1; 0 if
   * it is none of the guest's.
   */
  u32: ['change', 'page'],
});

export interface SpteChangeToRecord {
  readonly old: Word64;
  readonly new: Word64;
  readonly level: number;
  /** Aging asks for itself whether the page was accessed, and does not record it here. */
  readonly recordAccTrack: boolean;
}

const request: SpteChangeRequest = { old: new MutableWord64(), new: new MutableWord64(), level: 0 };

/** Goes on in handle_changed_spte(); the caller is come back to at its next step. */
export function callHandleChangedSpte(t: Thread, change: SpteChangeToRecord): null {
  request.old = change.old;
  request.new = change.new;
  request.level = change.level;
  const wanted = change.recordAccTrack ? accTrackChange(t.layout, request) : 0;
  t.set(reg.change, structureChange(t.layout, request) | wanted);
  t.set(reg.page, hostPageOf(t.map.shape, spteToPfn(t.layout, change.old)) + 1);
  return t.call(HANDLE_CHANGED_SPTE);
}

/** Sets a flag of struct page if the change asks for it. */
function recordFlag(t: Thread, { change, flag }: { change: number; flag: number }): void {
  const page = t.get(reg.page) - 1;
  if ((t.get(reg.change) & change) === 0 || page < 0) return;
  t.effect.note('page-flags');
  t.effect.events |= EVENT.PAGE_FLAGS;
  t.effect.hostPage = page;
  const cell = t.map.page.base + page;
  t.journal.write(cell, t.journal.read(cell) | flag);
}

export const HANDLE_CHANGED_SPTE = defineProgram({
  number: 2,
  id: 'handle_changed_spte',
  models: '__handle_changed_spte()',
  version: 'v5.10 .. v6.12',
  clears: [block],
  steps: {
    dirty: {
      fn: '__handle_changed_spte',
      code: 'was dirty, and is no more? then kvm_set_pfn_dirty(pfn)',
      access: ['page-flags'],
      run: (t) => {
        recordFlag(t, { change: SPTE_CHANGE_PFN_DIRTY, flag: PAGE_FLAGS.DIRTY });
        return undefined;
      },
    },
    accessed: {
      fn: 'handle_changed_spte_acc_track',
      code: 'was accessed, and is no more? then kvm_set_pfn_accessed(pfn)',
      access: ['page-flags'],
      run: (t) => {
        recordFlag(t, { change: SPTE_CHANGE_PFN_ACCESSED, flag: PAGE_FLAGS.ACCESSED });
        return t.return(0);
      },
    },
  },
});
