/**
 * set_spte(), before there was a make_spte(): makes the SPTE and writes it over the old one, under
 * mmu_lock held for write.
 */
import { assert } from '../../base/assert.ts';
import { ZERO64, type MutableWord64 } from '../../base/word64.ts';
import { markSpteForAccessTrack } from './access-track.ts';
import { makeUnwritableLeaf, type MakeSpteRequest } from './make-spte.ts';
import { makeMmioSpte, type MakeMmioSpteRequest } from './mmio-spte.ts';
import {
  MMU_SPTE_UPDATE_FLUSH,
  mmuSpteUpdate,
  mmuSpteUpdateWarnings,
  type MmuSpteUpdateRequest,
} from './mmu-spte-update.ts';
import { hasDirtyBit, isWritablePte } from './predicates.ts';
import type { SpteLayout } from './spte-layout.ts';

/** Filled by the caller, who makes one and reuses it. */
export interface SetSpteRequest {
  /** `prefetch` is called speculative there, `sync` can_unsync; `slotDirty` is not asked. */
  make: MakeSpteRequest;
  /** Another fault has made a table for a part of the large page meanwhile. */
  lpageDisallowed: boolean;
  /** No memslot there: what the MMIO SPTE is made of. */
  mmio: MakeMmioSpteRequest;
  hasSlot: boolean;
}

/** The result is a sum of these and of the number of kernel warnings: see `setSpteWarnings`. */
export const SET_SPTE_WRPROT = 1;
export const SET_SPTE_FLUSH = 2;
/** The gfn is marked in the dirty bitmap, if its memslot has one. */
export const SET_SPTE_MARK_DIRTY = 4;
const SET_SPTE_WARNING = 8;

export function setSpteWarnings(result: number): number {
  return Math.floor(result / SET_SPTE_WARNING);
}

/**
 * Writes what memory holds afterwards to `out`.
 * ref: linux v4.15 arch/x86/kvm/mmu.c set_spte()
 */
export function setSpte(
  layout: SpteLayout,
  request: Readonly<SetSpteRequest>,
  out: MutableWord64,
): number {
  const { hasSlot, lpageDisallowed, make, mmio } = request;
  assert(make.level >= 1 && make.level <= 3, 'a leaf is at level 1, 2 or 3');
  if (!hasSlot) {
    makeMmioSpte(layout, mmio, out);
    return 0;
  }
  const mayWrite = (make.access & layout.acc.ACC_WRITE_MASK) !== 0 && make.hostWritable;
  if (mayWrite && make.level > 1 && lpageDisallowed) {
    out.copy(make.oldSpte);
    return 0;
  }
  makeUnwritableLeaf(layout, make, out);
  const made = mayWrite ? orWritable(layout, make, out) : 0;
  if (made === WRITABLE_UNCHECKED) return updateResult(layout, make, out);
  const warnings = make.prefetch ? markSpteForAccessTrack(layout, out, out) : 0;
  return made + warnings * SET_SPTE_WARNING + updateResult(layout, make, out);
}

/** Not a result: W from before was kept, and nothing else was looked at. */
const WRITABLE_UNCHECKED = -1;

/** W with MMU-writable and Dirty, or none of them. */
function orWritable(
  layout: SpteLayout,
  make: Readonly<MakeSpteRequest>,
  out: MutableWord64,
): number {
  const { masks } = layout;
  const unchecked = !make.sync && isWritablePte(layout, make.oldSpte);
  if (!unchecked && make.wrTracked) return SET_SPTE_WRPROT;
  out.or(masks.writable).or(masks.mmuWritable);
  if (unchecked) return WRITABLE_UNCHECKED;
  if (hasDirtyBit(layout, out)) out.or(masks.dirty);
  return SET_SPTE_MARK_DIRTY;
}

/** Scratch of `updateResult`. */
const update: MmuSpteUpdateRequest = { old: ZERO64, new: ZERO64 };

function updateResult(
  layout: SpteLayout,
  { oldSpte }: Readonly<MakeSpteRequest>,
  newSpte: MutableWord64,
): number {
  update.old = oldSpte;
  update.new = newSpte;
  const result = mmuSpteUpdate(layout, update);
  const flush = (result & MMU_SPTE_UPDATE_FLUSH) === 0 ? 0 : SET_SPTE_FLUSH;
  return flush + mmuSpteUpdateWarnings(result) * SET_SPTE_WARNING;
}
