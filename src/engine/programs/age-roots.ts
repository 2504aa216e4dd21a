/**
 * What the three ways of aging share: a walk of the range in one valid root after the other, and the
 * flush at the end.
 *
 * ref: linux v5.19 arch/x86/kvm/mmu/tdp_mmu.c kvm_tdp_mmu_handle_gfn()
 * ref: linux v5.19 virt/kvm/kvm_main.c kvm_mmu_notifier_clear_young() kvm_mmu_notifier_clear_flush_young()
 */
import { nextRoot, rootFrame } from '../hardware/roots.ts';
import { rcuReadLock, rcuReadUnlock } from '../sync/locks.ts';
import type { Thread } from '../thread.ts';
import { defineRegisters } from './registers.ts';
import { endTdpIter, startTdpIter } from './tdp-iter.ts';

const { block, reg } = defineRegisters('age', {
  /** flushes: 1 for clear_flush_young. young: some page of the range was accessed. */
  u32: ['gfn_start', 'gfn_end', 'root', 'flushes', 'young'],
});

export const AGE = reg;
export const AGE_BLOCK = block;

/** Enters RCU and stands before the range in the root that is due. `lockless`: without mmu_lock. */
export function enterAgedRoot(t: Thread, { lockless }: { readonly lockless: boolean }): void {
  rcuReadLock(t);
  startTdpIter(t, {
    root: rootFrame(t, t.get(reg.root)),
    gfnStart: t.get(reg.gfn_start),
    gfnEnd: t.get(reg.gfn_end),
    shared: lockless,
  });
}

/** Leaves RCU; says where to go on: the next valid root, the flush that is owed, or the end. */
export function leaveAgedRoot(t: Thread): 'rcu' | 'flush' | 'unlock' {
  endTdpIter(t);
  rcuReadUnlock(t);
  const next = nextRoot(t, t.get(reg.root) + 1, 'valid');
  t.set(reg.root, Math.max(next, 0));
  if (next >= 0) return 'rcu';
  const asked = t.get(reg.flushes) !== 0 && t.profile.clearFlushYoung === 'flushes';
  return asked && t.get(reg.young) !== 0 ? 'flush' : 'unlock';
}
