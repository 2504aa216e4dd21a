import { describe, expect, it, test } from 'vitest';
import { formatTables } from '../testing/tables.ts';
import {
  SLOT,
  drive,
  fetchFrom,
  load,
  pfnOf,
  store,
  tracking,
  zap,
  zapTables,
  type Scene,
} from '../testing/scene.ts';
import { TLB_FLAGS } from '../state/state-map.ts';
import { readCoherence } from '../state/coherence.ts';
import { readCounters, readGuestPage, readPsc, readTlb } from '../state/readers.ts';

test('[WALK-1] a load sets A in every level it uses, and caches the leaf with D as it was', () => {
  const d = drive({ leafs: { 0x205: 'WC-' }, vcpus: [[load(0x205)]] });
  expect(d.finish('vcpu0')).toEqual([
    'vcpu_access/lookup',
    'vcpu_access/walk',
    'vcpu_access/walk',
    'vcpu_access/walk',
    'vcpu_access/walk',
    'vcpu_access/lookup',
  ]);
  expect(formatTables(d.view, d.machine.config.layout)).toBe(
    [
      'PML4 0x40',
      '  [0] -> PDPT 0x41',
      '    [0] -> PD 0x42',
      '      [1] -> PT 0x43',
      '        [5] gfn 0x205 pfn 0x9a05 RWX A· HM',
    ].join('\n'),
  );
  expect(readTlb(d.view, 0)).toEqual([
    { gfn: 0x205, pfn: 0x9a05, level: 1, r: true, w: true, x: true, d: false, root: 0 },
  ]);
});

test('[WALK-2] a store sets A and D in the leaf by one locked OR, then retires in its own step', () => {
  const d = drive({ leafs: { 0x205: 'WC-' }, vcpus: [[store(0x205)]] });
  for (let n = 0; n < 5; n++) d.step('vcpu0');
  expect(d.machine.effect.access).toBe('spte-assist');
  expect(readGuestPage(d.view, 0x205)?.version).toBe(0);
  d.step('vcpu0');
  expect(readGuestPage(d.view, 0x205)?.version).toBe(1);
  expect(formatTables(d.view, d.machine.config.layout)).toContain('RWX AD');
});

test('[WALK-3] the assist checks the leaf in memory again: one that was zapped meanwhile faults', () => {
  const d = drive({
    leafs: { 0x205: 'WC' },
    vcpus: [[store(0x205)]],
    hosts: { zap: [zap(0x205)] },
  });
  for (let n = 0; n < 4; n++) d.step('vcpu0');
  d.until('zap', 'rcu_unlock');
  d.step('vcpu0');
  expect(d.machine.effect.access).toBe('spte-load');
  expect(d.machine.nextStep(0)?.label).toBe('exit');
  expect(readTlb(d.view, 0)).toEqual([]);
});

test('[TLB-1] a store that finds W and D cached does not touch the SPTE', () => {
  const d = drive({ leafs: { 0x205: 'WC' }, vcpus: [[store(0x205), store(0x205)]] });
  for (let n = 0; n < 6; n++) d.step('vcpu0');
  const before = d.spte(0x205);
  d.step('vcpu0');
  expect(readGuestPage(d.view, 0x205)?.version).toBe(2);
  expect(d.machine.effect.accesses).toBe(1);
  expect(d.spte(0x205)).toEqual(before);
});

test('[TLB-2] a store that finds W cached as 0 exits at once, and the entry is dropped', () => {
  const flags = TLB_FLAGS.R | TLB_FLAGS.X;
  const tlb = [{ vcpu: 0, gfn: 0x205, pfn: pfnOf(0x205), flags }];
  const d = drive({ leafs: { 0x205: 'WD' }, tlb, vcpus: [[store(0x205)]] });
  d.step('vcpu0');
  expect(d.machine.nextStep(0)?.label).toBe('exit');
  expect(readTlb(d.view, 0)).toEqual([]);
  d.finish('vcpu0');
  // The SPTE allowed it all the time: the fault finds nothing to fix.
  expect(readCounters(d.view).spuriousFaults).toBe(1);
});

test('[TLB-3] entries are sorted by gfn: the order of fills makes no different state', () => {
  const scene = (gfns: readonly number[]) =>
    drive({ leafs: { 0x201: 'WD', 0x202: 'WD' }, vcpus: [gfns.map(load)] });
  const [up, down] = [scene([0x201, 0x202]), scene([0x202, 0x201])];
  up.finish('vcpu0');
  down.finish('vcpu0');
  expect(up.digest).toBe(down.digest);
});

test('[PSC-1] a walk caches the non-leaf entries it reads, from the root down', () => {
  const d = drive({ leafs: { 0x205: 'WC' }, vcpus: [[load(0x205)]] });
  d.finish('vcpu0');
  expect(readPsc(d.view, 0)).toEqual([
    { level: 4, gfn: 0, frame: 1 },
    { level: 3, gfn: 0, frame: 2 },
    { level: 2, gfn: 0x200, frame: 3 },
  ]);
});

test('[PSC-2] a walk may start below a cached entry only where the scenario declares that choice', () => {
  const scene = {
    leafs: { 0x201: 'WD', 0x205: 'WD' },
    vcpus: [[load(0x201), load(0x205)]],
  } as const;
  const choosing = drive({ ...scene, pscStart: true });
  for (let n = 0; n < 7; n++) choosing.step('vcpu0');
  expect(choosing.machine.variants(0)).toBe(2);
  choosing.step('vcpu0', 1);
  // One step instead of four: the leaf was read at once.
  expect(choosing.machine.effect.level).toBe(1);
  expect(choosing.machine.effect.filled).toBe(true);
  const plain = drive(scene);
  for (let n = 0; n < 7; n++) plain.step('vcpu0');
  expect(plain.machine.variants(0)).toBe(1);
});

test('[FLUSH-1] a remote flush empties the TLB and the paging-structure cache of every vCPU', () => {
  const d = drive({
    leafs: { 0x205: 'WC' },
    vcpus: [[store(0x205)], [fetchFrom(0x205)]],
    hosts: { zap: [zap(0x205)] },
  });
  d.finish('vcpu0');
  d.finish('vcpu1');
  d.until('zap', 'flush');
  expect(
    readCoherence(d.view, d.machine.config.layout).map(({ vcpu, absent }) => [vcpu, absent]),
  ).toEqual([
    [0, true],
    [1, true],
  ]);
  d.step('zap');
  expect([readTlb(d.view, 0), readTlb(d.view, 1), readPsc(d.view, 0), readPsc(d.view, 1)]).toEqual([
    [],
    [],
    [],
    [],
  ]);
  expect(readCounters(d.view)).toMatchObject({ flushesRequested: 1, flushesNeeded: 1 });
});

test('[FLUSH-1] a flush tells whether there was anything to drop, be it in the TLB alone', () => {
  const flags = TLB_FLAGS.R | TLB_FLAGS.W | TLB_FLAGS.D;
  const cached = { vcpu: 0, gfn: 0x204, pfn: pfnOf(0x204), flags };
  const hit = (tlb: (typeof cached)[]): boolean => {
    const d = drive({
      leafs: { 0x204: 'WD', 0x205: 'WD' },
      tlb,
      vcpus: [[]],
      hosts: { zap: [zap(0x205)] },
    });
    d.until('zap', 'flush');
    d.step('zap');
    return d.machine.effect.hit;
  };
  expect(hit([cached])).toBe(true);
  expect(hit([])).toBe(false);
});

test('[COH-1] the coherence view names what the TLB has and the SPTE has not', () => {
  const flags = TLB_FLAGS.R | TLB_FLAGS.W | TLB_FLAGS.D;
  const tlb = [
    { vcpu: 0, gfn: 0x201, pfn: pfnOf(0x201), flags },
    { vcpu: 0, gfn: 0x202, pfn: pfnOf(0x202), flags },
    { vcpu: 0, gfn: 0x203, pfn: 0x1234, flags: TLB_FLAGS.R },
    { vcpu: 0, gfn: 0x204, pfn: pfnOf(0x204), flags },
  ];
  const d = drive({
    leafs: { 0x201: 'WP', 0x202: 'WC', 0x203: 'RO', 0x204: 'WD' },
    tlb,
    vcpus: [[]],
  });
  expect(readCoherence(d.view, d.machine.config.layout)).toEqual([
    {
      vcpu: 0,
      gfn: 0x201,
      level: 1,
      excess: ['W'],
      dirtyCached: true,
      wrongPfn: false,
      absent: false,
    },
    {
      vcpu: 0,
      gfn: 0x202,
      level: 1,
      excess: [],
      dirtyCached: true,
      wrongPfn: false,
      absent: false,
    },
    {
      vcpu: 0,
      gfn: 0x203,
      level: 1,
      excess: [],
      dirtyCached: false,
      wrongPfn: true,
      absent: false,
    },
  ]);
});

describe('a flush of a range', () => {
  const scene: Scene = {
    leafs: { 0x201: 'WD', 0x203: 'WD' },
    memslots: [SLOT, { id: 1, gfn: 0x400, pages: 1, pfn: 0x9c00, writable: true }],
    vcpus: [[load(0x201), load(0x203), load(0x400)]],
    flush: { byRange: true },
  };

  /** What is left of the vCPU's caches when a tracker has protected gfn 0x201. */
  function left(rules: Scene['flush']): { tlb: number[]; psc: string[] } {
    const d = drive({
      ...scene,
      flush: rules,
      hosts: { tracker: [tracking('track_page')(0x201)] },
    });
    d.finish('vcpu0');
    d.finish('tracker');
    return {
      tlb: readTlb(d.view, 0).map(({ gfn }) => gfn),
      psc: readPsc(d.view, 0).map(({ gfn, level }) => `${level}:0x${gfn.toString(16)}`),
    };
  }

  it('[FLUSH-3] takes what is in it, and what leads there, where there are such flushes', () => {
    expect(left({ byRange: true })).toEqual({ tlb: [0x203, 0x400], psc: ['2:0x400'] });
    expect(left({})).toEqual({ tlb: [], psc: [] });
    expect(left(undefined)).toEqual({ tlb: [], psc: [] });
  });

  it.each([
    ['table', []],
    ['lastEntry', [0x201]],
  ] as const)('[FLUSH-4] by the removal of a table: %s', (removedFlush, tlb) => {
    const d = drive({
      ...scene,
      vcpus: [[load(0x201)]],
      hosts: { zap: [zapTables(0x200, 0x200)] },
      flags: { flushDefer: 'removal', removedFlush },
    });
    d.finish('vcpu0');
    d.until('zap', 'free');
    expect(readTlb(d.view, 0).map(({ gfn }) => gfn)).toEqual(tlb);
    // The zapper's own flush takes everything.
    d.finish('zap');
    expect(readTlb(d.view, 0)).toEqual([]);
  });
});
