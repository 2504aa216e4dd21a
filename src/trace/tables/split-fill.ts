/** What a table holds that took the place of a huge page: all at once, and without an event. */
import { MutableWord64, type Word64 } from '../../base/word64.ts';
import { isAccessTrackSpte, isExecutablePte } from '../../engine/layout/predicates.ts';
import { makeHugePageSplitSpte } from '../../engine/layout/split-spte.ts';
import type { SpteLayout } from '../../engine/layout/spte-layout.ts';
import type { TableFill } from './page-tables.ts';

const PAGE_SIZE = 0x1000;
const LARGE_PAGE_SIZE = 0x20_0000;

/**
 * A huge page that may not be executed is one the NX-huge-page mitigation is about, and only then are
 * its 4K pages made executable.
 */
export function splitFill(layout: SpteLayout, huge: Word64, level: number): TableFill {
  const first = new MutableWord64();
  const nxHuge = !isExecutablePte(layout, huge) && !isAccessTrackSpte(layout, huge);
  makeHugePageSplitSpte(
    layout,
    { hugeSpte: huge, hugeLevel: level, index: 0, roleAccess: layout.acc.ACC_ALL, nxHuge },
    first,
  );
  const stepLo = level === 3 ? LARGE_PAGE_SIZE : PAGE_SIZE;
  return { kind: 'split', lo: first.lo, hi: first.hi, stepLo };
}
