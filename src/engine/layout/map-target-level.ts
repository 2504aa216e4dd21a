/**
 * The end of a slow page fault: what the fault makes of the SPTE at its goal level, and how it ends.
 * The caller writes `out` by a compare-exchange if the result has MAP_SET; when that fails, nothing
 * else in the result holds, and the fault is taken again. (The dirty bitmap keeps its mark.)
 */
import { ZERO64, equal64, type MutableWord64, type Word64 } from '../../base/word64.ts';
import {
  MAKE_SPTE_MARK_DIRTY,
  MAKE_SPTE_WRPROT,
  makeSpte,
  makeSpteWarnings,
  type MakeSpteRequest,
} from './make-spte.ts';
import { makeMmioSpte, type MakeMmioSpteRequest } from './mmio-spte.ts';
import { leafSpteChangeNeedsTlbFlush } from './mmu-spte-update.ts';
import {
  isAccessAllowed,
  isFrozenSpte,
  isMmioSpte,
  isShadowPresentLeaf,
  isShadowPresentPte,
  spteToPfn,
  type FaultAccess,
} from './predicates.ts';
import {
  SPTE_CHANGE_BUG,
  spteChangeWarnings,
  structureChange,
  type SpteChangeRequest,
} from './spte-change.ts';
import type { SpteLayout } from './spte-layout.ts';

/** What kernels do otherwise; part of a kernel's profile. */
export interface MapTargetFlags {
  /** A present leaf that allows the access already is made anew, or left alone (6385d01eec16). */
  readonly mapOverAllowed: 'remakes' | 'spurious';
  /** A leaf that loses MMU-writable is not flushed, or flushed with a warning (1a175082b190). */
  readonly mapLeafFlush: 'never' | 'ifMmuWritableLost';
  /** How a write to a write-tracked page ends. */
  readonly wrprotFault: 'emulate' | 'writeProtected';
}

/** Filled by the caller, who makes one and reuses it. */
export interface MapTargetRequest {
  /** What the iterator read, as `make.oldSpte`, the page and what is known of it. */
  make: MakeSpteRequest;
  /** No memslot there: what the MMIO SPTE is made of. */
  mmio: MakeMmioSpteRequest;
  hasSlot: boolean;
  access: FaultAccess;
}

/** The result is a sum of these and of the number of kernel warnings: see `mapTargetWarnings`. */
export const MAP_SET = 1;
/** At most one of these three; with none of them the fault is fixed. */
export const MAP_SPURIOUS = 2;
export const MAP_EMULATE = 4;
export const MAP_WRITE_PROTECTED = 8;
/** Flush the TLBs: a table was replaced, or a leaf lost MMU-writable. */
export const MAP_FLUSH = 16;
/** make_spte() marked the gfn dirty in its memslot, before the compare-exchange. */
export const MAP_MARK_DIRTY = 32;
/** The kernel stops: another page in the place of a mapped one. */
export const MAP_BUG = 64;
const MAP_WARNING = 128;

export function mapTargetWarnings(result: number): number {
  return Math.floor(result / MAP_WARNING);
}

/** ref: linux v5.19 arch/x86/kvm/mmu/tdp_mmu.c tdp_mmu_map_handle_target_level() */
export function mapTargetLevel(
  layout: SpteLayout,
  flags: MapTargetFlags,
  request: Readonly<MapTargetRequest>,
  out: MutableWord64,
): number {
  const { hasSlot, make, mmio } = request;
  if (mapNeedsNothing(layout, flags, request)) {
    out.copy(make.oldSpte);
    return MAP_SPURIOUS + (namesPfn(layout, make) ? 0 : MAP_WARNING);
  }
  const made = hasSlot ? makeSpte(layout, make, out) : 0;
  if (!hasSlot) makeMmioSpte(layout, mmio, out);
  const marked = (made & MAKE_SPTE_MARK_DIRTY) === 0 ? 0 : MAP_MARK_DIRTY;
  const denied = (made & MAKE_SPTE_WRPROT) !== 0 && request.access === 'write';
  const writing = equal64(out, make.oldSpte) ? MAP_SPURIOUS : writeResult(layout, flags, make, out);
  // How the fault ends says more than that nothing had to be written.
  const ending = endingOf(layout, flags, denied, out);
  const result = ending === 0 ? writing : (writing & ~MAP_SPURIOUS) + ending;
  return result + marked + makeSpteWarnings(made) * MAP_WARNING;
}

/** A leaf that allows the access, or is there when nobody asked for it: another fault was faster. */
export function mapNeedsNothing(
  layout: SpteLayout,
  { mapOverAllowed }: MapTargetFlags,
  { access, make }: Readonly<MapTargetRequest>,
): boolean {
  if (mapOverAllowed !== 'spurious') return false;
  if (!isShadowPresentLeaf(layout, make.oldSpte, make.level)) return false;
  return make.prefetch || isAccessAllowed(layout, make.oldSpte, access);
}

function namesPfn(layout: SpteLayout, { oldSpte, pfn }: Readonly<MakeSpteRequest>): boolean {
  return spteToPfn(layout, oldSpte) === pfn;
}

/** Scratch of `writeResult`. */
const change: SpteChangeRequest = { old: ZERO64, new: ZERO64, level: 1 };

/** What the write and its bookkeeping set off, if it succeeds. */
function writeResult(
  layout: SpteLayout,
  flags: MapTargetFlags,
  { level, oldSpte }: Readonly<MakeSpteRequest>,
  newSpte: Word64,
): number {
  change.old = oldSpte;
  change.new = newSpte;
  change.level = level;
  const bookkeeping = structureChange(layout, change);
  if ((bookkeeping & SPTE_CHANGE_BUG) !== 0) return MAP_SET + MAP_BUG;
  let warnings = spteChangeWarnings(bookkeeping) + (isFrozenSpte(layout, oldSpte) ? 1 : 0);
  const leaf = isShadowPresentLeaf(layout, oldSpte, level);
  const flushesLeaf = mapFlushesLeaf(layout, flags, change);
  if (flushesLeaf) warnings += 1;
  const replacesTable = isShadowPresentPte(layout, oldSpte) && !leaf;
  return MAP_SET + (flushesLeaf || replacesTable ? MAP_FLUSH : 0) + warnings * MAP_WARNING;
}

/** Does the write take something out of a leaf that TLBs may still have? */
export function mapFlushesLeaf(
  layout: SpteLayout,
  { mapLeafFlush }: MapTargetFlags,
  change: Readonly<SpteChangeRequest>,
): boolean {
  if (mapLeafFlush === 'never' || !isShadowPresentLeaf(layout, change.old, change.level)) {
    return false;
  }
  return leafSpteChangeNeedsTlbFlush(layout, change);
}

/** 0 when the fault is fixed, or there was nothing to fix. */
function endingOf(
  layout: SpteLayout,
  { wrprotFault }: MapTargetFlags,
  denied: boolean,
  newSpte: Word64,
): number {
  if (isMmioSpte(layout, newSpte)) return MAP_EMULATE;
  if (!denied) return 0;
  return wrprotFault === 'emulate' ? MAP_EMULATE : MAP_WRITE_PROTECTED;
}
