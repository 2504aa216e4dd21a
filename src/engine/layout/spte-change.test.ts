import { describe, expect, it } from 'vitest';
import { word64Of } from '../../base/word64.ts';
import { layoutOf } from './registry.ts';
import {
  SPTE_CHANGE_BUG,
  SPTE_CHANGE_LEAF_ADDED,
  SPTE_CHANGE_LEAF_REMOVED,
  SPTE_CHANGE_MARK_DIRTY,
  SPTE_CHANGE_PFN_ACCESSED,
  SPTE_CHANGE_PFN_DIRTY,
  SPTE_CHANGE_TABLE_REMOVED,
  spteChange,
  spteChangeWarnings,
} from './spte-change.ts';

const layout = layoutOf('v5.19/ept-ad-46');
const DIRTY_LEAF = 0x0600_0000_0123_4b77n;
const TABLE = 0x0000_0000_0005_5907n;
const FROZEN = 0x5a0n;

interface ChangeCase {
  readonly what: string;
  readonly from: bigint;
  readonly to: bigint;
  readonly level: number;
  readonly expected: number;
}

const ACCESSED_AND_DIRTY = SPTE_CHANGE_PFN_ACCESSED + SPTE_CHANGE_PFN_DIRTY;

const CASES: readonly ChangeCase[] = [
  {
    what: '[SPTE-20] zapping a dirty leaf',
    from: DIRTY_LEAF,
    to: 0n,
    level: 1,
    expected: ACCESSED_AND_DIRTY + SPTE_CHANGE_LEAF_REMOVED,
  },
  {
    what: '[SPTE-20] ageing',
    from: DIRTY_LEAF,
    to: DIRTY_LEAF & ~0x100n,
    level: 1,
    expected: SPTE_CHANGE_PFN_ACCESSED,
  },
  {
    what: '[SPTE-20] clearing Dirty',
    from: DIRTY_LEAF,
    to: DIRTY_LEAF & ~0x200n,
    level: 1,
    expected: SPTE_CHANGE_PFN_DIRTY,
  },
  {
    what: '[SPTE-20] write-protecting a leaf whose Dirty bit stays',
    from: DIRTY_LEAF,
    to: DIRTY_LEAF & ~0x2n,
    level: 1,
    expected: 0,
  },
  {
    what: '[SPTE-21] mapping a writable page',
    from: 0n,
    to: DIRTY_LEAF,
    level: 1,
    expected: SPTE_CHANGE_LEAF_ADDED + SPTE_CHANGE_MARK_DIRTY,
  },
  {
    what: '[SPTE-21] mapping a writable large page',
    from: 0n,
    to: 0x0600_0000_0120_0bf7n,
    level: 2,
    expected: SPTE_CHANGE_LEAF_ADDED,
  },
  {
    what: '[SPTE-22] another page at once',
    from: DIRTY_LEAF,
    to: DIRTY_LEAF + 0x1000n,
    level: 1,
    expected: SPTE_CHANGE_BUG,
  },
  { what: 'linking a table', from: 0n, to: TABLE, level: 2, expected: 0 },
  {
    what: 'unlinking a table',
    from: TABLE,
    to: FROZEN,
    level: 2,
    expected: SPTE_CHANGE_TABLE_REMOVED,
  },
  { what: 'freezing an empty SPTE', from: 0n, to: FROZEN, level: 1, expected: 0 },
  { what: 'nothing', from: DIRTY_LEAF, to: DIRTY_LEAF, level: 1, expected: 0 },
];

describe('the bookkeeping of a change', () => {
  it.each(CASES)('$what', ({ expected, from, level, to }) => {
    const change = { old: word64Of(from), new: word64Of(to), level };
    expect(spteChange(layout, change)).toBe(expected);
  });

  it('warns of one odd non-present value after another', () => {
    const change = { old: word64Of(FROZEN), new: word64Of(0n), level: 1 };
    expect(spteChangeWarnings(spteChange(layout, change))).toBe(1);
  });
});
