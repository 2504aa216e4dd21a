/**
 * What dirty logging takes out of a leaf so that the next store is noticed: Dirty, or W. The rule is
 * the layout's (clear-dirty.ts); here it is asked for the moving actor's kernel.
 *
 * A nested guest's table is told by its SPTEs, which all have the write-protect type while PML is on.
 */
import { MutableWord64, ZERO64, type Word64 } from '../../base/word64.ts';
import {
  CLEAR_DIRTY_CHANGED,
  clearDirtySpte,
  type ClearDirtyRequest,
} from '../layout/clear-dirty.ts';
import { spteAdNeedWriteProtect } from '../layout/predicates.ts';
import type { Thread } from '../thread.ts';

const request: ClearDirtyRequest = { spte: ZERO64, wrprot: false, guestMode: false };
const cleared = new MutableWord64();

/** Puts the bits that `spte` has to lose into `out`; false if it has none of them. */
export function dirtyBitsToClear(
  t: Thread,
  { spte, wrprot, out }: { spte: Word64; wrprot: boolean; out: MutableWord64 },
): boolean {
  request.spte = spte;
  request.wrprot = wrprot;
  request.guestMode = spteAdNeedWriteProtect(t.layout, spte);
  const result = clearDirtySpte(t.layout, t.profile.needWrprot, request, cleared);
  out.copy(spte).clear(cleared);
  return (result & CLEAR_DIRTY_CHANGED) !== 0;
}
