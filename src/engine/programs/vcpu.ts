/**
 * A vCPU making one access: the TLB, the hardware walk with its A/D assist, and, where the walk fails,
 * the exit, the fault and the way back into the guest.
 *
 * A walk makes one step per level: the load of an entry together with the locked OR that sets A (and
 * D, in the leaf, for a store). The access retires in a step of its own, because a flush can come
 * between the fill and the retry of the access.
 *
 * Not modelled: access of the CPU to guest page tables, PML, requests at entry (a remote flush is one
 * atomic step), MMIO.
 *
 * ref: SDM Vol. 3C, EPT and caching of translations; semantics 3.1, 3.2, 4.1
 */
import { assert } from '../../base/assert.ts';
import { MutableWord64 } from '../../base/word64.ts';
import { EVENT } from '../effect.ts';
import { PERMISSION, hardwarePermissions, isEptMisconfig } from '../hardware/permissions.ts';
import { dropPsc, fillPsc, pscCovers, readDeepestPsc, type PscFill } from '../hardware/psc.ts';
import { vcpuRootFrame } from '../hardware/roots.ts';
import { assistSpte, indexOfGfn, sptepOf, walkLoadSpte } from '../hardware/spte-memory.ts';
import { dropTlb, fillTlb, lookupTlb, type TlbFill } from '../hardware/tlb.ts';
import { isLargePte, spteToPfn } from '../layout/predicates.ts';
import { FRAME_PFN_BASE, guestPageOf } from '../state/shape.ts';
import { TLB_FLAGS, VCPU_MODE } from '../state/state-map.ts';
import { srcuReadLock, srcuReadUnlock } from '../sync/locks.ts';
import type { Thread } from '../thread.ts';
import { ACCESS, FAULT, FAULT_BLOCK } from './fault-registers.ts';
import { KVM_TDP_PAGE_FAULT } from './page-fault.ts';
import { defineProgram } from './program.ts';
import { defineRegisters } from './registers.ts';
import { RET_PF } from './ret-pf.ts';

const { block, reg } = defineRegisters('vcpu', {
  /**
   * access: ACCESS_*. level, frame: the table the walk is at; level 0: no walk under way.
   * permissions: of the walk so far.
   */
  u32: ['gfn', 'access', 'level', 'frame', 'permissions'],
});

export const VCPU = reg;

const ROOT_LEVEL = 4;
/** Permission an access needs, by ACCESS_*. */
const NEEDED: readonly number[] = [PERMISSION.R, PERMISSION.W, PERMISSION.X];

const tlbFill: TlbFill = { gfn: 0, level: 0, pfn: 0, flags: 0 };
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
  const frame = spteToPfn(t.layout, t.effect.before) - FRAME_PFN_BASE;
  assert(frame >= 0 && frame < t.map.shape.frames, 'a hardware walk has left the page tables');
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
    assistSpte(t, assistBits);
  }
  const dirty = (t.effect.after.lo & layout.masks.dirty.lo) !== 0;
  tlbFill.gfn = gfn - (gfn % pagesOf(level));
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

/** One level of the walk. */
function walkLevel(t: Thread): 'lookup' | 'walk' | 'exit' {
  const { layout } = t;
  const level = t.get(reg.level);
  const index = indexOfGfn(t.get(reg.gfn), level);
  const entry = walkLoadSpte(t, sptepOf({ frame: t.get(reg.frame), index }), t.current);
  const own = hardwarePermissions(layout, entry);
  if (own === 0) return violate(t, 0);
  assert(!isEptMisconfig(layout, own), 'an EPT misconfiguration (MMIO) is not modelled yet');
  const permissions = own & t.get(reg.permissions);
  const leaf = level === 1 || isLargePte(layout, entry);
  if (!leaf) {
    descend(t, permissions);
    return 'walk';
  }
  if ((permissions & needed(t)) === 0) return violate(t, permissions);
  assist(t, permissions);
  return 'lookup';
}

/** May the access retire on what the TLB has? A store needs D there, too, where A/D bits are on. */
function tlbAllows(t: Thread, flags: number): boolean {
  if (flags === 0 || (flags & needed(t)) === 0) return false;
  return !isStore(t) || (flags & TLB_FLAGS.AD) === 0 || (flags & TLB_FLAGS.D) !== 0;
}

function enterGuestMode(t: Thread, mode: number): void {
  t.effect.note('mode');
  t.journal.write(t.map.vcpu.base + t.actor * t.map.vcpu.stride, mode);
}

export const VCPU_ACCESS = defineProgram({
  number: 8,
  id: 'vcpu_access',
  models: 'guest access and vmx_vcpu_run()',
  version: 'EPT hardware; v5.18',
  clears: [block, FAULT_BLOCK],
  steps: {
    lookup: {
      fn: 'CPU: TLB lookup',
      code: 'hit, allowed (a store needs W and D)? retire. else walk, or exit if W is cached as 0',
      access: ['tlb', 'guest-memory'],
      run: (t) => {
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
        enterGuestMode(t, VCPU_MODE.OUTSIDE_GUEST_MODE);
        return undefined;
      },
    },
    srcu: {
      fn: 'vcpu_enter_guest',
      code: 'srcu_read_lock(): memslots stay as they are',
      access: ['srcu-lock'],
      run: (t) => {
        srcuReadLock(t);
        return undefined;
      },
    },
    fault: {
      fn: 'handle_ept_violation',
      code: 'handle the page fault',
      access: [],
      local: true,
      run: (t) => t.call(KVM_TDP_PAGE_FAULT),
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
        return ret === RET_PF.EFAULT ? 'efault' : undefined;
      },
    },
    enter: {
      fn: 'vcpu_enter_guest',
      code: 'vcpu->mode = IN_GUEST_MODE',
      access: ['mode'],
      run: (t) => {
        enterGuestMode(t, VCPU_MODE.IN_GUEST_MODE);
        return undefined;
      },
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
  },
});
