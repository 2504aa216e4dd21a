/** Section `split`: the small SPTEs of a split large page. */
import { MutableWord64, hex64 } from '../base/word64.ts';
import { makeHugePageSplitSpte } from '../engine/layout/split-spte.ts';
import type { SectionChecker } from './section-checker.ts';

const HUGE_LEVELS = { min: 2, max: 3 };
const INDICES = { min: 0, max: 511 };

export const SPLIT: SectionChecker = {
  section: 'split',
  inputs: ['hugeSpte', 'hugeLevel', 'index', 'roleAccess', 'nxHuge'],
  compute({ layout }, row) {
    const out = new MutableWord64();
    const request = {
      hugeSpte: row.word('hugeSpte'),
      hugeLevel: row.integer('hugeLevel', HUGE_LEVELS),
      index: row.integer('index', INDICES),
      roleAccess: row.integer('roleAccess', { min: 0, max: layout.acc.ACC_ALL }),
      nxHuge: row.flag('nxHuge'),
    };
    const warn = makeHugePageSplitSpte(layout, request, out);
    return { spte: hex64(out), warn };
  },
};
