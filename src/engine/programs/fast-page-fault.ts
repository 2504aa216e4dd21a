/**
 * fast_page_fault(): fixes a write-protected but MMU-writable SPTE with one compare-exchange and no
 * mmu_lock. Dirty is deliberately left to the CPU.
 *
 * The dirty bitmap is marked after the compare-exchange: marked before, the bit could be reaped before W
 * is there, and stores would go unlogged.
 *
 * An access-tracked SPTE gets back the R and X that were saved in it, and W only if the access is a
 * write and the SPTE MMU-writable.
 *
 * The shadow MMU of v4.11 protects its walk by turning interrupts off, which a remote flush waits for;
 * that matters to who frees page tables, and nobody does there.
 *
 * ref: linux v5.19 arch/x86/kvm/mmu/mmu.c fast_page_fault() fast_pf_fix_direct_spte()
 * ref: linux v5.19 arch/x86/kvm/mmu/tdp_mmu.c kvm_tdp_mmu_fast_pf_get_last_sptep()
 */
import { ZERO64 } from '../../base/word64.ts';
import { vcpuRootFrame } from '../hardware/roots.ts';
import { casSpte } from '../hardware/spte-memory.ts';
import {
  FAST_PF_FIX,
  FAST_PF_MARK_DIRTY,
  FAST_PF_SPURIOUS,
  fastPfSpte,
  faultCanBeFast,
  type FastPageFaultRequest,
} from '../layout/fast-pf-spte.ts';
import { isShadowPresentLeaf, type FaultAccess } from '../layout/predicates.ts';
import { oweMark, payMark, setDirtyBit } from '../state/dirty-log.ts';
import { guestPageOf } from '../state/shape.ts';
import { rcuReadLock, rcuReadUnlock } from '../sync/locks.ts';
import type { Thread } from '../thread.ts';
import { FAULT } from './fault-registers.ts';
import { iterateStep } from './iterate-steps.ts';
import { defineProgram } from './program.ts';
import { defineRegisters } from './registers.ts';
import { RET_PF } from './ret-pf.ts';
import { TDP_ITER, endTdpIter, iterSptep, startTdpIter } from './tdp-iter.ts';

/** Compare-exchanges that may fail before the slow path is taken. */
const RETRIES_MAX = 4;

const { block, reg } = defineRegisters('fast_page_fault', { u32: ['ret', 'retries'] });

const FAULT_ACCESS: readonly FaultAccess[] = ['read', 'write', 'exec'];

export function faultAccess(t: Thread): FaultAccess {
  return FAULT_ACCESS[t.get(FAULT.access)] ?? 'read';
}

/** The answers are those of the one rule that the vectors check, too. */
const request: FastPageFaultRequest = {
  spte: ZERO64,
  level: 1,
  access: 'read',
  present: false,
  rsvd: false,
  slotDirty: false,
};

function fillRequest(t: Thread): void {
  request.access = faultAccess(t);
  request.present = t.get(FAULT.qualification) !== 0;
  request.slotDirty = t.get(FAULT.slot_logs) !== 0;
}

export function pageFaultCanBeFast(t: Thread): boolean {
  if (t.profile.fastPf === 'no') return false;
  fillRequest(t);
  return faultCanBeFast(t.layout, t.profile, request);
}

function startWalk(t: Thread): void {
  const gfn = t.get(FAULT.gfn);
  startTdpIter(t, { root: vcpuRootFrame(t), gfnStart: gfn, gfnEnd: gfn + 1, shared: true });
}

/** What to do about the last SPTE of the walk, `t.old`; the new value goes to `t.new`. */
function decide(t: Thread): number {
  fillRequest(t);
  request.spte = t.old;
  request.level = t.get(TDP_ITER.level);
  return fastPfSpte(t.layout, t.profile, request, t.new);
}

/** Does what was decided have to be logged? */
function mustMark(t: Thread, decision: number): boolean {
  return t.get(FAULT.slot_logs) !== 0 && (decision & FAST_PF_MARK_DIRTY) !== 0;
}

export const FAST_PAGE_FAULT = defineProgram({
  number: 6,
  id: 'fast_page_fault',
  models: 'fast_page_fault()',
  version: 'v4.11 .. v7.2',
  clears: [block],
  sptePaths: ['fastPageFault'],
  steps: {
    begin: {
      fn: 'walk_shadow_page_lockless_begin',
      code: 'rcu_read_lock(); in the shadow MMU: interrupts off',
      access: ['rcu-lock'],
      run: (t) => {
        if (t.profile.readerRcu === 'yes') rcuReadLock(t);
        startWalk(t);
        t.set(reg.ret, RET_PF.INVALID);
        return undefined;
      },
    },
    iterate: iterateStep(
      'kvm_tdp_mmu_fast_pf_get_last_sptep',
      'read each level down to the last SPTE',
    ),
    walked: {
      fn: 'fast_page_fault',
      code: 'present leaf? access allowed already: SPURIOUS. MMU-writable: new_spte = spte | W',
      access: [],
      local: true,
      run: (t) => {
        // The iterator returns 0 one call after the last entry; the walk ends at a leaf or a hole.
        if (t.result === 0) return 'end';
        t.get64(TDP_ITER.old_spte, t.old);
        const level = t.get(TDP_ITER.level);
        const last = level === 1 || isShadowPresentLeaf(t.layout, t.old, level);
        if (!last) return 'iterate';
        const decision = decide(t);
        if (decision === FAST_PF_SPURIOUS) t.set(reg.ret, RET_PF.SPURIOUS);
        if ((decision & FAST_PF_FIX) === 0) return 'end';
        return t.profile.fpfMark === 'beforeCas' && mustMark(t, decision) ? 'mark' : 'fix';
      },
    },
    fix: {
      fn: 'fast_pf_fix_direct_spte',
      code: 'cmpxchg(sptep, spte, new_spte); failed? walk again, four times at most',
      access: ['spte-cas', 'spte-cas-failed'],
      run: (t) => {
        const expected = t.get64(TDP_ITER.old_spte, t.old);
        const decision = decide(t);
        if (casSpte(t, iterSptep(t), { expected, value: t.new, found: t.current })) {
          t.set(reg.ret, RET_PF.FIXED);
          if (t.profile.fpfMark === 'beforeCas' || !mustMark(t, decision)) return 'end';
          oweMark(t, guestPageOf(t.map.shape, t.get(FAULT.gfn)));
          return 'mark';
        }
        const retries = t.get(reg.retries) + 1;
        t.set(reg.retries, retries);
        if (retries > RETRIES_MAX) return 'end';
        startWalk(t);
        return 'iterate';
      },
    },
    end: {
      fn: 'walk_shadow_page_lockless_end',
      code: 'rcu_read_unlock()',
      access: ['rcu-unlock'],
      run: (t) => {
        const ret = t.get(reg.ret);
        endTdpIter(t);
        if (t.profile.readerRcu === 'yes') rcuReadUnlock(t);
        return t.return(ret);
      },
    },
    mark: {
      fn: 'mark_page_dirty_in_slot',
      code: 'W was added, and the slot logs: set the bit of the gfn in the dirty bitmap',
      access: ['dirty-bitmap'],
      run: (t) => {
        t.effect.note('dirty-bitmap');
        const page = guestPageOf(t.map.shape, t.get(FAULT.gfn));
        setDirtyBit(t, page);
        payMark(t, page);
        return t.get(reg.ret) === RET_PF.FIXED ? 'end' : 'fix';
      },
    },
  },
});
