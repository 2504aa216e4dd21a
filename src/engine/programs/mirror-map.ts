/**
 * kvm_tdp_mmu_map() on the mirror of an external page table. Each change is bracketed: the mirror's
 * entry is frozen by a compare-exchange, the TDX module is called, and the new value is stored, or the
 * old one when the call has failed.
 *
 * What happens to a leaf that is mapped already is what two faults on one gfn are about. make_spte()
 * of up to v6.12 rewrites it without Dirty, which means nothing to the external table:
 * before   - KVM_BUG_ON() at entry, then the page is installed once more;
 * noBug    - the same without the check: the TDX module refuses, and that is a KVM_BUG_ON(), too;
 * seed2    - the module is called only for what was not present;
 * mainline - the fault ends before, as the access is allowed (386d69f9f29b; with cc7ed3358e41 make_spte()
 *            would not change the entry either).
 *
 * Not modelled: a TDX module that is busy when a table is to be linked, large pages (a mirror has none).
 *
 * ref: linux v6.12 and v6.17 arch/x86/kvm/mmu/tdp_mmu.c set_external_spte_present()
 * ref: linux v6.17 arch/x86/kvm/vmx/tdx.c tdx_mem_page_aug()
 */
import { assert } from '../../base/assert.ts';
import { MutableWord64, ZERO64, equal64 } from '../../base/word64.ts';
import { addExternalTable, augmentPage, bugVm } from '../hardware/external.ts';
import { allocateFrame, freePrivateFrame, linkFrame } from '../hardware/frames.ts';
import { vcpuRootFrame } from '../hardware/roots.ts';
import { casSpte, storeSpte } from '../hardware/spte-memory.ts';
import { makeNonleafSpte } from '../layout/make-nonleaf-spte.ts';
import { makeSpte, type MakeSpteRequest } from '../layout/make-spte.ts';
import {
  isAccessAllowed,
  isFrozenSpte,
  isShadowPresentPte,
  isWritablePte,
} from '../layout/predicates.ts';
import { framePfn } from '../state/shape.ts';
import { rcuReadUnlock } from '../sync/locks.ts';
import type { Thread } from '../thread.ts';
import { faultAccess } from './fast-page-fault.ts';
import { FAULT } from './fault-registers.ts';
import { callHandleChangedSpte } from './handle-changed-spte.ts';
import { iterateStep } from './iterate-steps.ts';
import { rcuLockStep } from './lock-steps.ts';
import { defineProgram } from './program.ts';
import { defineRegisters } from './registers.ts';
import { RET_PF } from './ret-pf.ts';
import { TDP_ITER, endTdpIter, iterSptep, startTdpIter } from './tdp-iter.ts';

const GOAL_LEVEL = 1;

const { block, reg } = defineRegisters('mirror_map', {
  /** ret: RET_PF_*. child: frame of the table to link, plus 1. failed: the TDX module has refused. */
  u32: ['ret', 'child', 'failed'],
  u64: ['new_spte'],
});

const request: MakeSpteRequest = {
  level: GOAL_LEVEL,
  gfn: 0,
  pfn: 0,
  access: 0,
  hostWritable: false,
  prefetch: false,
  sync: true,
  oldSpte: ZERO64,
  wrTracked: false,
  slotDirty: false,
  nxHuge: false,
  hostMmio: false,
  adDisabled: false,
  guestMode: false,
};

const nonleaf = { childPfn: 0, adDisabled: false };
const nonleafSpte = new MutableWord64();

function oldSpte(t: Thread): MutableWord64 {
  return t.get64(TDP_ITER.old_spte, t.old);
}

function wasPresent(t: Thread): boolean {
  return isShadowPresentPte(t.layout, oldSpte(t));
}

function isLeaf(t: Thread): boolean {
  return t.get(TDP_ITER.level) === GOAL_LEVEL;
}

/** make_spte() over `t.old`, into the register. False: nothing changes. */
function makeLeaf(t: Thread): boolean {
  request.gfn = t.get(FAULT.gfn);
  request.pfn = t.get(FAULT.pfn);
  request.access = t.layout.acc.ACC_ALL;
  request.hostWritable = t.get(FAULT.map_writable) !== 0;
  request.oldSpte = t.old;
  makeSpte(t.layout, request, t.new);
  const setsDirty = t.profile.makeSpteDirty === 'always' && isWritablePte(t.layout, t.new);
  if (setsDirty) t.new.or(t.layout.masks.dirty);
  t.set64(reg.new_spte, t.new);
  return !equal64(t.new, t.old);
}

/** Does the access need no change? Asked before make_spte() since 386d69f9f29b. */
function endsEarly(t: Thread): boolean {
  const { layout, profile } = t;
  return (
    profile.extRule === 'mainline' &&
    wasPresent(t) &&
    isAccessAllowed(layout, oldSpte(t), faultAccess(t))
  );
}

/** Is the TDX module called for this leaf? */
function callsModule(t: Thread): boolean {
  return t.profile.extRule !== 'seed2' || !wasPresent(t);
}

function hasEntryCheck({ profile }: Thread): boolean {
  return profile.extRule === 'before' || profile.extRule === 'mainline';
}

export const MIRROR_MAP = defineProgram({
  number: 47,
  id: 'mirror_map',
  models: 'set_external_spte_present()',
  version: 'v6.12 .. v7.0',
  clears: [block],
  sptePaths: ['mirror'],
  steps: {
    rcu: rcuLockStep('kvm_tdp_mmu_map', (t) => {
      const gfn = t.get(FAULT.gfn);
      startTdpIter(t, { root: vcpuRootFrame(t), gfnStart: gfn, gfnEnd: gfn + 1, shared: true });
      t.set(reg.ret, RET_PF.RETRY);
      return undefined;
    }),
    iterate: iterateStep('kvm_tdp_mmu_map', 'for each level of the mirror down to the goal:'),
    visit: {
      fn: 'kvm_tdp_mmu_map',
      code: 'frozen? retry. goal level? map it. empty? link a table',
      access: [],
      local: true,
      run: (t) => {
        if (t.result === 0 || isFrozenSpte(t.layout, oldSpte(t))) return 'unlock';
        if (isLeaf(t)) return 'make_spte';
        return wasPresent(t) ? 'iterate' : 'alloc';
      },
    },
    alloc: {
      fn: 'tdp_mmu_alloc_sp',
      code: 'sp = a page for the mirror, with one for the external table',
      access: ['frame'],
      run: (t) => {
        const level = t.get(TDP_ITER.level) - 1;
        const frame = allocateFrame(t, { level, gfn: t.get(TDP_ITER.gfn) });
        t.set(reg.child, frame + 1);
        nonleaf.childPfn = framePfn(frame);
        makeNonleafSpte(t.layout, nonleaf, nonleafSpte);
        t.set64(reg.new_spte, nonleafSpte);
        return 'freeze';
      },
    },
    make_spte: {
      fn: 'make_spte',
      code: 'new_spte = make_spte(pfn, old_spte); same as old_spte? SPURIOUS',
      access: [],
      local: true,
      run: (t) => {
        if (endsEarly(t) || !makeLeaf(t)) {
          t.set(reg.ret, RET_PF.SPURIOUS);
          return 'unlock';
        }
        return 'bug';
      },
    },
    bug: {
      fn: 'set_external_spte_present',
      code: 'KVM_BUG_ON(was_present), where that is asked: the VM is dead; the function goes on',
      access: ['vm-dead'],
      run: (t) => {
        if (hasEntryCheck(t) && wasPresent(t)) bugVm(t);
        return undefined;
      },
    },
    freeze: {
      fn: 'set_external_spte_present',
      code: 'cmpxchg(sptep, old_spte, FROZEN_SPTE); failed? -EBUSY, retry',
      access: ['spte-cas', 'spte-cas-failed'],
      run: (t) => {
        const frozen = t.layout.constants.FROZEN_SPTE;
        const expected = oldSpte(t);
        if (casSpte(t, iterSptep(t), { expected, value: frozen, found: t.current })) {
          return isLeaf(t) ? 'aug' : 'link';
        }
        const frame = t.get(reg.child) - 1;
        if (frame >= 0) freePrivateFrame(t, frame);
        t.set(reg.child, 0);
        return 'unlock';
      },
    },
    link: {
      fn: 'tdx_sept_link_private_spt',
      code: 'SEAMCALL TDH.MEM.SEPT.ADD: link the external table',
      access: ['external'],
      run: (t) => {
        addExternalTable(t);
        return 'settle';
      },
    },
    aug: {
      fn: 'tdx_mem_page_aug',
      code: 'SEAMCALL TDH.MEM.PAGE.AUG (as posted: not if it was present)',
      access: ['external'],
      variants: (t) => (t.choices.tdxBusy === true && callsModule(t) ? 2 : 1),
      variantNames: ['the module does it', 'the module is busy: -EBUSY'],
      run: (t) => {
        if (t.variant === 1) return moduleIsBusy(t);
        if (!callsModule(t) || augmentPage(t, t.get(FAULT.gfn))) return 'settle';
        t.set(reg.failed, 1);
        return undefined;
      },
    },
    aug_bug: {
      fn: 'tdx_mem_page_aug',
      code: 'KVM_BUG_ON(err): the page was there already; the VM is dead; -EIO',
      access: ['vm-dead'],
      run: (t) => {
        bugVm(t);
        return undefined;
      },
    },
    settle: {
      fn: 'set_external_spte_present',
      code: '*sptep = new_spte; the module has refused? *sptep = old_spte',
      access: ['spte-store'],
      run: (t) => {
        const failed = t.get(reg.failed) !== 0;
        const value = failed ? oldSpte(t) : t.get64(reg.new_spte, t.new);
        storeSpte(t, iterSptep(t), { value, snapshot: t.layout.constants.FROZEN_SPTE });
        if (failed) return 'unlock';
        return isLeaf(t) ? settleLeaf(t) : settleTable(t);
      },
    },
    changed: {
      fn: 'tdp_mmu_set_spte_atomic',
      code: 'return 0',
      access: [],
      local: true,
      run: () => 'unlock',
    },
    unlock: {
      fn: 'kvm_tdp_mmu_map',
      code: 'rcu_read_unlock()',
      access: ['rcu-unlock'],
      run: (t) => {
        const ret = t.get(reg.ret);
        endTdpIter(t);
        rcuReadUnlock(t);
        return t.return(ret);
      },
    },
  },
});

/** The leaf is there. A new mapping has nothing to tell the host; a rewritten one may. */
function settleLeaf(t: Thread): 'unlock' | null {
  t.set(reg.ret, RET_PF.FIXED);
  if (!wasPresent(t)) return 'unlock';
  return callHandleChangedSpte(t, {
    old: t.old,
    new: t.get64(reg.new_spte, t.new),
    level: GOAL_LEVEL,
    recordAccTrack: true,
  });
}

/** TDX_OPERAND_BUSY: another SEAMCALL is at the same entry. The fault is tried again. */
function moduleIsBusy(t: Thread): 'settle' {
  t.effect.note('external');
  t.set(reg.failed, 1);
  return 'settle';
}

function settleTable(t: Thread): 'iterate' {
  const frame = t.get(reg.child) - 1;
  assert(frame >= 0, 'a table is linked that nobody has allocated');
  linkFrame(t, frame);
  t.set(reg.child, 0);
  t.set64(TDP_ITER.old_spte, t.get64(reg.new_spte, t.new));
  return 'iterate';
}
