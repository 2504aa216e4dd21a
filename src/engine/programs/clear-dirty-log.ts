/**
 * KVM_CLEAR_DIRTY_LOG: userspace has read the dirty bitmap, and now has those bits cleared of which it is
 * about to copy the pages. Word for word the bits are taken out of the bitmap, and the SPTEs are changed
 * so that the next store is noticed; the flush comes at the end, after mmu_lock, if a bit was cleared.
 *
 * In the mode in which the bitmap begins all set, nothing was done to SPTEs when logging was enabled: large
 * pages are split here, or write-protected so that the next store splits them.
 *
 * Not modelled: that splitting may let go of mmu_lock. A word never reaches into two large pages, as
 * memslots of large pages are aligned.
 *
 * ref: linux v5.19 virt/kvm/kvm_main.c kvm_clear_dirty_log_protect()
 * ref: linux v5.19 arch/x86/kvm/mmu/mmu.c kvm_arch_mmu_enable_log_dirty_pt_masked()
 */
import { flushRemoteTlbs } from '../hardware/remote-flush.ts';
import { isKnownDirty, isMarkedDirty, reapDirtyBit } from '../state/dirty-log.ts';
import { largeSlotOf } from '../state/large-pages.ts';
import { guestPageOf } from '../state/shape.ts';
import { slotOfGfn } from '../sync/memslots.ts';
import type { Thread } from '../thread.ts';
import { CLEAR_DIRTY_PT, WORD_GFNS, startClearDirtyPt } from './clear-dirty-pt.ts';
import { copyFrom, nextToCopy } from './copy-pages.ts';
import { slotsLockStep, slotsUnlockStep, writeLockStep, writeUnlockStep } from './lock-steps.ts';
import { kickStep } from './migration-steps.ts';
import { defineProgram } from './program.ts';
import { defineRegisters } from './registers.ts';
import { callSplitHugePages } from './split-huge-pages.ts';
import { callWriteProtectLarge } from './write-protect-large.ts';

const { block, reg } = defineRegisters('clear_dirty_log', {
  /**
   * word: first gfn of the word that is looked at. mask: the bits that were cleared there. dirty: some
   * were, in any word. copied: first gfn that the copying has not come to.
   */
  u32: ['gfn_start', 'gfn_end', 'word', 'mask_lo', 'mask_hi', 'dirty', 'copied'],
});

export const CLEAR = reg;

/** The word that a gfn is in: words begin with the slot. */
function wordOf(t: Thread, gfn: number): number {
  const first = t.map.shape.slots[slotOfGfn(t.map.shape, gfn)]?.gfn ?? 0;
  return gfn - ((gfn - first) % WORD_GFNS);
}

function isAsked(t: Thread, gfn: number): boolean {
  if (gfn < t.get(reg.gfn_start) || gfn >= t.get(reg.gfn_end)) return false;
  return isKnownDirty(t, guestPageOf(t.map.shape, gfn));
}

/** The first gfn from `from` on whose bit userspace asks to clear, or -1. */
function nextAsked(t: Thread, from: number): number {
  const end = t.get(reg.gfn_end);
  for (let gfn = from; gfn < end; gfn++) if (isAsked(t, gfn)) return gfn;
  return -1;
}

/** Clears the bits that userspace asks for; those that were set come to the mask. Were there any? */
function clearWord(t: Thread): boolean {
  t.effect.note('dirty-bitmap');
  const word = t.get(reg.word);
  let lo = 0;
  let hi = 0;
  for (let at = 0; at < WORD_GFNS; at++) {
    if (!isAsked(t, word + at)) continue;
    const page = guestPageOf(t.map.shape, word + at);
    if (!isMarkedDirty(t, page)) continue;
    reapDirtyBit(t, page);
    if (at < WORD_GFNS / 2) lo |= 1 << at;
    else hi |= 1 << (at - WORD_GFNS / 2);
  }
  t.set(reg.mask_lo, lo >>> 0);
  t.set(reg.mask_hi, hi >>> 0);
  return lo !== 0 || hi !== 0;
}

function highestBit(mask: number): number {
  return 31 - Math.clz32(mask);
}

function firstOfMask(t: Thread): number {
  const lo = t.get(reg.mask_lo);
  const hi = t.get(reg.mask_hi);
  return t.get(reg.word) + (lo !== 0 ? highestBit(lo & -lo) : 32 + highestBit(hi & -hi));
}

function lastOfMask(t: Thread): number {
  const hi = t.get(reg.mask_hi);
  return t.get(reg.word) + (hi !== 0 ? 32 + highestBit(hi) : highestBit(t.get(reg.mask_lo)));
}

/** Are there large pages whose dirty logging is begun only here? */
function mindsLargePages(t: Thread): boolean {
  return t.map.shape.manualProtect === 'allSet' && largeSlotOf(t.map.shape, t.get(reg.word)) >= 0;
}

function flushIfCleared(t: Thread, at: 'locked' | 'unlocked'): void {
  if (t.get(reg.dirty) !== 0 && t.profile.clearFlush === at) flushRemoteTlbs(t);
}

export const CLEAR_DIRTY_LOG = defineProgram({
  number: 12,
  id: 'clear_dirty_log',
  models: 'kvm_clear_dirty_log_protect(), and a copy of the pages',
  version: 'v5.15 .. v6.17',
  clears: [block],
  steps: {
    lock_slots: slotsLockStep('kvm_vm_ioctl_clear_dirty_log', (t) =>
      t.layout.config.pml ? 'kick' : 'lock',
    ),
    kick: kickStep(),
    lock: writeLockStep('kvm_clear_dirty_log_protect', (t) => {
      t.set(reg.copied, t.get(reg.gfn_start));
      return undefined;
    }),
    next_word: {
      fn: 'kvm_clear_dirty_log_protect',
      code: 'for each word of which userspace asks to clear bits:',
      access: [],
      local: true,
      run: (t) => {
        const gfn = nextAsked(t, t.get(reg.copied));
        if (gfn < 0) return 'locked_flush';
        t.set(reg.word, wordOf(t, gfn));
        t.set(reg.copied, t.get(reg.word) + WORD_GFNS);
        return undefined;
      },
    },
    word: {
      fn: 'kvm_clear_dirty_log_protect',
      code: 'mask &= atomic fetch_andnot(mask, word); none was set? next word',
      access: ['dirty-bitmap'],
      run: (t) => {
        if (!clearWord(t)) return 'next_word';
        t.set(reg.dirty, 1);
        if (!mindsLargePages(t)) return 'clear';
        return t.profile.eagerSplit === 'yes' ? 'split' : 'protect';
      },
    },
    split: {
      fn: 'kvm_arch_mmu_enable_log_dirty_pt_masked',
      code: 'initially all set, and eager_page_split: split the large pages of the mask',
      access: [],
      local: true,
      run: (t) => {
        const gfnEnd = lastOfMask(t) + 1;
        return callSplitHugePages(t, { gfnStart: firstOfMask(t), gfnEnd, exclusive: true });
      },
    },
    protect: {
      fn: 'kvm_arch_mmu_enable_log_dirty_pt_masked',
      code: 'initially all set: write-protect what is large there',
      access: [],
      local: true,
      run: (t) => callWriteProtectLarge(t, firstOfMask(t)),
    },
    clear: {
      fn: 'kvm_arch_mmu_enable_log_dirty_pt_masked',
      code: 'clear Dirty, or W, in the 4 KiB SPTEs of the mask',
      access: [],
      local: true,
      run: (t) => {
        const maskLo = t.get(reg.mask_lo);
        startClearDirtyPt(t, { gfn: t.get(reg.word), maskLo, maskHi: t.get(reg.mask_hi) });
        return t.call(CLEAR_DIRTY_PT);
      },
    },
    cleared: {
      fn: 'kvm_clear_dirty_log_protect',
      code: 'next word',
      access: [],
      local: true,
      run: () => 'next_word',
    },
    locked_flush: {
      fn: 'kvm_clear_dirty_log_protect',
      code: 'all words are done; no kernel flushes here, with mmu_lock still held',
      access: ['flush'],
      run: (t) => {
        flushIfCleared(t, 'locked');
        return undefined;
      },
    },
    unlock: writeUnlockStep('kvm_clear_dirty_log_protect'),
    flush: {
      fn: 'kvm_clear_dirty_log_protect',
      code: 'a bit was cleared? flush every vCPU, whether or not an SPTE was changed',
      access: ['flush'],
      run: (t) => {
        flushIfCleared(t, 'unlocked');
        return undefined;
      },
    },
    unlock_slots: slotsUnlockStep('kvm_vm_ioctl_clear_dirty_log', (t) => {
      const end = t.get(reg.gfn_end);
      t.set(reg.copied, nextToCopy(t, { gfn: t.get(reg.gfn_start), end }));
      return t.get(reg.copied) < end ? 'copy' : t.return(0);
    }),
    copy: {
      fn: 'userspace: copy',
      code: 'copy a page whose bit was cleared',
      access: ['page-copy'],
      run: (t) => {
        const end = t.get(reg.gfn_end);
        const next = copyFrom(t, { gfn: t.get(reg.copied), end });
        t.set(reg.copied, next);
        return next < end ? 'copy' : t.return(0);
      },
    },
  },
});
