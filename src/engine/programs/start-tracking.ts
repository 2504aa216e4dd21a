/** What operations about write protection set up, and where they begin. */
import { assertNever } from '../../base/assert.ts';
import { TRACK } from '../state/state-map.ts';
import type { Thread } from '../thread.ts';
import { MIRROR, MIRROR_REMOVE } from './mirror-remove.ts';
import { RMAP, RMAP_MODE, RMAP_WRITE_PROTECT } from './rmap-write-protect.ts';
import type { TrackingKind } from './tracking-operations.ts';
import { WRITE_PROTECT, WRITE_PROTECT_GFN } from './write-protect-gfn.ts';
import { WRPROT, WRPROT_PASS } from './wrprot-pass.ts';

function startTracker(t: Thread, gfn: number, kind: number): number {
  t.set(WRITE_PROTECT.gfn, gfn);
  t.set(WRITE_PROTECT.kind, kind);
  return WRITE_PROTECT_GFN.entry;
}

function startRmap(t: Thread, gfn: number, mode: number): number {
  t.set(RMAP.gfn, gfn);
  t.set(RMAP.mode, mode);
  if (mode === RMAP_MODE.TRACK) t.set(RMAP.kind, TRACK.page);
  return RMAP_WRITE_PROTECT.entry;
}

/** Sets the registers of the operation's program and returns where it begins. */
export function startTracking(
  t: Thread,
  kind: TrackingKind,
  { gfnStart, gfnEnd }: { readonly gfnStart: number; readonly gfnEnd: number },
): number {
  switch (kind) {
    case 'track_page':
      return startTracker(t, gfnStart, TRACK.page);
    case 'track_shadowed':
      return startTracker(t, gfnStart, TRACK.shadowed);
    case 'wrprot_pass':
      t.set(WRPROT.gfn_start, gfnStart);
      t.set(WRPROT.gfn_end, gfnEnd);
      return WRPROT_PASS.entry;
    case 'rmap_wrprot':
      return startRmap(t, gfnStart, RMAP_MODE.WRPROT);
    case 'rmap_track':
      return startRmap(t, gfnStart, RMAP_MODE.TRACK);
    case 'rmap_refresh':
      return startRmap(t, gfnStart, RMAP_MODE.REFRESH);
    case 'td_remove':
      t.set(MIRROR.gfn, gfnStart);
      return MIRROR_REMOVE.entry;
    default:
      return assertNever(kind);
  }
}
