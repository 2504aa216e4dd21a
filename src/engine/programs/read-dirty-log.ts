/**
 * KVM_GET_DIRTY_LOG where userspace clears the log by hand: it copies the bitmap, takes no mmu_lock, and
 * clears and flushes nothing. What userspace has read it may have cleared (clear-dirty-log.ts), and only
 * then copies those pages. The last round is done when the vCPUs have been stopped: it needs no clearing.
 *
 * ref: linux v5.19 virt/kvm/kvm_main.c kvm_get_dirty_log_protect()
 */
import { EVENT } from '../effect.ts';
import { beginCopy, isKnownDirty, readMark } from '../state/dirty-log.ts';
import { isWatched } from '../state/large-pages.ts';
import { guestPageOf } from '../state/shape.ts';
import { canLockSlots, lockSlots, slotOfGfn, unlockSlots } from '../sync/memslots.ts';
import type { Thread } from '../thread.ts';
import { WORD_GFNS } from './clear-dirty-pt.ts';
import { copyFrom, nextToCopy } from './copy-pages.ts';
import { defineProgram } from './program.ts';
import { defineRegisters } from './registers.ts';
import { canStopVcpus, kickVcpus, stopVcpus } from './vcpu-control.ts';

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
    pause: {
      fn: 'userspace: last round',
      code: 'last round? stop the vCPUs for good; each drains its PML buffer as it leaves the guest',
      access: ['userspace'],
      enabled: (t) => t.get(reg.last) === 0 || canStopVcpus(t),
      waitsFor: 'vCPUs to come back from the kernel',
      run: (t) => {
        if (t.get(reg.last) !== 0) stopVcpus(t);
        const slot = t.map.shape.slots[slotOfGfn(t.map.shape, t.get(reg.gfn))];
        t.set(reg.gfn_start, slot?.gfn ?? 0);
        t.set(reg.gfn_end, (slot?.gfn ?? 0) + (slot?.pages ?? 0));
        t.set(reg.word, slot?.gfn ?? 0);
        return undefined;
      },
    },
    lock_slots: {
      fn: 'kvm_vm_ioctl_get_dirty_log',
      code: 'mutex_lock(slots_lock)',
      access: ['slots-lock'],
      enabled: canLockSlots,
      waitsFor: 'slots_lock',
      run: (t) => {
        lockSlots(t);
        return t.layout.config.pml ? 'kick' : 'read';
      },
    },
    kick: {
      fn: 'kvm_arch_sync_dirty_log',
      code: 'kick the vCPUs, so that they drain their PML buffers; do not wait',
      access: ['request'],
      run: (t) => {
        kickVcpus(t);
        return undefined;
      },
    },
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
    unlock_slots: {
      fn: 'kvm_vm_ioctl_get_dirty_log',
      code: 'mutex_unlock(slots_lock)',
      access: ['slots-unlock'],
      run: (t) => {
        unlockSlots(t);
        if (t.get(reg.last) === 0) return t.return(0);
        beginLastCopy(t);
        const end = t.get(reg.gfn_end);
        t.set(reg.copied, nextToCopy(t, { gfn: t.get(reg.gfn_start), end }));
        return t.get(reg.copied) < end ? 'copy' : 'finish';
      },
    },
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
    finish: {
      fn: 'userspace: last round',
      code: 'all is copied: the VM goes on elsewhere',
      access: ['userspace'],
      run: (t) => {
        t.effect.note('userspace');
        t.effect.events |= EVENT.MIGRATION_END;
        t.journal.write(t.map.migration.base + 1, 1);
        return t.return(0);
      },
    },
  },
});
