/** Section `nonleaf`: make_nonleaf_spte(). */
import { MutableWord64, hex64 } from '../base/word64.ts';
import { fieldValue } from '../engine/layout/bit-field.ts';
import { makeNonleafSpte } from '../engine/layout/make-nonleaf-spte.ts';
import type { SectionChecker } from './section-checker.ts';

export const NONLEAF: SectionChecker = {
  section: 'nonleaf',
  inputs: ['childPa', 'adDisabled'],
  compute({ layout }, row) {
    const childPfn = fieldValue(row.word('childPa'), { shift: 12, width: 40 });
    const out = new MutableWord64();
    makeNonleafSpte(layout, { childPfn, adDisabled: row.flag('adDisabled') }, out);
    return { spte: hex64(out) };
  },
};
