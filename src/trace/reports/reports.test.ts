import { describe, expect, test } from 'vitest';
import { SPTE_STATES } from '../../engine/spte-states/moves.ts';
import { findMarker } from '../queries/find-marker.ts';
import { timeline } from '../queries/timeline.ts';
import { WORDS } from '../tables/page-tables.ts';
import { entriesOf } from '../tables/table-dump.ts';
import { goldenTrace } from '../testing/golden.ts';
import type { Trace } from '../trace.ts';
import { leafMap } from './leaf-map.ts';
import { PAGE } from './page-code.ts';
import { spanBetween } from './span.ts';
import { tablesAt } from './tables-at.ts';

const B1 = 'linux-6.1-npt.b1_dirty_log';

function sum(counts: Uint32Array): number {
  return counts.reduce((total, count) => total + count, 0);
}

describe('a stretch of the timeline', () => {
  const trace = goldenTrace(B1);
  const { count, time } = trace.events;

  test.each(['event', 'time'] as const)('by %s: parts have what the whole has', (by) => {
    const [start, end] = by === 'event' ? [0, count] : [time.at(0), time.at(count - 1) + 1];
    const middle = start + Math.floor((end - start) / 3);
    const total = (from: number, to: number): number =>
      timeline(trace, { by, start: from, end: to, bins: 40, lanes: 'kind' }).counts.reduce(
        (all, lane) => all + sum(lane.counts),
        0,
      );
    expect(total(start, end)).toBe(count);
    // A time at the edge belongs to both parts.
    const shared = by === 'event' ? 0 : at(trace, middle);
    expect(total(start, middle) + total(middle, end)).toBe(count + shared);
  });

  test('stretches name their first events', () => {
    const { counts, firstEvents } = timeline(trace, {
      by: 'event',
      start: 100,
      end: 200,
      bins: 10,
      lanes: 'cpu',
    });
    expect([...firstEvents]).toEqual(Array.from({ length: 11 }, (_, bin) => 100 + 10 * bin));
    expect([...counts[0]!.counts]).toEqual(Array(10).fill(10));
  });

  test('findings are where they happened', () => {
    const race = goldenTrace('part.f1_race');
    const { findings } = race.conformance;
    const whole = { by: 'event', start: 0, end: race.events.count, lanes: 'kind' } as const;
    const found = timeline(race, { ...whole, bins: race.events.count }).findings;
    expect(sum(found)).toBe(findings.length);
    expect(found[findings.at(0)]).toBe(1);
  });
});

/** Events at exactly this time. */
function at({ events }: Trace, clock: number): number {
  let found = 0;
  for (let event = 0; event < events.count; event++) {
    if (events.time.at(event) === clock) found += 1;
  }
  return found;
}

describe('the tables at a moment', () => {
  const trace = goldenTrace(B1);
  const event = findMarker(trace.events, 'KT end 6');

  test('of the way to a gfn are those of the walk', () => {
    const { root, strips } = tablesAt(trace, { event, root: null, gfn: 0x1004 });
    trace.seek(event + 1);
    const entries = [...entriesOf(trace.tables, trace.roots.all[root!]!, trace.bits)];
    expect(strips.map(({ level }) => level)).toEqual([4, 3, 2, 1]);
    const leaf = strips.at(-1)!;
    const entry = entries.find(({ gfn, level }) => gfn === 0x1004 && level === 1)!;
    expect([leaf.cells[2 * leaf.index!], leaf.cells[2 * leaf.index! + 1]]).toEqual([
      entry.lo,
      entry.hi,
    ]);
    expect(leaf.cells).toHaveLength(WORDS);
  });

  test('before the first event there are none', () => {
    const none = tablesAt(trace, { event: -1, root: null, gfn: null });
    expect(none).toMatchObject({ roots: [], root: null, strips: [] });
  });

  test('as a map have each leaf of the walk in its place', () => {
    const { root } = tablesAt(trace, { event, root: null, gfn: null });
    const map = leafMap(trace, { event, root: root!, gfnFirst: 0, pages: 0x2000 });
    trace.seek(event + 1);
    const leafs = [...entriesOf(trace.tables, trace.roots.all[root!]!, trace.bits)].filter(
      ({ gfn, kind }) => kind === 'leaf' && gfn < 0x2000,
    );
    const mapped = [...map.codes.entries()].filter(([, code]) => isLeaf(code));
    expect(mapped.map(([page]) => page)).toEqual(leafs.map(({ gfn }) => gfn));
    for (const { first, end } of map.populated) expect(end).toBeGreaterThan(first);
    const inside = (gfn: number) =>
      map.populated.some(({ end, first }) => gfn >= first && gfn < end);
    expect(leafs.every(({ gfn }) => inside(gfn))).toBe(true);
  });

  test('a finding marks its page from then on', () => {
    const race = goldenTrace('part.f1_race');
    const found = race.conformance.findings.at(0);
    const mark = (moment: number): number => {
      const { root } = tablesAt(race, { event: moment, root: null, gfn: null });
      const map = leafMap(race, { event: moment, root: root!, gfnFirst: 0x1089, pages: 1 });
      return map.codes[0]! & PAGE.FINDING;
    };
    expect([mark(found - 1), mark(found)]).toEqual([0, PAGE.FINDING]);
  });
});

function isLeaf(code: number): boolean {
  const state = SPTE_STATES[code & PAGE.STATE] ?? 'none';
  return !['none', 'mmio', 'frozen', 'nonleaf'].includes(state);
}

describe('what lies between two moments', () => {
  const trace = goldenTrace(B1);
  const from = findMarker(trace.events, 'KT end 6');
  const to = findMarker(trace.events, 'KT end 8');

  test('is the same in either order, and nothing between one and itself', () => {
    const there = spanBetween(trace, { from, to });
    expect(spanBetween(trace, { from: to, to: from })).toEqual({ ...there, from: to, to: from });
    expect(there.events).toBe(to - from);
    expect(spanBetween(trace, { from, to: from })).toMatchObject({
      events: 0,
      entriesChanged: 0,
      tablesMade: 0,
      tablesRemoved: 0,
    });
  });

  test('entries are those that differ', () => {
    const entries = (event: number): Map<string, string> => {
      trace.seek(event + 1);
      return new Map(
        trace.roots.all.flatMap((root) =>
          [...entriesOf(trace.tables, root, trace.bits)].map(
            ({ gfn, hi, level, lo }) => [`${root.id} ${level} ${gfn}`, `${hi} ${lo}`] as const,
          ),
        ),
      );
    };
    const [before, after] = [entries(from), entries(to)];
    const all = new Set([...before.keys(), ...after.keys()]);
    const changed = [...all].filter((key) => before.get(key) !== after.get(key));
    const { entriesChanged, tablesMade } = spanBetween(trace, { from, to });
    expect(tablesMade).toBe(0);
    expect(changed.length).toBeGreaterThan(0);
    expect(entriesChanged).toBe(changed.length);
  });
});
