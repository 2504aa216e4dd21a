/**
 * KVM_GET_DIRTY_LOG where userspace clears the log by hand: it copies the bitmap, takes no mmu_lock, and
 * clears and flushes nothing. What userspace has read it may have cleared (clear-dirty-log.ts), and only
 * then copies those pages. The last round is done when the vCPUs have been stopped: it needs no clearing.
 *
 * ref: linux v5.19 virt/kvm/kvm_main.c kvm_get_dirty_log_protect()
 */
import { beginCopy, isKnownDirty, readMark } from '../state/dirty-log.ts';
import { isWatched } from '../state/large-pages.ts';
import { guestPageOf } from '../state/shape.ts';
import type { Thread } from '../thread.ts';
import { WORD_GFNS } from './clear-dirty-pt.ts';
import { copyFrom, nextToCopy } from './copy-pages.ts';
import { slotsLockStep, slotsUnlockStep } from './lock-steps.ts';
import { finishStep, kickStep, pauseStep } from './migration-steps.ts';
import { defineProgram } from './program.ts';
import { defineRegisters } from './registers.ts';

const { block, reg } = defineRegisters('read_dirty_log', {
  /** gfn: one of the slot. last: 1 in the last round. word: first gfn of the word to be copied next. */
  u32: ['gfn', 'last', 'gfn_start', 'gfn_end', 'word', 'copied'],
});

export const READ = reg;

/** Copies a word of the bitmap, and those after it in which nobody names a gfn. Returns the next one. */
function readWords(t: Thread, word: number): number {
  const end = t.get(reg.gfn_end);
  let gfn = word;
  do {
    readMark(t, guestPageOf(t.map.shape, gfn));
    gfn += 1;
  } while (gfn < end && (gfn < word + WORD_GFNS || !isWatched(t.map.shape, gfn)));
  return gfn < end ? gfn - ((gfn - t.get(reg.gfn_start)) % WORD_GFNS) : end;
}

/** In the last round, what was read is what is to be copied. */
function beginLastCopy(t: Thread): void {
  for (let gfn = t.get(reg.gfn_start); gfn < t.get(reg.gfn_end); gfn++) {
    const page = guestPageOf(t.map.shape, gfn);
    if (isKnownDirty(t, page)) beginCopy(t, page);
  }
}

export const READ_DIRTY_LOG = defineProgram({
  number: 13,
  id: 'read_dirty_log',
  models: 'kvm_get_dirty_log_protect() with manual protection',
  version: 'v5.15 .. v6.17',
  clears: [block],
  steps: {
    pause: pauseStep(reg),
    lock_slots: slotsLockStep('kvm_vm_ioctl_get_dirty_log', (t) =>
      t.layout.config.pml ? 'kick' : 'read',
    ),
    kick: kickStep(),
    read: {
      fn: 'kvm_get_dirty_log_protect',
      code: 'copy the next word of the bitmap; nothing is cleared',
      access: ['dirty-bitmap'],
      run: (t) => {
        t.effect.note('dirty-bitmap');
        t.set(reg.word, readWords(t, t.get(reg.word)));
        return t.get(reg.word) < t.get(reg.gfn_end) ? 'read' : undefined;
      },
    },
    unlock_slots: slotsUnlockStep('kvm_vm_ioctl_get_dirty_log', (t) => {
      if (t.get(reg.last) === 0) return t.return(0);
      beginLastCopy(t);
      const end = t.get(reg.gfn_end);
      t.set(reg.copied, nextToCopy(t, { gfn: t.get(reg.gfn_start), end }));
      return t.get(reg.copied) < end ? 'copy' : 'finish';
    }),
    copy: {
      fn: 'userspace: copy',
      code: 'copy a page whose bit was set',
      access: ['page-copy'],
      run: (t) => {
        const end = t.get(reg.gfn_end);
        const next = copyFrom(t, { gfn: t.get(reg.copied), end });
        t.set(reg.copied, next);
        return next < end ? 'copy' : 'finish';
      },
    },
    finish: finishStep(),
  },
});
