/** Section `race`: what becomes of bits that others set between KVM's read and its write. */
import { hex64 } from '../base/word64.ts';
import { LEVELS } from './row-reader.ts';
import { cellOf, type SectionChecker } from './section-checker.ts';

/** What tdp_mmu_set_spte_atomic() returns when another writer was faster. */
const EBUSY = -16;

export const RACE: SectionChecker = {
  section: 'race',
  inputs: ['snapshot', 'actual', 'new', 'level'],
  compute({ flags, layout, raceRunner }, row) {
    const input = {
      layout,
      tdpWriteRule: flags.tdpWrite,
      snapshot: row.word('snapshot'),
      actual: row.word('actual'),
      next: row.word('new'),
      level: row.integer('level', LEVELS),
    };
    const exclusive = raceRunner.exclusive(input);
    const shared = raceRunner.shared(input);
    return {
      memAfter: hex64(exclusive.memAfter),
      oldSeen: hex64(exclusive.oldSeen),
      acc: exclusive.acc,
      dirty: exclusive.dirty,
      markDirty: exclusive.markDirty,
      xchg: cellOf(exclusive.xchg),
      casRet: shared.succeeded ? 0 : EBUSY,
      casOld: hex64(shared.oldAfter),
    };
  },
};
