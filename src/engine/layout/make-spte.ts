/**
 * make_spte(): the SPTE a page fault installs, from what is known of the page and of the SPTE that
 * is there.
 */
import { assert } from '../../base/assert.ts';
import { equal64, type MutableWord64, type Word64 } from '../../base/word64.ts';
import { markSpteForAccessTrack, orPfn } from './access-track.ts';
import { hasAccessedBit, hasDirtyBit, isLastSpte, isWritablePte } from './predicates.ts';
import { isRsvdSpte } from './shadow-zero-check.ts';
import type { SpteLayout } from './spte-layout.ts';

/** Filled by the caller, who makes one and reuses it: a fault must not allocate. */
export interface MakeSpteRequest {
  level: number;
  gfn: number;
  pfn: number;
  /** ACC_* bits: what the guest may do. */
  access: number;
  /** The host's own mapping of the page allows writes. */
  hostWritable: boolean;
  prefetch: boolean;
  /** The argument called can_unsync up to v6.12, and synchronizing since. */
  sync: boolean;
  oldSpte: Word64;
  /** The gfn is write-tracked, or can't be let go out of sync. */
  wrTracked: boolean;
  /** The memslot logs dirty pages. */
  slotDirty: boolean;
  /** The NX-huge-page mitigation is on. */
  nxHuge: boolean;
  /** The page is MMIO of the host. */
  hostMmio: boolean;
  /** The table's role says: no A/D bits. */
  adDisabled: boolean;
  /** The table shadows a nested guest's. */
  guestMode: boolean;
}

/** The result is a sum of these and of the number of kernel warnings: see `makeSpteWarnings`. */
export const MAKE_SPTE_WRPROT = 1;
export const MAKE_SPTE_MARK_DIRTY = 2;
const MAKE_SPTE_WARNING = 4;

export function makeSpteWarnings(result: number): number {
  return Math.floor(result / MAKE_SPTE_WARNING);
}

/**
 * Writes the new SPTE to `out`. Returns MAKE_SPTE_* bits: the page had to be write-protected; the
 * page was marked dirty in its memslot.
 * ref: linux v5.19 arch/x86/kvm/mmu/spte.c make_spte()
 */
export function makeSpte(
  layout: SpteLayout,
  request: Readonly<MakeSpteRequest>,
  out: MutableWord64,
): number {
  assert(request.level >= 1 && request.level <= 3, 'a leaf is at level 1, 2 or 3');
  let warnings = request.access === 0 && presentIsInvisible(layout) ? 1 : 0;
  makeUnwritableLeaf(layout, request, out);
  const wrprot = orWritable(layout, request, out);
  if (clearsAccessed(layout, request)) warnings += markSpteForAccessTrack(layout, out, out);
  if (isRsvdSpte(layout, out, request.level)) warnings += 1;
  let result = wrprot ? MAKE_SPTE_WRPROT : 0;
  if (isWritablePte(layout, out) && request.slotDirty) {
    // A write to a large page would be logged for one 4K page only.
    if (request.level > 1) warnings += 1;
    result += MAKE_SPTE_MARK_DIRTY;
  }
  return result + warnings * MAKE_SPTE_WARNING;
}

/** Everything but W and what comes with it. */
export function makeUnwritableLeaf(
  layout: SpteLayout,
  request: Readonly<MakeSpteRequest>,
  out: MutableWord64,
): void {
  startSpte(layout, request, out);
  orPermissions(layout, request, out);
  orTarget(layout, request, out);
}

/** An SPTE that allows nothing could be taken for an empty one by the CPU. */
function presentIsInvisible({ constants, masks }: SpteLayout): boolean {
  return equal64(masks.present, constants.SHADOW_NONPRESENT_VALUE);
}

function clearsAccessed(layout: SpteLayout, request: Readonly<MakeSpteRequest>): boolean {
  if (!request.prefetch) return false;
  return !(layout.rules.synchronizingKeepsAccessed && request.sync);
}

/** Present, its kind of A/D tracking, and Accessed unless nobody has asked for the page yet. */
function startSpte(
  layout: SpteLayout,
  request: Readonly<MakeSpteRequest>,
  out: MutableWord64,
): void {
  const { masks } = layout;
  out.copy(masks.mmuPresent);
  if (request.adDisabled) out.or(masks.adDisabled);
  else if (request.guestMode && layout.config.pml) out.or(masks.adWrprotOnly);
  out.or(masks.present);
  if (!clearsAccessed(layout, request) && hasAccessedBit(layout, out)) out.or(masks.accessed);
}

function orPermissions(
  layout: SpteLayout,
  { access, level, nxHuge }: Readonly<MakeSpteRequest>,
  out: MutableWord64,
): void {
  const { acc, masks } = layout;
  if ((access & acc.ACC_READ_MASK) !== 0) out.or(masks.readable);
  if ((access & acc.ACC_USER_MASK) !== 0) out.or(masks.user);
  orExecutable(layout, level > 1 && nxHuge ? 0 : access, out);
  if (level > 1) out.or(masks.pageSize);
}

/** The execute bits that an access stands for, or the bit that forbids to execute. */
export function orExecutable({ acc, masks }: SpteLayout, access: number, out: MutableWord64): void {
  out.or((access & acc.ACC_EXEC_MASK) !== 0 ? masks.executableByExec : masks.noExecute);
  if ((access & acc.ACC_USER_MASK) !== 0) out.or(masks.executableByUser);
}

function orTarget(
  layout: SpteLayout,
  { hostMmio, hostWritable, pfn }: Readonly<MakeSpteRequest>,
  out: MutableWord64,
): void {
  out.or(hostMmio ? layout.constants.memtypeMmio : layout.constants.memtypeRam);
  if (hostWritable) out.or(layout.masks.hostWritable);
  orPfn(out, pfn);
}

/** W with MMU-writable and Dirty, or none of them. Returns whether write tracking forbade it. */
function orWritable(
  layout: SpteLayout,
  request: Readonly<MakeSpteRequest>,
  out: MutableWord64,
): boolean {
  const { acc, masks } = layout;
  if ((request.access & acc.ACC_WRITE_MASK) === 0 || !request.hostWritable) return false;
  const skipsChecks = takesShortcut(layout, request);
  if (!skipsChecks && request.wrTracked) return true;
  out.or(masks.writable).or(masks.mmuWritable);
  const dirty = !skipsChecks || layout.rules.dirtyWithWrite;
  if (dirty && hasDirtyBit(layout, out)) out.or(masks.dirty);
  return false;
}

/**
 * If writes went through before, the page is known to be safe to write: the check is skipped, and,
 * up to v6.12, setting Dirty with it.
 */
function takesShortcut(layout: SpteLayout, { level, oldSpte }: Readonly<MakeSpteRequest>): boolean {
  const rule = layout.rules.makeSpteShortcut;
  if (rule === 'never' || !isWritablePte(layout, oldSpte)) return false;
  return rule === 'any-old-value' || isLastSpte(layout, oldSpte, level);
}
