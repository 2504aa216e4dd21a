import { describe, expect, test } from 'vitest';
import { groupDigits } from '../../explorer/compare-columns.ts';
import type { ChangesReply, CountedChange } from '../../protocol/explore.ts';
import { changeCounts, countingText, shortCount } from './change-counts.ts';
import { CHART, labelPlace, placesOf } from './chart-geometry.ts';

const change = (from: CountedChange['from'], to: CountedChange['to'], count: number) => ({
  from,
  to,
  transition: 'dirty',
  count,
});
const CHANGES: readonly CountedChange[] = [
  change('WC', 'WD', 12_345),
  { ...change('WD', 'none', 20), transition: 'zap' },
  { ...change('WD', 'none', 3), transition: null },
  { ...change('WC', 'WC', 7), transition: 'accessed' },
];

function counts(changes: readonly CountedChange[], more: Partial<ChangesReply> = {}) {
  const reply: ChangesReply = {
    type: 'changes',
    column: 'before',
    gfn: 0x205,
    level: 1,
    changes,
    bound: null,
    states: 300,
    ...more,
  };
  const found = changeCounts(reply);
  if (found === null) throw new Error('nothing counted');
  return found;
}

describe('how often an SPTE changes', () => {
  test('a number on each arrow, whoever takes it there; a row for each who does', () => {
    const { arrows, rows } = counts(CHANGES);
    expect(arrows.map(({ key, label, legal }) => [key, label, legal])).toEqual([
      ['WC-WD', '12k', true],
      ['WD-none', '✗23', false],
    ]);
    expect(rows.map(({ count, states, transition }) => [count, states, transition])).toEqual([
      ['12,345', 'clean → dirty', 'the CPU sets Dirty for a store'],
      ['20', 'dirty → empty', 'a leaf is zapped'],
      ['3', 'dirty → empty', null],
      ['7', 'still clean', 'the CPU sets Accessed'],
    ]);
  });

  test('the law: rows sum up to what the summary says, and arrows to those that change the state', () => {
    const { rows, summary } = counts(CHANGES);
    const sum = rows.reduce((total, { count }) => total + Number(count.replaceAll(',', '')), 0);
    expect(summary).toBe(`${groupDigits(sum)} changes, every interleaving: 300 states`);
  });

  test('of a bounded search nothing is said of what it has not seen', () => {
    for (const changes of [CHANGES, []]) {
      const { others, summary } = counts(changes, { bound: 'states' });
      expect(summary).toMatch(/, so far: bounded at 300 states$/);
      expect(others).toMatch(/^What was not searched may/);
      expect(`${summary} ${others}`).not.toMatch(/never|no interleaving/i);
    }
    expect(counts([]).others).toBe('No interleaving changes this SPTE.');
  });

  test('nothing counted is not "none"', () => {
    const reply = {
      type: 'changes',
      column: 'a',
      gfn: 1,
      level: 1,
      bound: null,
      states: 0,
    } as const;
    expect(changeCounts({ ...reply, changes: null })).toBeNull();
    expect(countingText({ progress: null, waits: true })).toMatch(/have been searched/);
    expect(countingText({ progress: { done: 1000, total: 2000 }, waits: false })).toBe(
      'Counting: 1,000 of 2,000 states',
    );
  });
});

test('short counts take no more than four characters', () => {
  expect([7, 9999, 10_000, 999_499, 999_500, 1_234_567].map(shortCount)).toEqual([
    '7',
    '9999',
    '10k',
    '999k',
    '1.0M',
    '1.2M',
  ]);
});

test('the numbers of two arrows between the same states do not stand on one another', () => {
  const places = placesOf(2);
  for (const one of places) {
    for (const other of places) {
      if (one === other) continue;
      const [there, back] = [labelPlace(one, other), labelPlace(other, one)];
      const apart = Math.abs(there.x - back.x) + Math.abs(there.y - back.y);
      expect(apart, `${one.kind} ${other.kind}`).toBeGreaterThan(3);
      expect(there.y).toBeGreaterThan(0);
      expect(there.x).toBeLessThan(CHART.width);
    }
  }
});
