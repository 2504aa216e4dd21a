/** Section `huge`: the large SPTE of collapsed small ones. */
import { MutableWord64, hex64 } from '../base/word64.ts';
import { makeHugeSpte } from '../engine/layout/huge-spte.ts';
import type { SectionChecker } from './section-checker.ts';

const HUGE_LEVELS = { min: 2, max: 3 };

export const HUGE: SectionChecker = {
  section: 'huge',
  inputs: ['smallSpte', 'hugeLevel', 'nxHuge'],
  compute({ layout }, row) {
    const out = new MutableWord64();
    const request = {
      smallSpte: row.word('smallSpte'),
      hugeLevel: row.integer('hugeLevel', HUGE_LEVELS),
      nxHuge: row.flag('nxHuge'),
    };
    const warn = makeHugeSpte(layout, request, out);
    return { spte: hex64(out), warn };
  },
};
