import { expect, test } from 'vitest';
import { flushTable, updateNeedsFlush } from './flush-rule.ts';
import { layoutOf } from './registry.ts';
import { leafSpte, type LeafState } from '../testing/scene.ts';

const LAYOUT = layoutOf('v5.19/ept-ad-46');

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

test('[FLR-2] up to v6.12 the loss of Accessed or Dirty flushes, too; later it does not', () => {
  const answers = (from: LeafState, to: LeafState): string =>
    (['naive', 'old', 'new'] as const)
      .filter((rule) =>
        updateNeedsFlush(LAYOUT, rule, {
          old: leafSpte(LAYOUT, { gfn: 0x205, state: from }),
          new: leafSpte(LAYOUT, { gfn: 0x205, state: to }),
        }),
      )
      .join(' ');
  expect(answers('WD', 'WD')).toBe('');
  expect(answers('WD', 'WD-')).toBe('old');
  expect(answers('WD', 'WC')).toBe('old');
  expect(answers('RO', 'RO-')).toBe('old');
  expect(answers('WC-', 'WD')).toBe('');
});
