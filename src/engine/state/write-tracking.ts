/**
 * Guest pages that back a guest page table which KVM shadows. An upper-level one is page-tracked: a
 * count in the memslot, which faults ask without mmu_lock. A last-level one is not; it is write-
 * protected only until the guest writes to it and it is let go out of sync.
 * ref: linux v5.19 arch/x86/kvm/mmu/page_track.c, mmu.c account_shadowed() mmu_try_to_unsync_pages()
 */
import { EVENT } from '../effect.ts';
import type { Thread } from '../thread.ts';
import { guestPageOf } from './shape.ts';
import { TRACK } from './state-map.ts';

function trackCell(t: Thread, gfn: number): number {
  const page = guestPageOf(t.map.shape, gfn);
  return page < 0 ? -1 : t.map.track.base + page * t.map.track.stride;
}

/** TRACK kind of a gfn. Under mmu_lock it can only change from `shadowed` to `none`. */
export function trackKind(t: Thread, gfn: number): number {
  const cell = trackCell(t, gfn);
  return cell < 0 ? TRACK.none : t.journal.read(cell);
}

/** The gfn begins to back a guest page table, or (kind none) ends to. */
export function setTrackKind(t: Thread, gfn: number, kind: number): void {
  t.effect.note('track');
  t.effect.events |= EVENT.TRACK;
  const cell = trackCell(t, gfn);
  if (cell < 0) return;
  t.effect.trackedPage = guestPageOf(t.map.shape, gfn);
  t.journal.write(cell, kind);
}

/** kvm_slot_page_track_is_active(): asked by a fault, without mmu_lock. */
export function pageTrackIsActive(t: Thread, gfn: number): boolean {
  t.effect.note('track');
  return trackKind(t, gfn) === TRACK.page;
}
