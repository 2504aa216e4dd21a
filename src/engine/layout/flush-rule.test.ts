import { expect, test } from 'vitest';
import { flushTable, updateNeedsFlush, type FlushRule } from './flush-rule.ts';
import { MMU_SPTE_UPDATE_FLUSH, mmuSpteUpdate } from './mmu-spte-update.ts';
import { layoutOf } from './registry.ts';
import { leafSpte, type LeafState } from '../testing/scene.ts';

const LAYOUT = layoutOf('v5.19/ept-ad-46');
const STATES: readonly LeafState[] = ['WD', 'WC', 'WP', 'RO', 'WT', 'WC-', 'WP-', 'WD-', 'RO-'];

test('[FLR-1] the table of writable bits: who flushes for what', () => {
  const letter = (flush: boolean): string => (flush ? 'Y' : 'n');
  const table = flushTable(LAYOUT).map(
    ({ old, new: next, flush }) =>
      `${old}->${next} ${letter(flush.naive)}/${letter(flush.old)}/${letter(flush.new)}`,
  );
  expect(table).toEqual([
    '11->11 n/n/n',
    '11->01 Y/Y/n',
    '11->00 Y/Y/Y',
    '01->11 n/n/n',
    '01->01 n/Y/n',
    '01->00 n/Y/Y',
    '00->00 n/n/n',
  ]);
});

test('[FLR-2] the rule up to v6.12 is that of mmu_spte_update(), Accessed and Dirty included', () => {
  const rule: FlushRule = 'old';
  for (const from of STATES) {
    for (const to of STATES) {
      const old = leafSpte(LAYOUT, { gfn: 0x205, state: from });
      const next = leafSpte(LAYOUT, { gfn: 0x205, state: to });
      const whole = (mmuSpteUpdate(LAYOUT, { old, new: next }) & MMU_SPTE_UPDATE_FLUSH) !== 0;
      expect(updateNeedsFlush(LAYOUT, rule, { old, new: next }), `${from}->${to}`).toBe(whole);
    }
  }
});
