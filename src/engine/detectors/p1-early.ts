/**
 * P1, early: while dirty pages are logged, some vCPU can store to a page without anybody taking notice
 * of it: its TLB holds the translation with W (and with Dirty, where Dirty is what is logged), and the
 * page is neither marked in the bitmap nor in a PML buffer. The store need not come, so this is a
 * warning; when it comes, it is lost. A page is reported when it begins to be at risk: a ghost.
 *
 * Two windows are in order: between the compare-exchange of a fast page fault and its mark, which
 * comes before that vCPU can be stopped; and from the reap of a bit to the copy of the page.
 */
import { EVENT } from '../effect.ts';
import { inAnyPml } from '../hardware/pml.ts';
import { awaitsFlush } from '../hardware/flush-request.ts';
import { lookupTlb } from '../hardware/tlb.ts';
import {
  isAtRisk,
  isBeingReaped,
  isMarkPending,
  isMarkedDirty,
  setAtRisk,
} from '../state/dirty-log.ts';
import { gfnOfGuestPage } from '../state/shape.ts';
import { TLB_FLAGS } from '../state/state-map.ts';
import { slotLogs } from '../sync/memslots.ts';
import type { Thread } from '../thread.ts';
import type { Detector } from './detector.ts';

/** Can a vCPU store to the page on what it has cached, and without touching the SPTE? */
function anyCachesWritable(t: Thread, gfn: number): boolean {
  const needed = TLB_FLAGS.W | (t.layout.config.pml ? TLB_FLAGS.D : 0);
  for (let vcpu = 0; vcpu < t.map.shape.vcpus; vcpu++) {
    if (awaitsFlush(t, vcpu)) continue;
    if ((lookupTlb(t, vcpu, gfn) & needed) === needed) return true;
  }
  return false;
}

function wouldBeMissed(t: Thread, page: number): boolean {
  if (isBeingReaped(t, page) || isMarkPending(t, page) || isMarkedDirty(t, page)) return false;
  const gfn = gfnOfGuestPage(t.map.shape, page);
  return slotLogs(t, gfn) && anyCachesWritable(t, gfn) && !inAnyPml(t, gfn);
}

/** Brings the ghosts up to date. Has a page come to be at risk in this step? */
function check(t: Thread): boolean {
  if (t.journal.read(t.map.migration.base) === 0) return false;
  let begun = false;
  for (let page = 0; page < t.map.copy.count; page++) {
    const missed = wouldBeMissed(t, page);
    if (missed && !isAtRisk(t, page)) begun = true;
    setAtRisk(t, page, missed);
  }
  return begun;
}

export const P1_EARLY: Detector = {
  id: 'P1-early',
  title: 'A store could go unnoticed',
  sentence: 'While dirty pages are logged, no TLB allows a store that leaves no trace in the log.',
  events: EVENT.DIRTY_LOG | EVENT.TLB_FILL | EVENT.TLB_DROP,
  check,
  explain: () =>
    'leaves a TLB with a translation that allows stores, to a page that no round would copy again',
};
