/** A word of a slot's dirty bitmap: 64 guest pages whose bits are read and reaped in one access. */
import { isMarkedDirty, reapDirtyBit } from '../state/dirty-log.ts';
import { guestPageOf } from '../state/shape.ts';
import type { Thread } from '../thread.ts';

/** Half a word. */
const HALF = 32;

export interface DirtyWordHalf {
  readonly gfn: number;
  /** End of the slot, exclusive. */
  readonly gfnEnd: number;
}

/** The bits of 32 gfns, as an unsigned number. */
export function readDirtyBits(t: Thread, { gfn, gfnEnd }: DirtyWordHalf): number {
  let bits = 0;
  for (let i = 0; i < HALF && gfn + i < gfnEnd; i++) {
    if (isMarkedDirty(t, guestPageOf(t.map.shape, gfn + i))) bits |= 1 << i;
  }
  return bits >>> 0;
}

/** Reaps the bits of 32 gfns. */
export function reapDirtyBits(t: Thread, { gfn, gfnEnd }: DirtyWordHalf): void {
  for (let i = 0; i < HALF && gfn + i < gfnEnd; i++) {
    const page = guestPageOf(t.map.shape, gfn + i);
    if (isMarkedDirty(t, page)) reapDirtyBit(t, page);
  }
}
