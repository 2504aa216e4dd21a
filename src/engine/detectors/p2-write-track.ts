/**
 * P2: KVM shadows a guest page table by what it reads in the guest's page. From the moment it lets go
 * of mmu_lock, having write-protected the page, no vCPU may be able to write there by its TLB: such a
 * store would leave the shadow behind without anybody noticing.
 *
 * While the one who protects the page still holds mmu_lock, stale translations are his business (a
 * ghost remembers who that is). Tracking of a last-level table ends when a fault lets it go out of sync.
 */
import { EVENT } from '../effect.ts';
import { nextRoot, rootFrame, rootFrameOf } from '../hardware/roots.ts';
import { awaitsFlush } from '../hardware/flush-request.ts';
import { lookupTlb } from '../hardware/tlb.ts';
import { VCPU } from '../programs/vcpu-registers.ts';
import { gfnOfGuestPage, guestPageOf } from '../state/shape.ts';
import { TLB_FLAGS, TRACK } from '../state/state-map.ts';
import { holdsWriteLock } from '../sync/locks.ts';
import type { Thread } from '../thread.ts';
import type { Detector } from './detector.ts';

const KIND = 0;
const TRACKER = 1;

function trackCell(t: Thread, page: number): number {
  return t.map.track.base + page * t.map.track.stride;
}

/** On a root that is gone, no vCPU runs any more. */
function runsOnValidRoot(t: Thread, vcpu: number): boolean {
  const frame = rootFrameOf(t, vcpu);
  for (let root = nextRoot(t, 0, 'valid'); root >= 0; root = nextRoot(t, root + 1, 'valid')) {
    if (rootFrame(t, root) === frame) return true;
  }
  return false;
}

/** Can some vCPU write to the page without a walk? */
function hasCachedWrite(t: Thread, page: number): boolean {
  const gfn = gfnOfGuestPage(t.map.shape, page);
  for (let vcpu = 0; vcpu < t.map.shape.vcpus; vcpu++) {
    if (awaitsFlush(t, vcpu)) continue;
    if ((lookupTlb(t, vcpu, gfn) & TLB_FLAGS.W) !== 0 && runsOnValidRoot(t, vcpu)) return true;
  }
  return false;
}

/** Tracking of some page began: its tracker is at work from now on. */
function noteTracker(t: Thread): void {
  const { trackedPage } = t.effect;
  if (trackedPage < 0 || !holdsWriteLock(t)) return;
  t.journal.write(trackCell(t, trackedPage) + TRACKER, t.actor + 1);
}

function check(t: Thread): boolean {
  if ((t.effect.events & EVENT.TRACK) !== 0) noteTracker(t);
  const unlocked = (t.effect.events & EVENT.UNLOCK) !== 0;
  const filledPage = t.effect.filled ? guestPageOf(t.map.shape, t.get(VCPU.gfn)) : -1;
  let violated = false;
  for (let page = 0; page < t.map.track.count; page++) {
    const cell = trackCell(t, page);
    if (t.journal.read(cell + KIND) === TRACK.none) continue;
    const tracker = t.journal.read(cell + TRACKER);
    const done = unlocked && tracker === t.actor + 1;
    if (done) t.journal.write(cell + TRACKER, 0);
    const filled = tracker === 0 && page === filledPage;
    if ((done || filled) && hasCachedWrite(t, page)) violated = true;
  }
  return violated;
}

export const P2_WRITE_TRACK: Detector = {
  id: 'P2',
  title: 'Guest page table written unseen',
  sentence: 'A page that KVM write-protects to shadow it cannot be written to through any TLB.',
  events: EVENT.TRACK | EVENT.UNLOCK | EVENT.TLB_FILL,
  check,
  explain: (t) =>
    t.effect.filled
      ? 'caches a translation that allows writes to a page whose content KVM shadows'
      : 'trusts the page from now on, while a TLB still allows writes to it',
};
