import { describe, expect, test } from 'vitest';
import { ALL_LETTERS, letters, lostLetters, spokenChanges, type Letter } from './letters.ts';
import { leafSpte } from './testing/mirror-builder.ts';
import { LAYOUT } from './testing/zap-run.ts';

const clean = leafSpte(LAYOUT, { pfn: 0x9a05, bits: 'WAHM' });
const dirty = leafSpte(LAYOUT, { pfn: 0x9a05, bits: 'WADHM' });
const readOnly = leafSpte(LAYOUT, { pfn: 0x9a05, bits: 'A' });
const ZERO = { lo: 0, hi: 0 };
const FROZEN = LAYOUT.constants.FROZEN_SPTE;

const text = (row: readonly Letter[]): string =>
  row.map(({ letter, set }) => (set ? letter : '·')).join(' ');

describe('an SPTE as letters', () => {
  test('a writable, clean page lacks D only', () => {
    expect(text(letters({ layout: LAYOUT, spte: clean, names: ALL_LETTERS }))).toBe(
      'R W X A · H MW',
    );
  });

  test('a page the host maps read-only is neither host- nor MMU-writable', () => {
    expect(text(letters({ layout: LAYOUT, spte: readOnly, names: ALL_LETTERS }))).toBe(
      'R · X A · · ·',
    );
  });

  test('bits of a frozen SPTE are no letters, though the Accessed bit of 0x5a0 is set', () => {
    expect(FROZEN.lo & LAYOUT.masks.accessed.lo).not.toBe(0);
    expect(text(letters({ layout: LAYOUT, spte: FROZEN, names: ALL_LETTERS }))).toBe(
      '· · · · · · ·',
    );
  });
});

describe('what a write did to the letters', () => {
  const changes = (write: Parameters<typeof lostLetters>[1]): string =>
    letters({ layout: LAYOUT, spte: write.new, names: ALL_LETTERS, write })
      .map(({ change }) => change)
      .join(' ');

  test('a plain store over bits its snapshot had not: cleared ones were seen, D was lost', () => {
    const write = { old: dirty, new: ZERO, seen: clean };
    expect(changes(write)).toBe('cleared cleared cleared cleared lost cleared cleared');
    expect(lostLetters(LAYOUT, write)).toEqual(['dirty']);
  });

  test('an XCHG loses nothing: it has seen what it took away', () => {
    const write = { old: dirty, new: ZERO, seen: dirty };
    expect(changes(write)).toBe('cleared cleared cleared cleared cleared cleared cleared');
    expect(lostLetters(LAYOUT, write)).toEqual([]);
  });

  test('the CPU sets D: nobody had to see anything', () => {
    expect(changes({ old: clean, new: dirty, seen: null })).toBe(
      'none none none none set none none',
    );
  });
});

test('a bit that a held snapshot has not is at stake, and is said to be', () => {
  const row = letters({
    layout: LAYOUT,
    spte: dirty,
    names: ['accessed', 'dirty'],
    snapshot: clean,
  });
  expect(row.map(({ atStake }) => atStake)).toEqual([false, true]);
  expect(spokenChanges(row)).toBe('A D, D differs from a held snapshot');
});
