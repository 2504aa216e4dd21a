/**
 * P9: when KVM has answered the host's notifier, the page is out of reach: no SPTE of any root and no
 * TLB maps it, and nothing maps it again. Seen when the host takes the page, and at each mapping made
 * after that; KVM has nothing to say about such a page any more, either. And once the pass over an
 * invalid root is over, nothing is mapped in that root again.
 */
import { EVENT } from '../effect.ts';
import { awaitsFlush } from '../hardware/flush-request.ts';
import { isUsableRoot, isZappedRoot } from '../hardware/roots.ts';
import { indexOfGfn } from '../hardware/spte-memory.ts';
import {
  isShadowPresentLeaf,
  isShadowPresentPte,
  samePfn,
  spteToPfn,
} from '../layout/predicates.ts';
import { gfnOfHostPage, hostPageOf } from '../state/shape.ts';
import { FRAME_LIFE, PAGE_FLAGS, PT_ENTRIES, TLB_FLAGS } from '../state/state-map.ts';
import { gfnNow } from '../sync/memslots.ts';
import type { Thread } from '../thread.ts';
import type { Detector } from './detector.ts';

/** Leafs that the engine makes are of 4 KiB or 2 MiB. */
const LEAF_LEVEL_MAX = 2;

function pagesOf(level: number): number {
  return PT_ENTRIES ** (level - 1);
}

/** Is any of the host pages taken that a leaf of this level maps from `pfn` on? */
function isTaken(t: Thread, { pfn, level }: { pfn: number; level: number }): boolean {
  const first = hostPageOf(t.map.shape, pfn);
  if (first < 0) return false;
  for (let page = first; page < first + pagesOf(level); page++) {
    if ((t.journal.read(t.map.page.base + page) & PAGE_FLAGS.FREED) !== 0) return true;
  }
  return false;
}

/** Is the host page one of those that a leaf of this level maps from `pfn` on? */
function isWithin(
  t: Thread,
  { page, pfn, level }: { page: number; pfn: number; level: number },
): boolean {
  const first = hostPageOf(t.map.shape, pfn);
  return first >= 0 && page >= first && page < first + pagesOf(level);
}

/** Does the step report Accessed or Dirty of a page that is somebody else's by now? */
function touchesTakenPage(t: Thread): boolean {
  const { access, hostPage } = t.effect;
  if (access !== 'page-flags' || hostPage < 0) return false;
  return (t.journal.read(t.map.page.base + hostPage) & PAGE_FLAGS.FREED) !== 0;
}

function isInTlb(t: Thread, page: number): boolean {
  const { tlb, shape } = t.map;
  for (let slot = 0; slot < tlb.count; slot++) {
    const cell = tlb.base + slot * tlb.stride;
    if (awaitsFlush(t, Math.floor(slot / shape.tlbEntries))) continue;
    const flags = t.journal.read(cell);
    if ((flags & TLB_FLAGS.VALID) === 0) continue;
    const level = (flags >>> TLB_FLAGS.LEVEL_SHIFT) & 7;
    if (!isWithin(t, { page, pfn: t.journal.read(cell + 2), level })) continue;
    if (isUsableRoot(t, t.journal.read(cell + 3) - 1)) return true;
  }
  return false;
}

/**
 * Does some entry of the page tables map the host page? Asked once, when the host takes it. A page is
 * only ever mapped at the gfn it backs, or has backed before its slot was moved, by a leaf of 4 KiB or
 * 2 MiB: one entry of each table that covers that gfn.
 */
function isMapped(t: Thread, page: number): boolean {
  const gfn = gfnOfHostPage(t.map.shape, page);
  return isMappedAt(t, page, gfn) || isMappedAt(t, page, gfnNow(t, gfn));
}

function isMappedAt(t: Thread, page: number, gfn: number): boolean {
  const { sp, pt, shape } = t.map;
  for (let frame = 0; frame < shape.frames; frame++) {
    const cell = sp.base + frame * sp.stride;
    const level = t.journal.read(cell + 1);
    if (t.journal.read(cell) !== FRAME_LIFE.linked || level > LEAF_LEVEL_MAX) continue;
    if (t.journal.read(cell + 2) !== gfn - (gfn % pagesOf(level + 1))) continue;
    const entry = pt.base + frame * pt.stride + indexOfGfn(gfn, level) * 2;
    t.current.lo = t.journal.read(entry);
    t.current.hi = t.journal.read(entry + 1);
    if (!isShadowPresentLeaf(t.layout, t.current, level)) continue;
    if (isWithin(t, { page, pfn: spteToPfn(t.layout, t.current), level })) return true;
  }
  return false;
}

/** Does the write map a page that the host has taken, or map anything in a root that is done with? */
function mapsWhatIsGone(t: Thread): boolean {
  const { effect, layout } = t;
  if (!isShadowPresentPte(layout, effect.after)) return false;
  const wasPresent = isShadowPresentPte(layout, effect.before);
  if (!wasPresent && isZappedRoot(t, (effect.sptep / PT_ENTRIES) | 0)) return true;
  if (!isShadowPresentLeaf(layout, effect.after, effect.level)) return false;
  if (wasPresent && samePfn(layout, effect.before, effect.after)) return false;
  return isTaken(t, { pfn: spteToPfn(layout, effect.after), level: effect.level });
}

function check(t: Thread): boolean {
  const { events, hostPage, fill, level } = t.effect;
  if ((events & EVENT.HOST_PAGE_FREED) !== 0) return isInTlb(t, hostPage) || isMapped(t, hostPage);
  if ((events & EVENT.PAGE_FLAGS) !== 0) return touchesTakenPage(t);
  const filled = (events & EVENT.TLB_FILL) !== 0;
  if (filled && isTaken(t, { pfn: spteToPfn(t.layout, fill), level })) return true;
  return (events & EVENT.SPTE_WRITE) !== 0 && mapsWhatIsGone(t);
}

export const P9_NOTIFIER: Detector = {
  id: 'P9',
  title: 'A page is mapped that the host has taken back',
  sentence: 'What the host has taken back is in no page table and no TLB, and is not mapped again.',
  events: EVENT.HOST_PAGE_FREED | EVENT.SPTE_WRITE | EVENT.TLB_FILL | EVENT.PAGE_FLAGS,
  check,
  explain: ({ effect }) => {
    if ((effect.events & EVENT.HOST_PAGE_FREED) !== 0) {
      return 'takes a page that the guest can still reach, through a page table or a TLB';
    }
    if (effect.access === 'page-flags') return 'marks a page that the host has taken back';
    return 'maps something that is gone: a page the host has taken, or a root that is done with';
  },
};
