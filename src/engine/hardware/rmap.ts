/**
 * The shadow MMU's reverse map: where the leaf of a gfn lies, known without a walk. Not state of its
 * own here: there is one mapping of a gfn at most, and the tables say where. Guarded by mmu_lock.
 */
import { isShadowPresentPte, spteToPfn } from '../layout/predicates.ts';
import { MutableWord64 } from '../../base/word64.ts';
import { FRAME_PFN_BASE } from '../state/shape.ts';
import type { Thread } from '../thread.ts';
import { ROOT_FRAME } from './roots.ts';
import { indexOfGfn, sptepOf } from './spte-memory.ts';

const ROOT_LEVEL = 4;
const entry = new MutableWord64();

/** Where the 4 KiB SPTE of a gfn lies, or -1 when there is no table for it. */
export function rmapSptep(t: Thread, gfn: number): number {
  let frame = ROOT_FRAME;
  for (let level = ROOT_LEVEL; level > 1; level--) {
    const cell = t.map.pt.base + sptepOf({ frame, index: indexOfGfn(gfn, level) }) * 2;
    entry.lo = t.journal.read(cell);
    entry.hi = t.journal.read(cell + 1);
    if (!isShadowPresentPte(t.layout, entry)) return -1;
    frame = spteToPfn(t.layout, entry) - FRAME_PFN_BASE;
  }
  return sptepOf({ frame, index: indexOfGfn(gfn, 1) });
}
