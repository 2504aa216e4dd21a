import { describe, expect, test } from 'vitest';
import { readSpte } from '../../engine/state/readers.ts';
import { changedSptes, viewBefore } from './changes.ts';
import { spteHistory } from './history.ts';
import { stepAt } from './picture-input.ts';
import { staleSnapshots } from './snapshots.ts';
import { leafSpte } from './testing/mirror-builder.ts';
import { LAYOUT, PFN, STEPS, zapRunAt } from './testing/zap-run.ts';

const CLEAN = leafSpte(LAYOUT, { pfn: PFN, bits: 'WAHM' });
const DIRTY = leafSpte(LAYOUT, { pfn: PFN, bits: 'WADHM' });
const ZERO = { lo: 0, hi: 0 };
const PLACE = { frame: 3, index: 5 };

describe('what the step at the cursor changed', () => {
  test('the CPU sets one bit: only the low half is in the journal slice, the word is whole', () => {
    const input = zapRunAt(STEPS.assist);
    const writes = changedSptes(input.view, stepAt(input));
    expect([...writes.keys()]).toEqual(['3/5']);
    expect(writes.get('3/5')).toEqual({ old: CLEAN, new: DIRTY, seen: null });
  });

  test('the store knows what its writer had seen', () => {
    const input = zapRunAt(STEPS.store);
    expect(changedSptes(input.view, stepAt(input)).get('3/5')).toEqual({
      old: DIRTY,
      new: ZERO,
      seen: CLEAN,
    });
  });

  test('the state before the step can be read through the same readers', () => {
    const input = zapRunAt(STEPS.store);
    expect(readSpte(viewBefore(input.view, stepAt(input)), PLACE)).toEqual(DIRTY);
    expect(readSpte(input.view, PLACE)).toEqual(ZERO);
  });

  test('before the first step nothing has changed', () => {
    const input = zapRunAt(0);
    expect(changedSptes(input.view, stepAt(input)).size).toBe(0);
  });
});

describe('the history of an SPTE', () => {
  test.each([0, STEPS.assist, STEPS.store, STEPS.flush])(
    'is the same from every position: cursor at %i',
    (position) => {
      const history = spteHistory(zapRunAt(position), PLACE);
      expect(history.map(({ record }) => record.n)).toEqual([STEPS.assist, STEPS.store]);
      expect(history.map((change) => change.old)).toEqual([CLEAN, DIRTY]);
      expect(history.map((change) => change.new)).toEqual([DIRTY, ZERO]);
    },
  );
});

describe('snapshots that have gone stale', () => {
  const staleAt = (position: number) => {
    const input = zapRunAt(position);
    return staleSnapshots(input.view, input);
  };

  test('while memory still holds what was read, none is', () => {
    expect(staleAt(STEPS.read).size).toBe(0);
  });

  test('once the CPU has set D, the zapper holds the older value, read at step 3', () => {
    expect(staleAt(STEPS.assist).get('3/5')).toEqual([
      { actor: 2, readAt: STEPS.read, value: CLEAN },
    ]);
  });

  test('after the store the snapshot is used up', () => {
    expect(staleAt(STEPS.store).size).toBe(0);
  });
});
