/** How page tables are removed, flushed and given back, and what those who still walk them see. */
import { expect, test } from 'vitest';
import { decodeSpte } from '../layout/decode.ts';
import { isFrozenSpte } from '../layout/predicates.ts';
import {
  SLOT,
  collapse,
  deleteSlot,
  drive,
  load,
  mmio,
  pfnOf,
  rcuCallback,
  reusePage,
  store,
  zap,
  zapTables,
  type Driver,
  type Scene,
} from '../testing/scene.ts';
import {
  readCounters,
  readFrame,
  readGuestPage,
  readHostPage,
  readLocks,
  readPsc,
  readSpte,
  readTlb,
  readVcpu,
} from '../state/readers.ts';

/** Frames of a scene with all its leafs in one table: the root, and the tables of levels 3, 2 and 1. */
const PD = 2;
const PT = 3;
/** Gfns of one table of the lowest level. */
const TABLE = [0x200, 0x200] as const;

const lifeOf = (d: Driver, frame: number): string => readFrame(d.view, frame).life;

function isRemoved(d: Driver, index: number): boolean {
  return isFrozenSpte(d.machine.config.layout, readSpte(d.view, { frame: PT, index }));
}

const REMOVAL: Scene = {
  leafs: { 0x205: 'WD', 0x206: 'RO' },
  mmio: [0x210],
  hosts: { zap: [zapTables(...TABLE)], rcu: [rcuCallback(), rcuCallback()] },
};

test('[RPT-1] removing a table unlinks it, removes what is present in it, and gives its page back', () => {
  const d = drive({ ...REMOVAL, flags: { freePt: 'imm' } });
  d.until('zap', 'zap');
  expect(lifeOf(d, PT)).toBe('linked');
  d.step('zap');
  expect(lifeOf(d, PT)).toBe('removed');
  d.until('zap', 'free');
  expect([isRemoved(d, 5), isRemoved(d, 6)]).toEqual([true, true]);
  expect(readHostPage(d.view, pfnOf(0x205))?.dirty).toBe(true);
  d.step('zap');
  expect(lifeOf(d, PT)).toBe('freed');
  expect(lifeOf(d, PD)).toBe('linked');
});

test('[RPT-2] under the write lock, empty and MMIO entries of a removed table stay as they are', () => {
  const d = drive(REMOVAL);
  d.finish('zap');
  expect(readSpte(d.view, { frame: PT, index: 7 })).toEqual({ lo: 0, hi: 0 });
  const kept = readSpte(d.view, { frame: PT, index: 16 });
  expect(decodeSpte(d.machine.config.layout, kept, 1).kind).toBe('mmio');
});

test('[RPT-3] with mmu_lock held for read, every entry is exchanged for the removed value', () => {
  const d = drive({ leafs: { 0x205: 'WD' }, hosts: { collapse: [collapse(0x205)] } });
  const steps = d.finish('collapse');
  expect(Array.from({ length: 512 }, (_, i) => isRemoved(d, i))).toEqual(Array(512).fill(true));
  // One step for entry 0, where the walk begins, and one for each gfn of the slot but the first.
  const exchanges = steps.filter((step) => step === 'handle_removed_pt/xchg');
  expect(exchanges).toHaveLength(SLOT.pages);
});

test('[RPT-4] tables below a removed one are removed first, and given back first', () => {
  const d = drive({
    leafs: { 0x205: 'WD' },
    flags: { freePt: 'imm' },
    hosts: { zap: [zapTables(0, 2 ** 18)] },
  });
  const freed: number[] = [];
  while (d.machine.nextStep(0) !== null) {
    d.step('zap');
    if (d.machine.effect.frame >= 0) freed.push(d.machine.effect.frame);
  }
  expect(freed).toEqual([PT, PD]);
});

test('[RPT-5] a table that is only partly in the range stays; its leafs in the range go', () => {
  const d = drive({ ...REMOVAL, hosts: { zap: [zapTables(0x205, 1)] } });
  d.finish('zap');
  expect(lifeOf(d, PT)).toBe('linked');
  expect(d.spte(0x205)).toEqual({ lo: 0, hi: 0 });
  expect(d.spte(0x206)).not.toEqual({ lo: 0, hi: 0 });
});

test('[RPT-6] the flush is part of the removal, at the end of the walk, or after RCU, by kernel', () => {
  const flushesAt = (flushDefer: 'removal' | 'walkEnd' | 'afterRcu'): string[] => {
    const d = drive({ ...REMOVAL, flags: { flushDefer } });
    const done: string[] = [];
    while (d.machine.nextStep(0) !== null) {
      const step = d.step('zap');
      if (d.machine.effect.access === 'flush') done.push(step);
    }
    return done;
  };
  expect(flushesAt('removal')).toEqual(['handle_removed_pt/flush', 'zap_gfn_range/flush']);
  expect(flushesAt('walkEnd')).toEqual(['zap_gfn_range/early_flush']);
  expect(flushesAt('afterRcu')).toEqual(['zap_gfn_range/flush']);
});

test('[RCU-1] call_rcu() waits for the sections open at that moment, and for no later ones', () => {
  const d = drive({ ...REMOVAL, vcpus: [[mmio(0x210)], [mmio(0x210)]] });
  d.until('vcpu0', 'end');
  d.until('zap', 'free');
  d.step('zap');
  d.finish('zap');
  d.until('vcpu1', 'alloc');
  expect(readLocks(d.view).rcuReaders).toEqual([0, 1]);
  d.step('rcu');
  expect(lifeOf(d, PT)).toBe('removed');
  d.step('vcpu0');
  d.step('rcu');
  expect(lifeOf(d, PT)).toBe('freed');
});

test('[RCU-2] a freed page may become somebody else’s, and is not taken for a table again', () => {
  const d = drive({
    ...REMOVAL,
    flags: { freePt: 'imm' },
    vcpus: [[store(0x205)]],
    hosts: { zap: [zapTables(...TABLE)], other: [reusePage(), reusePage()] },
  });
  d.step('other');
  expect(lifeOf(d, PT)).toBe('linked');
  d.finish('zap');
  d.step('other');
  expect(lifeOf(d, PT)).toBe('reused');
  const data = readSpte(d.view, { frame: PT, index: 5 });
  d.finish('vcpu0');
  expect(readSpte(d.view, { frame: PT, index: 5 })).toEqual(data);
  expect(readGuestPage(d.view, 0x205)?.version).toBe(1);
});

test('[RCU-3] a walk through a page that is no table any more goes astray, and comes back', () => {
  const d = drive({
    ...REMOVAL,
    vcpus: [[mmio(0x210)]],
    flags: { freePt: 'imm', readerRcu: 'no' },
    // The table of level 2 goes, and what a walk finds in it then is no pointer to a table.
    hosts: { zap: [zapTables(0, 2 ** 18)], other: [reusePage(), reusePage()] },
  });
  d.until('vcpu0', 'begin');
  // Up to the second reading of the entry that leads to the table of level 2.
  for (let n = 0; n < 5; n++) d.step('vcpu0');
  d.finish('zap');
  d.finish('other');
  let astray = 0;
  while (d.machine.nextStep(0) !== null) {
    d.step('vcpu0');
    const { access, sptep } = d.machine.effect;
    if (access === 'spte-load' && sptep < 0) astray += 1;
  }
  expect(astray).toBe(1);
  expect(d.violated).toContain('P3');
  expect(readCounters(d.view).pfRetries).toBe(1);
});

test('[MMIO-1] an access to a gfn without memory exits by misconfiguration, and is emulated', () => {
  const d = drive({ mmio: [0x210], vcpus: [[mmio(0x210)]] });
  const steps = d.finish('vcpu0');
  expect(steps).toContain('handle_mmio_page_fault/begin');
  expect(steps.at(-1)).toBe('vcpu_access/emulated_unlock');
  expect(readTlb(d.view, 0)).toEqual([]);
  expect(readVcpu(d.view, 0).inGuest).toBe(true);
});

test('[MMIO-2] the walk that reads the mark takes RCU since 7cca2d0b7e7d, and never mmu_lock', () => {
  const readers = (readerRcu: 'no' | 'yes'): readonly number[] => {
    const d = drive({ mmio: [0x210], vcpus: [[mmio(0x210)]], flags: { readerRcu } });
    d.until('vcpu0', 'end');
    expect(readLocks(d.view)).toMatchObject({ mmuLockReaders: [], mmuLockWriter: null });
    return readLocks(d.view).rcuReaders;
  };
  expect(readers('no')).toEqual([]);
  expect(readers('yes')).toEqual([0]);
});

test('[MMIO-3] where no mark is, a fault leaves one, and the access is emulated', () => {
  const d = drive({ vcpus: [[mmio(0x210)]] });
  const steps = d.finish('vcpu0');
  expect(steps).not.toContain('handle_mmio_page_fault/begin');
  expect(steps.at(-1)).toBe('vcpu_access/emulated_unlock');
  const mark = d.spte(0x210);
  expect(mark === null ? '' : decodeSpte(d.machine.config.layout, mark, 1).kind).toBe('mmio');
});

test('[FLUSH-2] a flush makes a walk under way begin anew: no CPU is in the middle of one', () => {
  const d = drive({ ...REMOVAL, vcpus: [[load(0x205)]], flags: { freePt: 'imm' } });
  for (let n = 0; n < 4; n++) d.step('vcpu0');
  expect(readPsc(d.view, 0)).toHaveLength(3);
  d.until('zap', 'rcu_unlock');
  // It would have read the removed table next.
  d.step('vcpu0');
  expect(Math.floor(d.machine.effect.sptep / 512)).toBe(0);
});

test('[YIELD-1] a zap that yields flushes what it owes before it lets go of mmu_lock', () => {
  const flushed = (yieldFlush: 'forgotten' | 'carried'): string[] => {
    const d = drive({
      leafs: { 0x204: 'WD' },
      otherRoot: { 0x205: 'WD' },
      flags: { yieldFlush, flushDefer: 'removal' },
      yields: true,
      vcpus: [[load(0x204)]],
      hosts: { zap: [zapTables(0x204, 2)] },
    });
    d.finish('vcpu0');
    d.until('zap', 'rcu_unlock');
    d.step('zap');
    while (d.machine.nextStep(1)?.label !== 'resched' || d.machine.variants(1) < 2) d.step('zap');
    d.step('zap', 1);
    d.until('zap', 'yield_lock');
    return readTlb(d.view, 0).map(({ gfn }) => `0x${gfn.toString(16)}`);
  };
  expect(flushed('forgotten')).toEqual(['0x204']);
  expect(flushed('carried')).toEqual([]);
});

test('[YIELD-2] with ed5e484b79e8 a walk yields only where it has got on since the last time', () => {
  const choices = (yieldProgress: 'any' | 'forward'): number[] => {
    const d = drive({
      flags: { yieldProgress },
      yields: true,
      leafs: { 0x204: 'WD' },
      hosts: { zap: [zapTables(0x204, 2)] },
    });
    const ways: number[] = [];
    while (d.machine.nextStep(0) !== null) {
      if (d.machine.nextStep(0)?.label === 'resched') ways.push(d.machine.variants(0));
      d.step('zap');
    }
    return ways;
  };
  // Three tables on the way down, then the entries of the two gfns.
  expect(choices('any')).toEqual([2, 2, 2, 2, 2]);
  expect(choices('forward')).toEqual([1, 1, 1, 1, 2]);
});

test('[YIELD-3] after a yield the walk begins at the root again, and goes to where it was', () => {
  const d = drive({
    yields: true,
    leafs: { 0x204: 'WD', 0x205: 'WD' },
    hosts: { zap: [zapTables(0x204, 2)] },
  });
  while (d.machine.variants(0) < 2) d.step('zap');
  d.step('zap', 1);
  const rest = d.finish('zap');
  expect(rest.filter((step) => step === 'zap_gfn_range/zap')).toHaveLength(1);
  expect(d.spte(0x204)).toEqual({ lo: 0, hi: 0 });
  expect(d.spte(0x205)).toEqual({ lo: 0, hi: 0 });
});

const DELETION: Scene = {
  leafs: { 0x205: 'WD' },
  memslots: [
    { id: 0, gfn: 0x204, pages: 2, pfn: pfnOf(0x204), writable: true },
    { id: 1, gfn: 0x208, pages: 1, pfn: 0x9b00, writable: true },
  ],
  hosts: { delete: [deleteSlot(0x208)] },
};

test('[ROOT-1] deleting a slot makes all roots invalid; vCPUs come back on a new one, flushed', () => {
  const d = drive({ ...DELETION, vcpus: [[load(0x205)]] });
  d.finish('vcpu0');
  d.until('delete', 'request');
  d.step('delete');
  expect(readTlb(d.view, 0)).toEqual([]);
  expect(readVcpu(d.view, 0).root).not.toBe(0);
  d.finish('delete');
  expect(readSpte(d.view, { frame: 0, index: 0 })).toEqual({ lo: 0, hi: 0 });
});

test('[ROOT-2] a vCPU outside the guest loads its new root before it enters', () => {
  const d = drive({ ...DELETION, vcpus: [[load(0x204)]] });
  d.until('vcpu0', 'srcu');
  d.until('delete', 'read_lock');
  expect(readVcpu(d.view, 0).root).toBe(0);
  d.until('vcpu0', 'srcu_unlock');
  expect(readVcpu(d.view, 0).root).not.toBe(0);
  d.finish('vcpu0');
  d.finish('delete');
  expect(readTlb(d.view, 0)[0]?.gfn).toBe(0x204);
});

test('[ROOT-3] with a955cad84cda a fault on an invalid root is taken again, before it maps anything', () => {
  const next = (staleRoot: 'unchecked' | 'checked'): string | undefined => {
    const d = drive({ ...DELETION, flags: { staleRoot }, vcpus: [[load(0x204)]] });
    d.until('delete', 'lock');
    d.until('vcpu0', 'lock');
    d.until('delete', 'read_lock');
    d.until('vcpu0', 'stale');
    d.step('vcpu0');
    return d.machine.nextStep(0)?.label;
  };
  expect(next('unchecked')).toBe('rcu');
  expect(next('checked')).toBe('unlock');
});

test('[ROOT-4] a fault on a slot that is being deleted waits, one after that finds no memory', () => {
  const d = drive({ ...DELETION, vcpus: [[load(0x208)]] });
  d.until('delete', 'sync');
  d.until('vcpu0', 'pfn');
  d.step('vcpu0');
  expect(d.machine.nextStep(0)?.label).toBe('enter');
  d.until('vcpu0', 'lookup');
  d.finish('delete');
  expect(d.finish('vcpu0').at(-1)).toBe('vcpu_access/emulated_unlock');
});

test('[ROOT-5] deletion waits for vCPUs that still use the old memslots', () => {
  const d = drive({ ...DELETION, vcpus: [[load(0x204)]] });
  d.until('vcpu0', 'seq');
  d.until('delete', 'wait');
  expect(d.machine.variants(1)).toBe(0);
  d.finish('vcpu0');
  expect(d.machine.variants(1)).toBe(1);
});

test('[ROOT-6] a notifier walks invalid roots, too, since d62007edf01f', () => {
  const mapped = (notifierRoots: 'valid' | 'all'): boolean => {
    const d = drive({
      ...DELETION,
      flags: { notifierRoots },
      hosts: { delete: [deleteSlot(0x208)], notifier: [zap(0x205)] },
    });
    d.until('delete', 'read_lock');
    d.until('notifier', 'free');
    return d.spte(0x205)?.lo !== 0;
  };
  expect(mapped('valid')).toBe(true);
  expect(mapped('all')).toBe(false);
});
