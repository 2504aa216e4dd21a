/** Section `make`: make_spte(). */
import { MutableWord64, hex64 } from '../base/word64.ts';
import {
  MAKE_SPTE_MARK_DIRTY,
  MAKE_SPTE_WRPROT,
  makeSpte,
  makeSpteWarnings,
  type MakeSpteRequest,
} from '../engine/layout/make-spte.ts';
import type { SpteLayout } from '../engine/layout/spte-layout.ts';
import { LEAF_LEVELS, type RowReader } from './row-reader.ts';
import { cellOf, type SectionChecker } from './section-checker.ts';

export const MAKE: SectionChecker = {
  section: 'make',
  inputs: [
    'level',
    'gfn',
    'pfn',
    'access',
    'hostWritable',
    'prefetch',
    'sync',
    'oldSpte',
    'wrTracked',
    'slotDirty',
    'nxHuge',
    'hostMmio',
    'adDisabled',
    'guestMode',
  ],
  compute({ layout }, row) {
    const out = new MutableWord64();
    const result = makeSpte(layout, requestOf(layout, row), out);
    return {
      spte: hex64(out),
      wrprot: cellOf((result & MAKE_SPTE_WRPROT) !== 0),
      markDirty: cellOf((result & MAKE_SPTE_MARK_DIRTY) !== 0),
      warn: makeSpteWarnings(result),
    };
  },
};

function requestOf(layout: SpteLayout, row: RowReader): MakeSpteRequest {
  return {
    level: row.integer('level', LEAF_LEVELS),
    gfn: row.frame('gfn'),
    pfn: row.frame('pfn'),
    access: row.integer('access', { min: 0, max: layout.acc.ACC_ALL }),
    hostWritable: row.flag('hostWritable'),
    prefetch: row.flag('prefetch'),
    sync: row.flag('sync'),
    oldSpte: row.word('oldSpte'),
    wrTracked: row.flag('wrTracked'),
    slotDirty: row.flag('slotDirty'),
    nxHuge: row.flag('nxHuge'),
    hostMmio: row.flag('hostMmio'),
    adDisabled: row.flag('adDisabled'),
    guestMode: row.flag('guestMode'),
  };
}
