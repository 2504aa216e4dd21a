import { describe, expect, test } from 'vitest';
import { KIND } from '../events/event-kinds.ts';
import { eventMessage } from '../events/event-text.ts';
import { SILENT } from '../tables/change-log.ts';
import { goldenText, goldenTrace, traceOf } from '../testing/golden.ts';
import { biography } from './biography.ts';
import { density } from './density.ts';
import { dirtyLogPasses } from './dirty-log-passes.ts';
import { faultCounts } from './fault-counts.ts';
import { findEvents } from './find-events.ts';
import { containsWords } from './find-marker.ts';

const B1 = 'linux-6.1-npt.b1_dirty_log';
const F4 = 'linux-6.1-npt.f4_concurrent';

function sum(counts: Uint32Array): number {
  return counts.reduce((total, count) => total + count, 0);
}

describe('the life of a gfn', () => {
  test('has every SPTE it had, at every level, and the events that name it', () => {
    const trace = goldenTrace(B1);
    const life = biography(trace, 0x1004);
    const lines = life.map(({ event }) => trace.events.line(event));
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
    const changes = life.filter(({ kind }) => kind === 'changed' || kind === 'fast-page-fault');
    const text = goldenText(`${B1}/trace.txt.gz`);
    const own = text.split('\n').filter((line) => /spte_changed: .* gfn 1004 /.test(line));
    expect(changes.filter((moment) => 'level' in moment && moment.level === 1)).toHaveLength(
      own.length + 3, // three fast page faults
    );
  });

  test('a page that came of a split begins there, without an event', () => {
    const life = biography(goldenTrace('linux-6.12-npt.c2_huge_lazy'), 0x40008);
    const split = life.find(({ kind }) => kind === 'split');
    expect(split).toMatchObject({ level: 1, to: { lo: 0x07406e65 + 0x2000, hi: 1 } });
  });

  test('what changed between two events is told with its cause', () => {
    const life = biography(goldenTrace('part.f1_race'), 0x1089);
    const trace = goldenTrace('linux-6.1-ept.b3_dirty_ring');
    const dirtied = biography(trace, 0x1004).filter(({ kind }) => kind === 'silent');
    const byCpu = { cause: SILENT.HARDWARE_AD, level: 1 };
    expect(dirtied).toMatchObject([byCpu, byCpu]);
    expect(life.some(({ kind }) => kind === 'silent')).toBe(false);
  });
});

describe('density', () => {
  test.each(['kind', 'vcpu', 'cpu'] as const)('by %s: every event is in one stretch', (lanes) => {
    const trace = goldenTrace(F4);
    const { count } = trace.events;
    for (const by of ['event', 'time'] as const) {
      const found = density(trace, { firstEvent: 0, endEvent: count, bins: 50, by, lanes });
      expect(found.reduce((total, { counts }) => total + sum(counts), 0)).toBe(count);
      expect(found.length).toBeGreaterThan(1);
    }
  });

  test('of a part, what came before tells the threads of the vCPUs', () => {
    const trace = goldenTrace(F4);
    const { count } = trace.events;
    const lanesOf = (firstEvent: number, endEvent: number) =>
      density(trace, { firstEvent, endEvent, bins: 1, by: 'event', lanes: 'vcpu' });
    const middle = Math.floor(count / 2);
    for (const { counts, name } of lanesOf(0, count)) {
      const parts = [...lanesOf(0, middle), ...lanesOf(middle, count)];
      const same = parts.filter((part) => part.name === name);
      expect(same.reduce((total, part) => total + sum(part.counts), 0)).toBe(sum(counts));
    }
  });
});

describe('events that pass a filter', () => {
  const trace = goldenTrace(B1);
  const lines = goldenText(`${B1}/trace.txt.gz`).split('\n');

  test('of a gfn, at one level', () => {
    const found = findEvents(trace, { gfn: 0x1004, level: 1, kinds: new Set([KIND.SPTE_CHANGED]) });
    const own = lines.filter((line) => / gfn 1004 level 1 old/.test(line));
    expect([...found].map((event) => eventMessage(trace.events, event))).toEqual(
      own.map((line) => line.slice(line.indexOf('as id'))),
    );
  });

  test('whose W goes from 1 to 0', () => {
    const { masks } = trace.detected.layout;
    const found = findEvents(trace, { bits: { mask: masks.writable, to: 0 }, level: 1 });
    const own = lines.filter((line) =>
      /level 1 old_spte \w*e67 new_spte \w*(?:e65|5a0)$/.test(line),
    );
    expect(found.length).toBe(own.length);
  });

  test('with text, of a vCPU, from an event on, and not more than asked for', () => {
    const text = findEvents(trace, { text: 'fixed 1' });
    expect(text.length).toBe(80);
    expect([...findEvents(trace, { text: 'fixed 1' }, { firstEvent: text[3]!, limit: 2 })]).toEqual(
      [...text.subarray(3, 5)],
    );
    const all = findEvents(trace, { vcpu: 0, kinds: new Set([KIND.PAGE_FAULT]) });
    expect(all.length).toBe(185);
    expect(findEvents(trace, { vcpu: 1 }).length).toBe(0);
    expect(findEvents(trace, { cpu: 0, pid: 265 }).length).toBe(trace.events.count);
  });
});

test('faults are counted by vCPU', () => {
  const [zero, one] = faultCounts(goldenTrace('part.f1_race').events);
  expect([zero!.vcpu, one!.vcpu]).toEqual([0, 1]);
  const text = goldenText('part.f1_race/trace.txt.gz');
  expect(zero!.faults).toBe(text.match(/kvm_page_fault: vcpu 0 /g)!.length);
});

test('dirty logging shows as runs of W, or of Dirty, taken away', () => {
  const passes = dirtyLogPasses(goldenTrace(B1));
  expect(passes.map(({ bit, changes }) => [bit, changes])).toEqual([
    ['W', 96],
    ['W', 17],
    ['W', 7],
  ]);
  const pml = dirtyLogPasses(goldenTrace('linux-6.1-ept.b3_dirty_ring'));
  expect(new Set(pml.map(({ bit }) => bit))).toEqual(new Set(['D']));
  expect(dirtyLogPasses(traceOf('part of no trace\n'))).toEqual([]);
});

test.each([
  ['KT end 6', 'KT end 6', true],
  ['KT end 6', 'KT end 60', false],
  ['KT end 6', 'xKT end 6', false],
  ['KT end 6', 'after KT end 6: done', true],
  ['end 6', 'end 60 end 6', true],
  ['', '', false],
])('"%s" as whole words in "%s": %s', (wanted, text, found) => {
  expect(wanted !== '' && containsWords(text, wanted)).toBe(found);
});
