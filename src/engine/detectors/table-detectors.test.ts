/** The properties about page tables and what protects them: each is tripped, and holds elsewhere. */
import { expect, test } from 'vitest';
import { MutableWord64 } from '../../base/word64.ts';
import { Search } from '../../explorer/search.ts';
import { propertyVerdicts } from '../../explorer/verdicts.ts';
import { EVENT } from '../effect.ts';
import { callRcuFree, noteTableLife, unlinkFrame } from '../hardware/table-life.ts';
import { storeSpte } from '../hardware/spte-memory.ts';
import { Journal } from '../journal.ts';
import { Machine } from '../machine.ts';
import type { TableFlags } from '../profiles/table-flags.ts';
import { FLUSH_DEBT, leaveWalk, oweFlush } from '../sync/flush-debt.ts';
import {
  collapse,
  deleteSlot,
  drive,
  load,
  mmio,
  pfnOf,
  rcuCallback,
  reusePage,
  sceneConfig,
  store,
  zap,
  zapTables,
  type Scene,
} from '../testing/scene.ts';
import { Thread } from '../thread.ts';
import { DETECTORS } from './registry.ts';
import { P13_RCU_PROTECTION } from './p13-rcu-protection.ts';
import { P14_FLUSH_BEFORE_UNLOCK } from './p14-flush-before-unlock.ts';
import { P4_NO_STALE_WALK } from './p4-no-stale-walk.ts';
import { P5_FROZEN_OWNERSHIP } from './p5-frozen-ownership.ts';

/** Of all runs: the properties that some run violates. */
function violated(scene: Scene, flags: Partial<TableFlags>): string[] {
  const machine = new Machine(sceneConfig({ ...scene, flags: { ...scene.flags, ...flags } }));
  const search = new Search(machine);
  while (!search.advance(100_000));
  const verdicts = propertyVerdicts(search.graph, { bounded: search.bounded !== null });
  return verdicts.filter(({ verdict }) => verdict !== 'never').map(({ property }) => property);
}

/** A thread of its own, to make the detectors look at steps that no program makes. */
function threadOf(scene: Scene): Thread {
  const { config, map } = new Machine(sceneConfig(scene));
  return new Thread({ journal: new Journal(map.memory), map, ...config });
}

const SMALL_SLOT = [{ id: 0, gfn: 0x204, pages: 2, pfn: pfnOf(0x204), writable: true }] as const;

const WALK: Scene = {
  leafs: { 0x205: 'WD' },
  mmio: [0x210],
  vcpus: [[mmio(0x210)]],
  flags: { flushDefer: 'removal' },
  hosts: { zap: [zapTables(0x200, 0x200)], rcu: [rcuCallback()], other: [reusePage()] },
};

test('[P3] a reader without RCU, or a table freed at once, trips it; both halves are needed', () => {
  expect(violated(WALK, { freePt: 'imm', readerRcu: 'no' })).toEqual(['P3']);
  expect(violated(WALK, { freePt: 'rcu', readerRcu: 'no' })).toEqual(['P3', 'P13']);
  expect(violated(WALK, { freePt: 'imm', readerRcu: 'yes' })).toEqual(['P3']);
  expect(violated(WALK, { freePt: 'rcu', readerRcu: 'yes' })).toEqual([]);
});

const CACHED: Scene = {
  kernel: 'after',
  leafs: { 0x205: 'WD' },
  pscStart: true,
  vcpus: [[load(0x205)]],
  hosts: { zap: [zapTables(0x200, 0x200)], rcu: [rcuCallback()] },
};

test('[P4] a table freed before the flush trips it, at once or because RCU was left too early', () => {
  expect(violated(CACHED, { flushDefer: 'walkEnd', freePt: 'imm' })).toEqual(['P4']);
  expect(violated(CACHED, { flushDefer: 'afterRcu' })).toEqual(['P4', 'P14']);
  expect(violated(CACHED, { flushDefer: 'removal' })).toEqual([]);
  expect(violated(CACHED, { flushDefer: 'walkEnd' })).toEqual([]);
});

test('[P4] what is cached for an invalid root does not count', () => {
  const d = drive({
    ...CACHED,
    memslots: [...SMALL_SLOT, { id: 1, gfn: 0x208, pages: 1, pfn: 0x9b00, writable: true }],
    vcpus: [[load(0x205)]],
    hosts: { delete: [deleteSlot(0x208)], rcu: [rcuCallback()] },
  });
  d.finish('vcpu0');
  d.finish('delete');
  d.finish('rcu');
  expect(d.violated).toEqual([]);
});

test('[P4] a CPU that walks through a freed page trips it', () => {
  const t = threadOf(CACHED);
  t.effect.byCpu = true;
  t.effect.events = EVENT.DEAD_TABLE;
  expect(P4_NO_STALE_WALK.check(t)).toBe(true);
  t.effect.byCpu = false;
  expect(P4_NO_STALE_WALK.check(t)).toBe(false);
});

const REFILL: Scene = {
  leafs: { 0x204: 'WD' },
  memslots: SMALL_SLOT,
  flags: { flushDefer: 'removal', frozenTarget: 'refused' },
  vcpus: [[store(0x205)]],
  hosts: { collapse: [collapse(0x205)], rcu: [rcuCallback()] },
};

test('[P5] a table that is filled while it is torn down is freed with something mapped in it', () => {
  expect(violated(REFILL, { markRemoved: 'no' })).toEqual(['P5']);
  expect(violated(REFILL, { markRemoved: 'yes' })).toEqual([]);
});

test('[P5] a fault that overwrites a frozen entry trips it (v5.18 to v6.1)', () => {
  expect(violated(REFILL, { frozenTarget: 'overwritten' })).toEqual(['P5']);
});

test('[P5] who has frozen an entry may change it; a removed one belongs to nobody', () => {
  const t = threadOf(REFILL);
  const { FROZEN_SPTE, SHADOW_NONPRESENT_VALUE } = t.layout.constants;
  const write = (value: typeof FROZEN_SPTE, forGood = false): boolean => {
    t.effect.reset();
    t.effect.forGood = forGood;
    storeSpte(t, 7, { value, snapshot: new MutableWord64() });
    return P5_FROZEN_OWNERSHIP.check(t);
  };
  expect(write(FROZEN_SPTE)).toBe(false);
  expect(write(SHADOW_NONPRESENT_VALUE)).toBe(false);
  expect(write(FROZEN_SPTE)).toBe(false);
  t.actor = 1;
  expect(write(SHADOW_NONPRESENT_VALUE)).toBe(true);
  expect(write(FROZEN_SPTE, true)).toBe(false);
  expect(write(SHADOW_NONPRESENT_VALUE)).toBe(true);
});

const DELETION: Scene = {
  memslots: [...SMALL_SLOT, { id: 1, gfn: 0x208, pages: 1, pfn: 0x9b00, writable: true }],
  flags: { frozenTarget: 'refused' },
};

test('[P9] a page taken while an invalid root maps it trips it', () => {
  const scene = {
    ...DELETION,
    leafs: { 0x205: 'WD' as const },
    hosts: { delete: [deleteSlot(0x208)], notifier: [zap(0x205)] },
  };
  expect(violated(scene, { notifierRoots: 'valid' })).toEqual(['P9']);
  expect(violated(scene, { notifierRoots: 'all' })).toEqual([]);
});

test('[P9] a zap that reports a page which the host has taken trips it, too', () => {
  const d = drive({
    ...DELETION,
    leafs: { 0x205: 'WD' },
    flags: { notifierRoots: 'valid' },
    hosts: { delete: [deleteSlot(0x208)], notifier: [zap(0x205)] },
  });
  d.until('delete', 'read_lock');
  d.finish('notifier');
  expect(d.violated).toEqual(['P9']);
  d.until('delete', 'dirty');
  expect(d.violated).toEqual(['P9']);
  d.step('delete');
  expect(d.violated).toEqual(['P9', 'P9']);
});

test('[P9] a fault that maps something in a root that is done with trips it', () => {
  const scene = {
    ...DELETION,
    vcpus: [[load(0x205)]],
    hosts: { delete: [deleteSlot(0x208)] },
  };
  expect(violated(scene, { staleRoot: 'unchecked' })).toEqual(['P9']);
  expect(violated(scene, { staleRoot: 'checked' })).toEqual([]);
});

const TWO_ROOTS: Scene = {
  memslots: SMALL_SLOT,
  leafs: { 0x204: 'WD' },
  otherRoot: { 0x205: 'WD' },
  yields: true,
  flags: { flushDefer: 'removal' },
  vcpus: [[load(0x204)]],
  hosts: { zap: [zapTables(0x204, 2)], notifier: [zap(0x204)] },
};

test('[P9][P14] a flush that is forgotten over a yield trips both, and only if the walk may yield', () => {
  expect(violated(TWO_ROOTS, { yieldFlush: 'forgotten' }).sort()).toEqual(['P14', 'P9']);
  expect(violated(TWO_ROOTS, { yieldFlush: 'carried' })).toEqual([]);
  expect(violated({ ...TWO_ROOTS, yields: false }, { yieldFlush: 'forgotten' })).toEqual([]);
});

test('[P13] RCU entered after call_rcu() protects nothing; mmu_lock held for write protects all', () => {
  const t = threadOf(CACHED);
  const touch = (): boolean => {
    t.effect.reset();
    noteTableLife(t, 3);
    return (t.effect.events & EVENT.UNPROTECTED) !== 0 && P13_RCU_PROTECTION.check(t);
  };
  const { rcu, mmu_lock } = t.map;
  expect(touch()).toBe(true);
  t.journal.write(rcu.base, 1);
  expect(touch()).toBe(false);
  t.journal.write(rcu.base, 0);
  unlinkFrame(t, 3);
  callRcuFree(t, 3);
  t.journal.write(rcu.base, 1);
  expect(touch()).toBe(true);
  t.journal.write(mmu_lock.base, 1);
  expect(touch()).toBe(false);
});

test('[P14] a leaf’s flush may wait until mmu_lock is let go of, a table’s only until RCU is', () => {
  const t = threadOf(CACHED);
  const leave = (access: 'rcu-unlock' | 'unlock'): boolean => {
    t.effect.reset();
    t.effect.note(access);
    leaveWalk(t);
    return P14_FLUSH_BEFORE_UNLOCK.check(t);
  };
  expect([leave('rcu-unlock'), leave('unlock')]).toEqual([false, false]);
  oweFlush(t, FLUSH_DEBT.LEAF);
  expect([leave('rcu-unlock'), leave('unlock')]).toEqual([false, true]);
  oweFlush(t, FLUSH_DEBT.TABLE);
  oweFlush(t, FLUSH_DEBT.LEAF);
  expect([leave('rcu-unlock'), leave('unlock')]).toEqual([true, true]);
});

test('[P15] two zappers that may always yield go round for ever; one alone, or with progress, not', () => {
  const two: Scene = {
    leafs: { 0x204: 'WD' },
    yields: true,
    hosts: { one: [zapTables(0x204, 2)], two: [zapTables(0x204, 2)] },
  };
  expect(violated(two, { yieldProgress: 'any' })).toEqual(['P15']);
  expect(violated(two, { yieldProgress: 'forward' })).toEqual([]);
  const one = { ...two, hosts: { one: [zapTables(0x204, 2)] } };
  expect(violated(one, { yieldProgress: 'any' })).toEqual([]);
});

test('[P8] a removed table forgets Dirty by a plain store, after a walk that had been there before', () => {
  const scene: Scene = {
    leafs: { 0x205: 'WC' },
    pscStart: true,
    vcpus: [[load(0x205), store(0x205)]],
    hosts: { zap: [zapTables(0x200, 0x200)] },
  };
  expect(violated({ ...scene, kernel: 'before' }, {})).toEqual(['P8', 'P12']);
  expect(violated({ ...scene, kernel: 'after' }, {})).toEqual([]);
});

test('[DET-1] the explorer has a bit for each property', () => {
  // A set of them is a word of 32 bits: state-graph.ts.
  expect(DETECTORS.length).toBeLessThanOrEqual(32);
});
