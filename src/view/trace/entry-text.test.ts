import { expect, test } from 'vitest';
import { findMarker } from '../../trace/queries/find-marker.ts';
import { tablesAt } from '../../trace/reports/tables-at.ts';
import { goldenTrace } from '../../trace/testing/golden.ts';
import { entriesOnTheWay } from './entry-text.ts';

test('the way to a gfn is told entry by entry, with the bits that are set', () => {
  const trace = goldenTrace('linux-6.1-npt.b1_dirty_log');
  const event = findMarker(trace.events, 'KT end 6');
  const { strips } = tablesAt(trace, { event, root: null, gfn: 0x1004 });
  const way = entriesOnTheWay(strips, trace.detected.layout);
  expect(way.map(({ gfn, level, state }) => [level, gfn, state])).toEqual([
    [4, 0, 'nonleaf'],
    [3, 0, 'nonleaf'],
    [2, 0x1000, 'nonleaf'],
    [1, 0x1004, 'WD'],
  ]);
  expect(way[3]).toMatchObject({ hex: '10376ce67', bits: expect.stringContaining('W') as string });
});

test('an entry the trace has not shown is unknown', () => {
  const cells = new Uint32Array(1024).fill(0xffff_ffff);
  const strip = {
    table: 0,
    level: 1,
    base: 0,
    pagesPerEntry: 1,
    cells,
    leads: new Uint8Array(512),
    index: 3,
  };
  const { layout } = goldenTrace('part.f1_race').detected;
  expect(entriesOnTheWay([strip], layout)).toEqual([
    { level: 1, index: 3, gfn: 3, hex: 'unknown', state: null, bits: '' },
  ]);
});
