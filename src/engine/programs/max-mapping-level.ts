/**
 * How large a page may be mapped at a gfn: as large as the host maps it, but not in a memslot that logs
 * dirty pages, nor where a gfn of the large page is write-tracked.
 *
 * Asked under mmu_lock, where neither answer can change but for a notifier's, which the fault asks about
 * in a step of its own: no access.
 *
 * ref: linux v5.19 arch/x86/kvm/mmu/mmu.c kvm_mmu_max_mapping_level() kvm_mmu_hugepage_adjust()
 */
import { LARGE_GFNS, largeGfn, largeSlotOf, nextWatched } from '../state/large-pages.ts';
import { guestPageOf } from '../state/shape.ts';
import { HOST_PTE, TRACK } from '../state/state-map.ts';
import { trackKind } from '../state/write-tracking.ts';
import { slotLogs } from '../sync/memslots.ts';
import type { Thread } from '../thread.ts';

/** Does the host have a large page at the gfn, and has not split it to take a part of it back? */
export function hostMapsLarge(t: Thread, gfn: number): boolean {
  const { host_pte, shape } = t.map;
  if (largeSlotOf(shape, gfn) < 0) return false;
  const page = guestPageOf(shape, largeGfn(gfn));
  for (let at = page; at < page + LARGE_GFNS; at++) {
    const cell = host_pte.base + at * host_pte.stride;
    if ((t.journal.read(cell) & HOST_PTE.PRESENT) === 0) return false;
    if (t.journal.read(cell + 1) !== 0) return false;
  }
  return true;
}

/** Only what scenarios name can be tracked. */
function tracksAny(t: Thread, first: number): boolean {
  const end = first + LARGE_GFNS;
  let gfn = nextWatched(t.map.shape, { gfn: first, end });
  while (gfn < end) {
    if (trackKind(t, gfn) !== TRACK.none) return true;
    gfn = nextWatched(t.map.shape, { gfn: gfn + 1, end });
  }
  return false;
}

/** 1, or 2 for a page of 2 MiB; whether its slot logs is another question. */
export function maxMappingLevel(t: Thread, gfn: number): 1 | 2 {
  if (largeSlotOf(t.map.shape, gfn) < 0) return 1;
  const first = largeGfn(gfn);
  return hostMapsLarge(t, gfn) && !tracksAny(t, first) ? 2 : 1;
}

/** The same for a memslot as it is now: nothing large where dirty pages are logged. */
export function maxLevelInSlot(t: Thread, gfn: number): 1 | 2 {
  return slotLogs(t, gfn) ? 1 : maxMappingLevel(t, gfn);
}
