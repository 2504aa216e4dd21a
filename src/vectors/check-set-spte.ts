/** Section `make` of a kernel that has no make_spte(): set_spte(), which writes as well. */
import { MutableWord64, hex64 } from '../base/word64.ts';
import {
  SET_SPTE_FLUSH,
  SET_SPTE_MARK_DIRTY,
  SET_SPTE_WRPROT,
  setSpte,
  setSpteWarnings,
  type SetSpteRequest,
} from '../engine/layout/set-spte.ts';
import type { SpteLayout } from '../engine/layout/spte-layout.ts';
import { LEAF_LEVELS, type RowReader } from './row-reader.ts';
import { cellOf, type SectionChecker } from './section-checker.ts';

/** The memslots generation in every row. */
const GENERATION = 0;

export const SET_SPTE: SectionChecker = {
  section: 'make',
  inputs: [
    'level',
    'gfn',
    'pfn',
    'access',
    'hostWritable',
    'speculative',
    'canUnsync',
    'oldSpte',
    'wrTracked',
    'lpageDisallowed',
    'nxHuge',
    'hostMmio',
    'adDisabled',
    'noslot',
  ],
  compute({ layout }, row) {
    const out = new MutableWord64();
    const result = setSpte(layout, requestOf(layout, row), out);
    return {
      spte: hex64(out),
      ret: cellOf((result & SET_SPTE_WRPROT) !== 0),
      flush: cellOf((result & SET_SPTE_FLUSH) !== 0),
      markDirty: cellOf((result & SET_SPTE_MARK_DIRTY) !== 0),
      warn: setSpteWarnings(result),
    };
  },
};

function requestOf(layout: SpteLayout, row: RowReader): SetSpteRequest {
  const gfn = row.frame('gfn');
  const access = row.integer('access', { min: 0, max: layout.acc.ACC_ALL });
  return {
    make: {
      level: row.integer('level', LEAF_LEVELS),
      gfn,
      pfn: row.frame('pfn'),
      access,
      hostWritable: row.flag('hostWritable'),
      prefetch: row.flag('speculative'),
      sync: row.flag('canUnsync'),
      oldSpte: row.word('oldSpte'),
      wrTracked: row.flag('wrTracked'),
      slotDirty: false,
      nxHuge: row.flag('nxHuge'),
      hostMmio: row.flag('hostMmio'),
      adDisabled: row.flag('adDisabled'),
      guestMode: false,
    },
    lpageDisallowed: row.flag('lpageDisallowed'),
    mmio: { gfn, access, generation: GENERATION },
    hasSlot: !row.flag('noslot'),
  };
}
