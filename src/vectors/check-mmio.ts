/** Section `mmio`: make_mmio_spte(), what is decoded from it, and whether it is still believed. */
import { MutableWord64, hex64 } from '../base/word64.ts';
import { fieldValue } from '../engine/layout/bit-field.ts';
import {
  checkMmioSpte,
  getMmioSpteAccess,
  getMmioSpteGeneration,
  getMmioSpteGfn,
  makeMmioSpte,
} from '../engine/layout/mmio-spte.ts';
import { isMmioSpte, isShadowPresentPte } from '../engine/layout/predicates.ts';
import { cellOf, hexOf, type SectionChecker } from './section-checker.ts';

export const MMIO: SectionChecker = {
  section: 'mmio',
  inputs: ['gfn', 'access', 'generation'],
  compute({ layout }, row) {
    const generation = row.word('generation');
    const spte = new MutableWord64();
    const request = {
      gfn: row.frame('gfn'),
      access: row.integer('access', { min: 0, max: layout.acc.ACC_ALL }),
      generation: fieldValue(generation, { shift: 0, width: 32 }),
    };
    makeMmioSpte(layout, request, spte);
    return {
      spte: hex64(spte),
      isMmio: cellOf(isMmioSpte(layout, spte)),
      present: cellOf(isShadowPresentPte(layout, spte)),
      decodedGen: hexOf(getMmioSpteGeneration(layout, spte)),
      decodedGfn: hexOf(getMmioSpteGfn(layout, spte)),
      decodedAccess: getMmioSpteAccess(layout, spte),
      genMatchesNow: cellOf(checkMmioSpte(layout, spte, generation)),
    };
  },
};
