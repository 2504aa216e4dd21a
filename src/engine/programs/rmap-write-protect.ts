/**
 * Write-protection in the shadow MMU, which finds the SPTE of a gfn by its reverse map and changes it
 * with mmu_spte_update(). Its answer is whether TLBs must be flushed before mmu_lock is let go; who
 * asks, and what he does with the answer, differs:
 *
 * wrprot - dirty logging clears W, ignores the answer, and flushes after it has unlocked, because of
 *          what it reaped;
 * track - write tracking clears W and MMU-writable, and flushes if told to;
 * refresh - the SPTE is written again with the value it has (a fault that ran ahead does so), and
 *          flushed if told to.
 *
 * The rule behind the answer is the profile's `flushRule`: 081976992f43.
 *
 * Not modelled: large pages, more than one mapping of a gfn. Faults of the same machine go through the
 * TDP MMU's programs, whose fast path changes the same bits in the same way.
 *
 * ref: linux v5.19 arch/x86/kvm/mmu/mmu.c spte_write_protect() mmu_set_spte()
 * ref: linux v5.19 and v6.13 arch/x86/kvm/mmu/mmu.c mmu_spte_update()
 */
import { MutableWord64 } from '../../base/word64.ts';
import { flushRemoteTlbs } from '../hardware/remote-flush.ts';
import { rmapSptep } from '../hardware/rmap.ts';
import { loadSpte, storeSpte, xchgSpte } from '../hardware/spte-memory.ts';
import { updateNeedsFlush, type FlushQuestion } from '../layout/flush-rule.ts';
import { isMmuWritableSpte, isShadowPresentLeaf, isWritablePte } from '../layout/predicates.ts';
import { spteHasVolatileBits } from '../layout/volatile-bits.ts';
import { setTrackKind } from '../state/write-tracking.ts';
import type { Thread } from '../thread.ts';
import { callHandleChangedSpte } from './handle-changed-spte.ts';
import { writeLockStep, writeUnlockStep } from './lock-steps.ts';
import { defineProgram } from './program.ts';
import { defineRegisters } from './registers.ts';

const { block, reg } = defineRegisters('rmap_update', {
  /** mode: RMAP_MODE. kind: TRACK kind, for tracking. flush: mmu_spte_update() said so. */
  u32: ['gfn', 'mode', 'kind', 'flush'],
  u64: ['old_spte'],
});

export const RMAP = reg;
export const RMAP_MODE = { WRPROT: 0, TRACK: 1, REFRESH: 2 } as const;

const question: FlushQuestion = { old: new MutableWord64(), new: new MutableWord64() };

/** The value to write over the one read, in `t.new`. False where the caller leaves the SPTE alone. */
function newValue(t: Thread): boolean {
  const { layout } = t;
  const mode = t.get(reg.mode);
  const old = t.get64(reg.old_spte, t.old);
  t.new.copy(old);
  if (!isShadowPresentLeaf(layout, old, 1)) return false;
  if (mode === RMAP_MODE.REFRESH) return true;
  t.new.clear(layout.masks.writable);
  if (mode === RMAP_MODE.WRPROT) return isWritablePte(layout, old);
  t.new.clear(layout.masks.mmuWritable);
  return isWritablePte(layout, old) || isMmuWritableSpte(layout, old);
}

/** mmu_spte_update(): writes `t.new`, and answers whether the TLBs must be flushed. */
function updateSpte(t: Thread, sptep: number): boolean {
  const { layout } = t;
  if (spteHasVolatileBits(layout, t.old)) xchgSpte(t, sptep, { value: t.new, out: t.old });
  else storeSpte(t, sptep, { value: t.new, snapshot: t.old });
  question.old = t.old;
  question.new = t.new;
  const flush = updateNeedsFlush(layout, t.profile.flushRule, question);
  if (flush) t.count('updateFlushes');
  return flush;
}

export const RMAP_WRITE_PROTECT = defineProgram({
  number: 42,
  id: 'rmap_write_protect',
  models: 'mmu_spte_update()',
  version: 'v4.11 .. v6.13',
  clears: [block],
  sptePaths: ['logReap', 'writeTrack'],
  steps: {
    lock: writeLockStep('rmap_write_protect', (t) =>
      t.get(reg.mode) === RMAP_MODE.TRACK ? 'track' : 'read',
    ),
    track: {
      fn: 'account_shadowed',
      code: 'the gfn backs a guest page table from now on (upper level: gfn_track[gfn]++)',
      access: ['track'],
      run: (t) => {
        setTrackKind(t, t.get(reg.gfn), t.get(reg.kind));
        return undefined;
      },
    },
    read: {
      fn: 'spte_write_protect',
      code: 'spte = *sptep. no W, and (tracking) no MMU-writable? leave it',
      access: ['spte-load'],
      run: (t) => {
        const sptep = rmapSptep(t, t.get(reg.gfn));
        if (sptep < 0) return 'flush';
        t.set64(reg.old_spte, loadSpte(t, sptep, t.old));
        return newValue(t) ? undefined : 'flush';
      },
    },
    update: {
      fn: 'mmu_spte_update',
      code: '*sptep = spte & ~W (tracking: & ~MMU-writable); flush = the rule, of old and new',
      access: ['spte-store', 'spte-xchg'],
      run: (t) => {
        newValue(t);
        t.set(reg.flush, updateSpte(t, rmapSptep(t, t.get(reg.gfn))) ? 1 : 0);
        return callHandleChangedSpte(t, { old: t.old, new: t.new, level: 1, recordAccTrack: true });
      },
    },
    recorded: {
      fn: 'mmu_spte_update',
      code: 'return flush',
      access: [],
      local: true,
      run: () => undefined,
    },
    flush: {
      fn: 'kvm_flush_remote_tlbs',
      code: 'told to flush (and no dirty logging, which flushes anyway)? flush every vCPU',
      access: ['flush'],
      run: (t) => {
        if (t.get(reg.flush) !== 0 && t.get(reg.mode) !== RMAP_MODE.WRPROT) flushRemoteTlbs(t);
        t.set(reg.flush, 0);
        return undefined;
      },
    },
    unlock: writeUnlockStep('rmap_write_protect', (t) =>
      t.get(reg.mode) === RMAP_MODE.WRPROT ? undefined : t.return(0),
    ),
    flush_reaped: {
      fn: 'kvm_arch_flush_remote_tlbs_memslot',
      code: 'dirty logging has reaped pages: flush every vCPU',
      access: ['flush'],
      run: (t) => {
        flushRemoteTlbs(t);
        return t.return(0);
      },
    },
  },
});
