/**
 * How large a machine is: numbers only, so that it travels in a message and the page can build the
 * same memory map for its mirror of the cells. Nothing here is state.
 */

/** A memslot as the machine lays it out. Guest pages of all slots are numbered in slot order. */
export interface SlotShape {
  readonly id: number;
  /** First gfn; below 2^32. */
  readonly gfn: number;
  /** How many 4 KiB pages. */
  readonly pages: number;
  /** pfn of the first page of the first backing; backing k of page i is `pfn + k * pages + i`. */
  readonly pfn: number;
  /** Where userspace may move it to: the first gfn there. Its pages, and their numbers, stay. */
  readonly movesTo?: number;
  /** The host backs it with 2 MiB pages. */
  readonly large?: true;
}

/** Offset of a gfn in a slot, at the place it has at first or at the one it may be moved to; or -1. */
export function offsetInSlot({ gfn: first, movesTo, pages }: SlotShape, gfn: number): number {
  if (gfn >= first && gfn < first + pages) return gfn - first;
  if (movesTo === undefined || gfn < movesTo || gfn >= movesTo + pages) return -1;
  return gfn - movesTo;
}

/**
 * KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2. manual: KVM_GET_DIRTY_LOG clears nothing. allSet: and the bitmap is
 * all ones when logging is enabled.
 */
export type DirtyLogProtect = 'manual' | 'allSet';

export interface StateShape {
  readonly vcpus: number;
  /** vCPUs come first among the actors, then host threads. */
  readonly actors: number;
  /** Page-table frames in the pool. */
  readonly frames: number;
  /** Roots there can be in one run: one, and one more for each memslot deleted. */
  readonly roots: number;
  readonly slots: readonly SlotShape[];
  /** Backings a guest page can have in one run: the first, and one more after each time it is freed. */
  readonly backings: number;
  readonly tlbEntries: number;
  readonly pscEntries: number;
  /** Some actor write-tracks guest pages: only then do faults ask for it, in a step of its own. */
  readonly writeTracking?: true;
  /** The guest is a TDX guest: its page tables mirror an external one. */
  readonly externalTable?: true;
  /** With large pages: the gfns that the scenario names, in order; see large-pages.ts. */
  readonly watched?: readonly number[];
  /** Userspace takes marks out of the dirty bitmap by KVM_CLEAR_DIRTY_LOG only. */
  readonly manualProtect?: DirtyLogProtect;
  /** Names of all registers of all programs, one cell each, per actor. */
  readonly registers: readonly string[];
}

/** pfn of page-table frame 0. Frames lie below every memslot's pages. */
export const FRAME_PFN_BASE = 0x40;
export const FRAMES_MAX = 0x200;

export function framePfn(frame: number): number {
  return FRAME_PFN_BASE + frame;
}

/** Guest pages of all slots. */
export function guestPageCount(shape: StateShape): number {
  return shape.slots.reduce((sum, slot) => sum + slot.pages, 0);
}

/** Number of the guest page of a gfn, or -1 outside all slots. */
export function guestPageOf(shape: StateShape, gfn: number): number {
  let first = 0;
  for (const slot of shape.slots) {
    const offset = offsetInSlot(slot, gfn);
    if (offset >= 0) return first + offset;
    first += slot.pages;
  }
  return -1;
}

export function gfnOfGuestPage(shape: StateShape, page: number): number {
  let first = 0;
  for (const slot of shape.slots) {
    if (page < first + slot.pages) return slot.gfn + page - first;
    first += slot.pages;
  }
  return -1;
}

/** Number of a host page among all backings of all slots, or -1 if the pfn is no guest memory. */
export function hostPageOf(shape: StateShape, pfn: number): number {
  let first = 0;
  for (const slot of shape.slots) {
    const pages = slot.pages * shape.backings;
    if (pfn >= slot.pfn && pfn < slot.pfn + pages) return first + pfn - slot.pfn;
    first += pages;
  }
  return -1;
}

/** pfn of backing `backing` (0-based) of a guest page. */
export function pfnOfBacking(
  shape: StateShape,
  { page, backing }: { page: number; backing: number },
): number {
  let first = 0;
  for (const slot of shape.slots) {
    if (page < first + slot.pages) return slot.pfn + backing * slot.pages + page - first;
    first += slot.pages;
  }
  return -1;
}

/** The gfn that a host page, counted as by `hostPageOf`, backs or has backed; -1 for none. */
export function gfnOfHostPage(shape: StateShape, hostPage: number): number {
  let first = 0;
  for (const slot of shape.slots) {
    const pages = slot.pages * shape.backings;
    if (hostPage < first + pages) return slot.gfn + ((hostPage - first) % slot.pages);
    first += pages;
  }
  return -1;
}
