/**
 * What the rebuilding asks of an SPTE's bits, on halves, without allocating. Nearly all of it is the
 * same in every kernel that has the trace event (v5.13 on); what is not comes from the layout.
 */
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';

/** Both halves of a cell whose value the trace has not shown yet: no SPTE has all bits. */
export const UNKNOWN_HALF = 0xffff_ffff;

const SUPPRESS_VE_HI = 0x8000_0000;
const PFN_LO = 0xffff_f000;
const PFN_HI = 0x000f_ffff;

export function isUnknown(lo: number, hi: number): boolean {
  return lo === UNKNOWN_HALF && hi === UNKNOWN_HALF;
}

/** Zero, or SHADOW_NONPRESENT_VALUE since v6.10. */
export function isPlainEmpty(lo: number, hi: number): boolean {
  return lo === 0 && (hi === 0 || hi === SUPPRESS_VE_HI);
}

/** REMOVED_SPTE, FROZEN_SPTE: of any kernel. */
export function isFrozen(lo: number, hi: number): boolean {
  return (lo === 0x5a0 || lo === 0x1a0) && (hi === 0 || hi === SUPPRESS_VE_HI);
}

export function isEmptyLike(lo: number, hi: number): boolean {
  return isPlainEmpty(lo, hi) || isFrozen(lo, hi);
}

export function samePfnHalves(aLo: number, aHi: number, bLo: number, bHi: number): boolean {
  return ((aLo ^ bLo) & PFN_LO) === 0 && ((aHi ^ bHi) & PFN_HI) === 0;
}

/** How a cell of the rebuilt tables compares with what an event says was there. */
export const MATCH = {
  /** No sign that this is the entry. */
  NONE: 0,
  /** The table is not there, although its parent is known to be empty: an event is missing. */
  NO_TABLE_EMPTY: 1,
  /** The table is not there, and nothing says that it is not. */
  NO_TABLE: 3,
  /** The same page, other bits that nobody changes silently. */
  SAME_PFN: 4,
  /** Nothing is known of the entry yet. */
  UNKNOWN: 5,
  /** The same page, but Accessed or Dirty is gone. */
  LOST_AD: 6,
  /** As the fast page fault would have changed it. */
  FAST_PAGE_FAULT: 7,
  /** Accessed or Dirty came, as the CPU sets them. */
  HARDWARE_AD: 8,
  /** Frozen by the event before; the store that empties it is not traced. */
  THAWED: 9,
  EXACT: 10,
} as const;

export class SpteBits {
  readonly presentLo: number;
  readonly pageSizeLo: number;
  readonly writableLo: number;
  /** Accessed and Dirty, as far as the CPU sets them. */
  readonly adLo: number;
  /** What access tracking takes away, and where it keeps it. */
  private readonly accTrackLo: number;
  private readonly savedHi: number;
  readonly emptyHi: number;

  constructor({ config, constants, masks }: SpteLayout) {
    this.presentLo = masks.mmuPresent.lo;
    this.pageSizeLo = masks.pageSize.lo;
    this.writableLo = masks.writable.lo;
    const hardwareAd = config.vendor === 'npt' || config.adBits;
    this.adLo = hardwareAd ? masks.accessed.lo | masks.dirty.lo : 0;
    this.accTrackLo = masks.accTrack.lo;
    this.savedHi = masks.savedBits.hi;
    this.emptyHi = constants.SHADOW_NONPRESENT_VALUE.hi;
  }

  isPresent(lo: number): boolean {
    return (lo & this.presentLo) !== 0;
  }

  isTable(lo: number, level: number): boolean {
    return (lo & this.presentLo) !== 0 && level > 1 && (lo & this.pageSizeLo) === 0;
  }

  isHugeLeaf(lo: number, level: number): boolean {
    return (lo & this.presentLo) !== 0 && level > 1 && (lo & this.pageSizeLo) !== 0;
  }

  /** How `cell` compares with `old`, which an event says was there. */
  match(cellLo: number, cellHi: number, oldLo: number, oldHi: number): number {
    if (cellLo === oldLo && cellHi === oldHi) return MATCH.EXACT;
    if (cellLo === UNKNOWN_HALF && cellHi === UNKNOWN_HALF) return MATCH.UNKNOWN;
    if (isPlainEmpty(oldLo, oldHi)) {
      if (isPlainEmpty(cellLo, cellHi)) return MATCH.EXACT;
      return isFrozen(cellLo, cellHi) ? MATCH.THAWED : MATCH.NONE;
    }
    if (!this.isPresent(cellLo) || !this.isPresent(oldLo)) return MATCH.NONE;
    if (!samePfnHalves(cellLo, cellHi, oldLo, oldHi)) return MATCH.NONE;
    return this.matchOfOnePage(cellLo, cellHi, oldLo, oldHi);
  }

  private matchOfOnePage(cellLo: number, cellHi: number, oldLo: number, oldHi: number): number {
    const came = oldLo & ~cellLo;
    const went = cellLo & ~oldLo;
    const { adLo } = this;
    if (cellHi === oldHi) {
      if ((came & ~adLo) === 0 && went === 0) return MATCH.HARDWARE_AD;
      if ((came & ~adLo) === 0 && (went & ~adLo) === 0) return MATCH.LOST_AD;
      if ((came & ~(adLo | this.writableLo)) === 0 && went === 0) return MATCH.FAST_PAGE_FAULT;
      return MATCH.SAME_PFN;
    }
    return this.isTrackingUndone(came, went, cellHi ^ oldHi)
      ? MATCH.FAST_PAGE_FAULT
      : MATCH.SAME_PFN;
  }

  /** Saved bits moved back to where they act. */
  private isTrackingUndone(came: number, went: number, changedHi: number): boolean {
    return (
      this.accTrackLo !== 0 &&
      went === 0 &&
      (came & ~(this.accTrackLo | this.adLo)) === 0 &&
      (changedHi & ~this.savedHi) === 0
    );
  }
}
