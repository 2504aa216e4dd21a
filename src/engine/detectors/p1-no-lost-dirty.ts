/**
 * P1: what the guest has stored is what the other side of a migration gets. Asked when the vCPUs have
 * stopped and the last round is copied: each page of a slot that logs must have been copied after the
 * last store to it.
 */
import { EVENT } from '../effect.ts';
import { isCopyUpToDate } from '../state/dirty-log.ts';
import { gfnOfGuestPage } from '../state/shape.ts';
import { slotLogs } from '../sync/memslots.ts';
import type { Thread } from '../thread.ts';
import type { Detector } from './detector.ts';

/** The first page whose copy is old, or -1. */
function firstLostPage(t: Thread): number {
  const pages = t.map.copy.count;
  for (let page = 0; page < pages; page++) {
    if (isCopyUpToDate(t, page)) continue;
    if (slotLogs(t, gfnOfGuestPage(t.map.shape, page))) return page;
  }
  return -1;
}

export const P1_NO_LOST_DIRTY: Detector = {
  id: 'P1',
  title: 'Store lost by a migration',
  sentence: 'When a migration is over, every page was copied after the last store to it.',
  events: EVENT.MIGRATION_END,
  check: (t) => firstLostPage(t) >= 0,
  explain: (t) => {
    const gfn = gfnOfGuestPage(t.map.shape, firstLostPage(t));
    return `ends the migration without the last store to gfn 0x${gfn.toString(16)}: no round has told of it`;
  },
};
