/**
 * A round of a migration: KVM_GET_DIRTY_LOG reaps the dirty bitmap of a memslot, makes the next store
 * to those pages noticeable again and flushes; then userspace copies them. The last round is done
 * when the vCPUs have been stopped.
 *
 * Bits are reaped before the SPTEs are changed, and the flush depends on the bitmap, not on whether an
 * SPTE was changed: both are what makes it right, and both can be had the other way as what-ifs.
 *
 * The last round may begin whenever no vCPU is in the kernel: it takes their remaining operations away.
 *
 * Where userspace clears the log by hand, read-dirty-log.ts takes its place.
 *
 * ref: linux v5.19 virt/kvm/kvm_main.c kvm_get_dirty_log_protect()
 * ref: linux v5.19 arch/x86/kvm/mmu/mmu.c kvm_arch_mmu_enable_log_dirty_pt_masked()
 */
import { flushRemoteTlbs } from '../hardware/remote-flush.ts';
import { unlockSlots } from '../sync/memslots.ts';
import type { Thread } from '../thread.ts';
import { CLEAR_DIRTY_PT, WORD_GFNS, startClearDirtyPt } from './clear-dirty-pt.ts';
import { readDirtyBits, reapDirtyBits } from './dirty-word.ts';
import { copyFrom, nextToCopy } from './copy-pages.ts';
import { slotsLockStep, writeLockStep, writeUnlockStep } from './lock-steps.ts';
import { finishStep, kickStep, pauseStep } from './migration-steps.ts';
import { defineProgram } from './program.ts';
import { defineRegisters } from './registers.ts';

const { block, reg } = defineRegisters('get_dirty_log', {
  /**
   * gfn: one of the slot. last: 1 in the last round. gfn_start, gfn_end: all of the slot. word: first gfn
   * of the word that is looked at. mask: its bits. dirty: a word was not empty. modified: an SPTE was
   * changed. copied: first gfn that the copying has not come to.
   */
  u32: [
    'gfn',
    'last',
    'gfn_start',
    'gfn_end',
    'word',
    'mask_lo',
    'mask_hi',
    'dirty',
    'modified',
    'copied',
  ],
});

export const GET = reg;

/** Reads the bits of the word, or reaps them, into the mask. */
function readWord(t: Thread, reap: boolean): boolean {
  t.effect.note('dirty-bitmap');
  const gfnEnd = t.get(reg.gfn_end);
  const lo = { gfn: t.get(reg.word), gfnEnd };
  const hi = { gfn: t.get(reg.word) + WORD_GFNS / 2, gfnEnd };
  t.set(reg.mask_lo, readDirtyBits(t, lo));
  t.set(reg.mask_hi, readDirtyBits(t, hi));
  if (reap) {
    reapDirtyBits(t, lo);
    reapDirtyBits(t, hi);
  }
  return t.get(reg.mask_lo) !== 0 || t.get(reg.mask_hi) !== 0;
}

function callClear(t: Thread): null {
  const gfn = t.get(reg.word);
  startClearDirtyPt(t, { gfn, maskLo: t.get(reg.mask_lo), maskHi: t.get(reg.mask_hi) });
  return t.call(CLEAR_DIRTY_PT);
}

function mustFlush(t: Thread): boolean {
  if (t.profile.getFlush === 'none') return false;
  return t.get(t.profile.getFlush === 'bitmap' ? reg.dirty : reg.modified) !== 0;
}

function afterCopy(t: Thread, next: number): 'copy' | 'finish' | null {
  t.set(reg.copied, next);
  if (next < t.get(reg.gfn_end)) return 'copy';
  return t.get(reg.last) !== 0 ? 'finish' : t.return(0);
}

export const GET_DIRTY_LOG = defineProgram({
  number: 17,
  id: 'get_dirty_log',
  models: 'kvm_get_dirty_log_protect(), and a round of a migration',
  version: 'v5.11 .. v6.17',
  clears: [block],
  steps: {
    pause: pauseStep(reg),
    lock_slots: slotsLockStep('kvm_vm_ioctl_get_dirty_log', (t) =>
      t.layout.config.pml ? 'kick' : 'lock',
    ),
    kick: kickStep(),
    lock: writeLockStep('kvm_get_dirty_log_protect'),
    word: {
      fn: 'kvm_get_dirty_log_protect',
      code: 'is this word of the dirty bitmap empty? then the next one',
      access: ['dirty-bitmap'],
      run: (t) => {
        if (!readWord(t, false)) return 'next_word';
        t.set(reg.dirty, 1);
        return t.profile.getOrder === 'bitmapFirst' ? 'reap' : 'clear';
      },
    },
    reap: {
      fn: 'kvm_get_dirty_log_protect',
      code: 'mask = xchg(word, 0)',
      access: ['dirty-bitmap'],
      run: (t) => {
        readWord(t, true);
        return t.profile.getOrder === 'bitmapFirst' ? 'clear' : 'next_word';
      },
    },
    clear: {
      fn: 'kvm_arch_mmu_enable_log_dirty_pt_masked',
      code: 'clear Dirty, or W, in the SPTEs of the mask',
      access: [],
      local: true,
      run: (t) => callClear(t),
    },
    cleared: {
      fn: 'kvm_arch_mmu_enable_log_dirty_pt_masked',
      code: 'changed something?',
      access: [],
      local: true,
      run: (t) => {
        if (t.result !== 0) t.set(reg.modified, 1);
        return t.profile.getOrder === 'bitmapFirst' ? undefined : 'reap';
      },
    },
    next_word: {
      fn: 'kvm_get_dirty_log_protect',
      code: 'next word, until the end of the slot',
      access: [],
      local: true,
      run: (t) => {
        t.set(reg.mask_lo, 0);
        t.set(reg.mask_hi, 0);
        t.set(reg.word, t.get(reg.word) + WORD_GFNS);
        return t.get(reg.word) < t.get(reg.gfn_end) ? 'word' : undefined;
      },
    },
    unlock: writeUnlockStep('kvm_get_dirty_log_protect'),
    flush: {
      fn: 'kvm_get_dirty_log_protect',
      code: 'a word was not empty? flush every vCPU, whether or not an SPTE was changed',
      access: ['flush'],
      run: (t) => {
        if (mustFlush(t)) flushRemoteTlbs(t);
        return undefined;
      },
    },
    unlock_slots: {
      fn: 'kvm_vm_ioctl_get_dirty_log',
      code: 'copy the bitmap to userspace; mutex_unlock(slots_lock)',
      access: ['slots-unlock'],
      run: (t) => {
        unlockSlots(t);
        const range = { gfn: t.get(reg.gfn_start), end: t.get(reg.gfn_end) };
        return afterCopy(t, nextToCopy(t, range));
      },
    },
    copy: {
      fn: 'userspace: copy',
      code: 'copy a page whose bit was set',
      access: ['page-copy'],
      run: (t) => {
        const range = { gfn: t.get(reg.copied), end: t.get(reg.gfn_end) };
        return afterCopy(t, copyFrom(t, range));
      },
    },
    finish: finishStep(),
  },
});
