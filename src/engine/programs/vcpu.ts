/**
 * A vCPU making one access: the TLB, the hardware walk with its A/D assist, and, where the walk fails,
 * the exit, the fault and the way back into the guest.
 *
 * A walk makes one step per level: the load of an entry together with the locked OR that sets A (and
 * D, in the leaf, for a store). The access retires in a step of its own, because a flush can come
 * between the fill and the retry of the access.
 *
 * At each exit the PML buffer is drained to the dirty bitmap, before anything else is handled.
 *
 * Not modelled: access of the CPU to guest page tables.
 *
 * ref: SDM Vol. 3C, EPT and caching of translations; semantics 3.1, 3.2, 4.1
 */
import { MutableWord64 } from '../../base/word64.ts';
import { EVENT } from '../effect.ts';
import { appendPml, isPmlFull, pmlLogs } from '../hardware/pml.ts';
import { PERMISSION, hardwarePermissions, isEptMisconfig } from '../hardware/permissions.ts';
import { dropPsc, fillPsc, pscCovers, readDeepestPsc, type PscFill } from '../hardware/psc.ts';
import { vcpuRootFrame } from '../hardware/roots.ts';
import { assistSpte, indexOfGfn, sptepOf, walkLoadSpte } from '../hardware/spte-memory.ts';
import { frameOfPfn } from '../hardware/table-life.ts';
import { dropTlb, fillTlb, lookupTlb, type TlbFill } from '../hardware/tlb.ts';
import { isLargePte, spteToPfn } from '../layout/predicates.ts';
import { guestPageOf } from '../state/shape.ts';
import { setDirtyBit } from '../state/dirty-log.ts';
import { TLB_FLAGS } from '../state/state-map.ts';
import { srcuReadLock, srcuReadUnlock } from '../sync/locks.ts';
import { slotLogs, slotState } from '../sync/memslots.ts';
import type { Thread } from '../thread.ts';
import { ACCESS, EPT_MISCONFIG, FAULT, FAULT_BLOCK } from './fault-registers.ts';
import { HANDLE_MMIO_PAGE_FAULT } from './handle-mmio-page-fault.ts';
import { KVM_TDP_PAGE_FAULT } from './page-fault.ts';
import { defineProgram } from './program.ts';
import { RET_PF } from './ret-pf.ts';
import {
  VCPU_EXIT,
  drainPmlEntry,
  enterGuestOrServe,
  isKicked,
  leaveGuest,
  mustDrainPml,
} from './vcpu-exit.ts';
import { VCPU, VCPU_BLOCK } from './vcpu-registers.ts';

const reg = VCPU;

const ROOT_LEVEL = 4;
/** Permission an access needs, by ACCESS_*. */
const NEEDED: readonly number[] = [PERMISSION.R, PERMISSION.W, PERMISSION.X];

const tlbFill: TlbFill = { gfn: 0, accessed: 0, level: 0, pfn: 0, flags: 0 };
const pscFill: PscFill = { level: 0, gfn: 0, frame: 0, permissions: 0 };
const assistBits = new MutableWord64();

function needed(t: Thread): number {
  return NEEDED[t.get(reg.access)] ?? PERMISSION.R;
}

function isStore(t: Thread): boolean {
  return t.get(reg.access) === ACCESS.WRITE;
}

/** The access takes effect: a store makes a new version of the page's content. */
function retire(t: Thread): void {
  if (!isStore(t)) return;
  t.effect.access = 'guest-memory';
  const cell = t.map.content.base + guestPageOf(t.map.shape, t.get(reg.gfn));
  t.journal.write(cell, t.journal.read(cell) + 1);
}

/** An EPT violation: the CPU forgets what it had cached for the address, and exits. */
function violate(t: Thread, qualification: number): 'exit' {
  const gfn = t.get(reg.gfn);
  dropTlb(t, t.actor, gfn);
  dropPsc(t, t.actor, gfn);
  t.set(FAULT.gfn, gfn);
  t.set(FAULT.access, t.get(reg.access));
  t.set(FAULT.qualification, qualification);
  t.set(reg.level, 0);
  t.set(reg.frame, 0);
  t.set(reg.permissions, 0);
  return 'exit';
}

/** An EPT misconfiguration: how the CPU takes the mark of an address without memory. */
function misconfigure(t: Thread): 'exit' {
  t.set(FAULT.gfn, t.get(reg.gfn));
  t.set(FAULT.access, t.get(reg.access));
  t.set(FAULT.qualification, EPT_MISCONFIG);
  t.set(reg.level, 0);
  t.set(reg.frame, 0);
  t.set(reg.permissions, 0);
  return 'exit';
}

function startWalk(t: Thread): void {
  t.set(reg.level, ROOT_LEVEL);
  t.set(reg.frame, vcpuRootFrame(t));
  t.set(reg.permissions, PERMISSION.ALL);
}

/** The walk begins below the deepest cached entry, with the permissions it had when it was cached. */
function startWalkFromPsc(t: Thread): void {
  readDeepestPsc(t, t.actor, { gfn: t.get(reg.gfn), out: pscFill });
  t.set(reg.level, pscFill.level - 1);
  t.set(reg.frame, pscFill.frame);
  t.set(reg.permissions, pscFill.permissions);
}

function pagesOf(level: number): number {
  return 1 << (9 * (level - 1));
}

/** A non-leaf entry: set A, cache it, go down. */
function descend(t: Thread, permissions: number): void {
  const level = t.get(reg.level);
  const gfn = t.get(reg.gfn);
  if (t.layout.config.adBits) assistSpte(t, t.layout.masks.accessed);
  const frame = frameOfPfn(t, spteToPfn(t.layout, t.effect.before));
  pscFill.level = level;
  pscFill.gfn = gfn - (gfn % pagesOf(level));
  pscFill.frame = frame;
  pscFill.permissions = permissions;
  fillPsc(t, t.actor, pscFill);
  t.set(reg.level, level - 1);
  t.set(reg.frame, frame);
  t.set(reg.permissions, permissions);
}

/** A leaf that allows the access: set A, and D for a store, by a locked OR; cache the translation. */
function assist(t: Thread, permissions: number): void {
  const { layout } = t;
  const level = t.get(reg.level);
  const gfn = t.get(reg.gfn);
  if (layout.config.adBits) {
    assistBits.copy(layout.masks.accessed);
    if (isStore(t)) assistBits.or(layout.masks.dirty);
    if (isStore(t) && pmlLogs(t, t.effect.before)) appendPml(t, gfn);
    assistSpte(t, assistBits);
  }
  const dirty = (t.effect.after.lo & layout.masks.dirty.lo) !== 0;
  tlbFill.gfn = gfn - (gfn % pagesOf(level));
  tlbFill.accessed = gfn;
  tlbFill.level = level;
  tlbFill.pfn = spteToPfn(layout, t.effect.after);
  tlbFill.flags = permissions | (dirty ? TLB_FLAGS.D : 0);
  fillTlb(t, t.actor, tlbFill);
  t.effect.fill.copy(t.effect.after);
  t.effect.events |= EVENT.TLB_FILL;
  t.set(reg.level, 0);
  t.set(reg.frame, 0);
  t.set(reg.permissions, 0);
}

/** There is no room to log the store: nothing is set, and the vCPU leaves the guest. */
function exitWithFullPml(t: Thread): 'exit' {
  t.set(VCPU_EXIT.no_fault, 1);
  t.set(reg.level, 0);
  t.set(reg.frame, 0);
  t.set(reg.permissions, 0);
  return 'exit';
}

/** One level of the walk. */
function walkLevel(t: Thread): 'lookup' | 'walk' | 'exit' {
  const { layout } = t;
  const level = t.get(reg.level);
  const index = indexOfGfn(t.get(reg.gfn), level);
  const entry = walkLoadSpte(t, sptepOf({ frame: t.get(reg.frame), index }), t.current);
  const own = hardwarePermissions(layout, entry);
  if (own === 0) return violate(t, 0);
  if (isEptMisconfig(layout, own)) return misconfigure(t);
  const permissions = own & t.get(reg.permissions);
  const leaf = level === 1 || isLargePte(layout, entry);
  if (!leaf) {
    descend(t, permissions);
    return 'walk';
  }
  if ((permissions & needed(t)) === 0) return violate(t, permissions);
  if (isStore(t) && isPmlFull(t) && pmlLogs(t, entry)) return exitWithFullPml(t);
  assist(t, permissions);
  return 'lookup';
}

/** May the access retire on what the TLB has? A store needs D there, too, where A/D bits are on. */
function tlbAllows(t: Thread, flags: number): boolean {
  if (flags === 0 || (flags & needed(t)) === 0) return false;
  return !isStore(t) || (flags & TLB_FLAGS.AD) === 0 || (flags & TLB_FLAGS.D) !== 0;
}

export const VCPU_ACCESS = defineProgram({
  number: 8,
  id: 'vcpu_access',
  models: 'guest access and vmx_vcpu_run()',
  version: 'EPT hardware; v5.18',
  clears: [VCPU_BLOCK, FAULT_BLOCK],
  sptePaths: ['cpu'],
  steps: {
    lookup: {
      fn: 'CPU: TLB lookup',
      code: 'hit, allowed (a store needs W and D)? retire. else walk, or exit if W is cached as 0',
      access: ['tlb', 'guest-memory', 'mode'],
      run: (t) => {
        if (isKicked(t)) {
          leaveGuest(t);
          t.set(VCPU_EXIT.no_fault, 1);
          return 'srcu';
        }
        t.effect.note('tlb');
        const flags = lookupTlb(t, t.actor, t.get(reg.gfn));
        t.effect.hit = flags !== 0;
        if (tlbAllows(t, flags)) {
          retire(t);
          return t.return(0);
        }
        if (flags !== 0 && (flags & needed(t)) === 0) return violate(t, flags & PERMISSION.ALL);
        startWalk(t);
        return undefined;
      },
    },
    walk: {
      fn: 'CPU: EPT walk',
      code: 'load the entry of this level; A = 1 (D = 1 in the leaf, for a store) by a locked OR',
      access: ['spte-load', 'spte-assist'],
      variants: (t) => {
        const fresh = t.get(reg.level) === ROOT_LEVEL && t.choices.pscStart;
        return fresh && pscCovers(t, t.actor, t.get(reg.gfn)) ? 2 : 1;
      },
      variantNames: ['from the root', 'from the paging-structure cache'],
      run: (t) => {
        if (t.variant === 1) startWalkFromPsc(t);
        return walkLevel(t);
      },
    },
    exit: {
      fn: 'vmx_vcpu_run',
      code: 'EPT violation: vcpu->mode = OUTSIDE_GUEST_MODE',
      access: ['mode'],
      run: (t) => {
        leaveGuest(t);
        return undefined;
      },
    },
    srcu: {
      fn: 'vcpu_enter_guest',
      code: 'srcu_read_lock(): memslots stay as they are',
      access: ['srcu-lock'],
      run: (t) => {
        srcuReadLock(t);
        t.set(FAULT.slot_logs, slotLogs(t, t.get(reg.gfn)) ? 1 : 0);
        t.set(FAULT.slot, slotState(t, t.get(reg.gfn)));
        return mustDrainPml(t) ? 'drain' : 'fault';
      },
    },
    fault: {
      fn: 'handle_ept_violation',
      code: 'handle the page fault, if that is why the vCPU left',
      access: [],
      local: true,
      run: (t) => {
        if (t.get(VCPU_EXIT.no_fault) === 0) {
          const misconfig = t.get(FAULT.qualification) === EPT_MISCONFIG;
          return t.call(misconfig ? HANDLE_MMIO_PAGE_FAULT : KVM_TDP_PAGE_FAULT);
        }
        t.set(VCPU_EXIT.no_fault, 0);
        t.clear(FAULT_BLOCK);
        return 'enter';
      },
    },
    handled: {
      fn: 'kvm_mmu_page_fault',
      code: 'count what came of it',
      access: [],
      local: true,
      run: (t) => {
        const ret = t.result;
        t.clear(FAULT_BLOCK);
        if (ret === RET_PF.SPURIOUS) t.count('spuriousFaults');
        if (ret === RET_PF.RETRY) t.count('pfRetries');
        if (ret === RET_PF.EMULATE || ret === RET_PF.WRITE_PROTECTED) return 'emulate';
        return ret === RET_PF.EFAULT ? 'efault' : undefined;
      },
    },
    enter: {
      fn: 'vcpu_enter_guest',
      code: 'vcpu->mode = IN_GUEST_MODE',
      access: ['mode', 'request'],
      run: (t) => (enterGuestOrServe(t) ? undefined : 'enter'),
    },
    srcu_unlock: {
      fn: 'vcpu_enter_guest',
      code: 'srcu_read_unlock(); run the guest',
      access: ['srcu-unlock'],
      run: (t) => {
        srcuReadUnlock(t);
        return 'lookup';
      },
    },
    efault: {
      fn: 'kvm_arch_vcpu_ioctl_run',
      code: 'KVM_RUN returns -EFAULT: srcu_read_unlock(), the access never happens',
      access: ['srcu-unlock'],
      run: (t) => {
        srcuReadUnlock(t);
        return t.return(0);
      },
    },
    emulate: {
      fn: 'x86_emulate_instruction',
      code: 'KVM does the store itself, and so learns of it',
      access: ['guest-memory'],
      run: (t) => {
        t.effect.note('guest-memory');
        retire(t);
        return slotLogs(t, t.get(reg.gfn)) ? 'emulated_mark' : 'emulated_enter';
      },
    },
    emulated_enter: {
      fn: 'vcpu_enter_guest',
      code: 'vcpu->mode = IN_GUEST_MODE, at the next instruction',
      access: ['mode', 'request'],
      run: (t) => (enterGuestOrServe(t) ? undefined : 'emulated_enter'),
    },
    emulated_unlock: {
      fn: 'vcpu_enter_guest',
      code: 'srcu_read_unlock(); run the guest',
      access: ['srcu-unlock'],
      run: (t) => {
        srcuReadUnlock(t);
        return t.return(0);
      },
    },
    emulated_mark: {
      fn: 'mark_page_dirty_in_slot',
      code: 'the slot logs: set the bit of the gfn in the dirty bitmap',
      access: ['dirty-bitmap'],
      run: (t) => {
        t.effect.note('dirty-bitmap');
        setDirtyBit(t, guestPageOf(t.map.shape, t.get(reg.gfn)));
        return 'emulated_enter';
      },
    },
    drain: {
      fn: 'vmx_flush_pml_buffer',
      code: 'set the bit of the next gfn of the PML buffer in the dirty bitmap',
      access: ['dirty-bitmap'],
      run: (t) => {
        drainPmlEntry(t);
        return mustDrainPml(t) ? 'drain' : 'fault';
      },
    },
  },
});
