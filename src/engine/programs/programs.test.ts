import { expect, test } from 'vitest';
import { hasAny } from '../../base/word64.ts';
import { decodeSpte } from '../layout/decode.ts';
import { formatTables } from '../testing/tables.ts';
import {
  clearFlushYoung,
  clearYoung,
  drive,
  load,
  pfnOf,
  store,
  zap,
  type Driver,
} from '../testing/scene.ts';
import {
  readCounters,
  readGuestPage,
  readHostPage,
  readLocks,
  readTlb,
  readVcpu,
} from '../state/readers.ts';
import { ALL_PROGRAMS } from './all-programs.ts';

function kindAt(d: Driver, gfn: number): string {
  const spte = d.spte(gfn);
  return spte === null ? 'no table' : decodeSpte(d.machine.config.layout, spte, 1).kind;
}

test('[PROG-1] program counters are unique, and programs never move: links are made of them', () => {
  const numbered = [
    '1 tdp_iter_next',
    '2 handle_changed_spte',
    '3 kvm_mmu_notifier_invalidate_range',
    '4 age_gfn_range',
    '5 kvm_tdp_mmu_map',
    '6 fast_page_fault',
    '7 kvm_tdp_page_fault',
    '8 vcpu_access',
    '16 enable_dirty_log',
    '17 get_dirty_log',
    '18 dirty_log_pass',
    '19 clear_dirty_pt_masked',
  ];
  const programs = ALL_PROGRAMS.programs.map(({ number, id }) => `${number} ${id}`);
  expect(programs).toEqual(expect.arrayContaining(numbered));
  const steps = ALL_PROGRAMS.steps.filter((step) => step !== null);
  expect(new Set(steps.map((step) => step.pc)).size).toBe(steps.length);
});

test('[PROG-2] each step names the kernel function it models and says in a line what it does', () => {
  for (const step of ALL_PROGRAMS.steps) {
    if (step === null) continue;
    expect(step.fn).not.toBe('');
    expect(step.code.length).toBeLessThan(100);
    expect(step.local === true ? step.access : step.access.length > 0).toBeTruthy();
  }
});

test('[FLT-1] a store to an unmapped gfn links the tables and maps it writable, accessed and dirty', () => {
  const d = drive({ vcpus: [[store(0x205)]] });
  const steps = d.finish('vcpu0');
  expect(steps).toContain('kvm_tdp_page_fault/pfn');
  expect(steps.filter((step) => step === 'kvm_tdp_mmu_map/link')).toHaveLength(3);
  expect(formatTables(d.view, d.machine.config.layout)).toContain(
    '[5] gfn 0x205 pfn 0x9a05 RWX AD HM',
  );
  expect(readGuestPage(d.view, 0x205)?.version).toBe(1);
  expect(readCounters(d.view)).toMatchObject({ slowPageFaults: 1, fastPageFaults: 0 });
});

test('[FLT-2] an exit leaves guest mode and enters SRCU; the way back is the reverse', () => {
  const d = drive({ vcpus: [[load(0x205)]] });
  d.until('vcpu0', 'srcu');
  expect(readVcpu(d.view, 0).inGuest).toBe(false);
  d.step('vcpu0');
  expect(readLocks(d.view).srcuReaders).toEqual([0]);
  d.finish('vcpu0');
  expect(readVcpu(d.view, 0).inGuest).toBe(true);
  expect(readLocks(d.view).srcuReaders).toEqual([]);
});

test('[FLT-3] a fault that resolved its page before an invalidation is taken again', () => {
  const d = drive({ leafs: { 0x205: 'WD' }, vcpus: [[load(0x206)]], hosts: { zap: [zap(0x206)] } });
  d.until('vcpu0', 'lock');
  d.finish('zap');
  const steps = d.finish('vcpu0');
  expect(readCounters(d.view).pfRetries).toBe(1);
  expect(steps.filter((step) => step === 'kvm_tdp_page_fault/pfn')).toHaveLength(1);
  // The second time round the host has put another page there.
  expect(readGuestPage(d.view, 0x206)?.pfn).toBe(pfnOf(0x206) + 16);
  expect(readTlb(d.view, 0)[0]?.pfn).toBe(pfnOf(0x206) + 16);
});

test('[FLT-4] a fault inside the range of an invalidation under way is taken again, one outside is not', () => {
  const run = (gfn: number): number => {
    const d = drive({
      leafs: { 0x205: 'WD' },
      vcpus: [[load(gfn)]],
      hosts: { zap: [zap(0x205, 2)] },
    });
    d.until('zap', 'free');
    d.until('vcpu0', 'stale');
    d.step('vcpu0');
    const label = d.machine.nextStep(0)?.label;
    return label === 'unlock' ? 1 : 0;
  };
  expect(run(0x206)).toBe(1);
  expect(run(0x207)).toBe(0);
});

test('[FLT-5] a store to a page that the host maps read-only ends in -EFAULT, a load maps it read-only', () => {
  const stores = drive({ hostWritable: false, vcpus: [[store(0x205)]] });
  expect(stores.finish('vcpu0').at(-1)).toBe('vcpu_access/efault');
  expect(readGuestPage(stores.view, 0x205)?.version).toBe(0);
  expect(readLocks(stores.view).srcuReaders).toEqual([]);
  const loads = drive({ hostWritable: false, vcpus: [[load(0x205)]] });
  loads.finish('vcpu0');
  expect(kindAt(loads, 0x205)).toBe('RO');
});

test('[FPF-1] a store to a write-protected leaf gets W by a compare-exchange, without mmu_lock; D stays clear', () => {
  const d = drive({ leafs: { 0x205: 'WP' }, vcpus: [[store(0x205)]] });
  d.until('vcpu0', 'fix');
  expect(readLocks(d.view)).toMatchObject({
    mmuLockWriter: null,
    mmuLockReaders: [],
    rcuReaders: [0],
  });
  d.step('vcpu0');
  expect(d.machine.effect.access).toBe('spte-cas');
  expect(kindAt(d, 0x205)).toBe('WC');
  d.finish('vcpu0');
  expect(kindAt(d, 0x205)).toBe('WD');
  expect(readCounters(d.view)).toMatchObject({ fastPageFaults: 1, slowPageFaults: 0 });
});

test('[FPF-2] the fast path works while mmu_lock is held for write', () => {
  const d = drive({
    leafs: { 0x205: 'WP' },
    vcpus: [[store(0x205)]],
    hosts: { zap: [zap(0x206)] },
  });
  d.until('zap', 'rcu');
  d.finish('vcpu0');
  expect(readCounters(d.view).fastPageFaults).toBe(1);
});

test('[FPF-3] a failed compare-exchange walks again; an SPTE that is gone goes the slow way', () => {
  const d = drive({
    leafs: { 0x205: 'WP' },
    vcpus: [[store(0x205)]],
    hosts: { age: [clearYoung(0x205)] },
  });
  d.until('vcpu0', 'fix');
  d.finish('age');
  d.step('vcpu0');
  expect(d.machine.effect.access).toBe('spte-cas-failed');
  d.finish('vcpu0');
  expect(readCounters(d.view)).toMatchObject({
    casFailures: 1,
    fastPageFaults: 1,
    slowPageFaults: 0,
  });
});

test('[FPF-4] an access that is allowed by now is spurious', () => {
  const d = drive({ leafs: { 0x205: 'WP' }, vcpus: [[store(0x205)], [store(0x205)]] });
  d.until('vcpu0', 'begin');
  d.finish('vcpu1');
  d.finish('vcpu0');
  expect(readCounters(d.view)).toMatchObject({ spuriousFaults: 1, fastPageFaults: 1 });
});

test('[MAP-1] of two faults on one gfn one installs; the other fails its compare-exchange and retries', () => {
  const d = drive({ leafs: { 0x204: 'WD' }, vcpus: [[store(0x205)], [store(0x205)]] });
  d.until('vcpu0', 'set');
  d.finish('vcpu1');
  d.step('vcpu0');
  expect(d.machine.effect.access).toBe('spte-cas-failed');
  d.finish('vcpu0');
  expect(readCounters(d.view)).toMatchObject({ casFailures: 1, pfRetries: 1 });
  expect(readGuestPage(d.view, 0x205)?.version).toBe(2);
});

test('[MAP-2] a fault that loses the race to link a table frees its own, which nobody has seen', () => {
  const d = drive({ vcpus: [[load(0x205)], [load(0x206)]] });
  d.until('vcpu0', 'link');
  d.finish('vcpu1');
  d.step('vcpu0');
  expect(d.machine.effect.access).toBe('spte-cas-failed');
  d.finish('vcpu0');
  expect(formatTables(d.view, d.machine.config.layout).match(/->/g)).toHaveLength(3);
});

test('[MAP-3] a fault over a leaf that is the same already is spurious', () => {
  const d = drive({
    hostWritable: false,
    leafs: { 0x204: 'RO' },
    vcpus: [[load(0x205)], [load(0x205)]],
  });
  d.until('vcpu0', 'rcu');
  d.until('vcpu1', 'lock');
  d.finish('vcpu0');
  const steps = d.finish('vcpu1');
  expect(steps).not.toContain('kvm_tdp_mmu_map/set');
  expect(readCounters(d.view).spuriousFaults).toBe(1);
});

test('[MAP-4] up to 6.12 the loser of a race rewrites a writable leaf without its Dirty bit', () => {
  // Both faults have the entry empty when they begin; the second one reads it after the first has set it.
  const d = drive({ leafs: { 0x204: 'WD' }, vcpus: [[store(0x205)], [store(0x205)]] });
  d.until('vcpu1', 'rcu');
  d.until('vcpu0', 'unlock');
  expect(kindAt(d, 0x205)).toBe('WD');
  d.until('vcpu1', 'set');
  d.step('vcpu1');
  expect(kindAt(d, 0x205)).toBe('WC');
});

test('[ITER-1] a walker without the write lock reads an entry again before it steps down', () => {
  const shared = drive({ leafs: { 0x204: 'WD' }, vcpus: [[load(0x205)]] });
  expect(shared.finish('vcpu0').filter((step) => step === 'tdp_iter_next/reread')).toHaveLength(3);
  const exclusive = drive({ leafs: { 0x204: 'WD' }, hosts: { zap: [zap(0x204)] } });
  expect(exclusive.finish('zap')).not.toContain('tdp_iter_next/reread');
});

test('[ITER-2] a range is walked in order, entry by entry, and not past its end', () => {
  const d = drive({
    leafs: { 0x200: 'WD', 0x201: 'WD', 0x203: 'WD', 0x204: 'WD' },
    hosts: { zap: [zap(0x200, 4)] },
  });
  const steps = d.finish('zap');
  // Three non-leaf entries, then the four entries of the range.
  expect(steps.filter((step) => step === 'tdp_iter_next/read')).toHaveLength(7);
  expect([0x200, 0x201, 0x203, 0x204].map((gfn) => kindAt(d, gfn))).toEqual([
    'none',
    'none',
    'none',
    'WD',
  ]);
});

test('[ZAP-1] a zap clears, records, flushes before it unlocks, and frees the page after', () => {
  const d = drive({ leafs: { 0x205: 'WD' }, hosts: { zap: [zap(0x205)] } });
  const labels = d.finish('zap').map((step) => step.split('/')[1]);
  expect(labels).toEqual([
    'lock',
    'begin',
    'rcu',
    'read',
    'read',
    'read',
    'read',
    'zap',
    'dirty',
    'accessed',
    'rcu_unlock',
    'flush',
    'unlock',
    'free',
    'end_lock',
    'seq',
    'end',
    'end_unlock',
  ]);
  expect(readHostPage(d.view, pfnOf(0x205))).toMatchObject({
    dirty: true,
    accessed: true,
    freed: true,
  });
  expect(readLocks(d.view)).toMatchObject({
    mmuLockWriter: null,
    invalidateInProgress: 0,
    invalidateSeq: 1,
  });
});

test('[ZAP-2] a range with nothing mapped is not flushed', () => {
  const d = drive({ leafs: { 0x205: 'WD' }, hosts: { zap: [zap(0x206)] } });
  expect(d.finish('zap')).not.toContain('kvm_mmu_notifier_invalidate_range/flush');
});

test('[ZAP-3] before: a plain store; after: XCHG, and only if the snapshot has volatile bits', () => {
  const accessOf = (kernel: 'before' | 'after', state: 'WC' | 'WD'): string => {
    const d = drive({ kernel, leafs: { 0x205: state }, hosts: { zap: [zap(0x205)] } });
    d.until('zap', 'zap');
    d.step('zap');
    return d.machine.effect.access;
  };
  expect(accessOf('before', 'WC')).toBe('spte-store');
  expect(accessOf('after', 'WC')).toBe('spte-xchg');
  expect(accessOf('after', 'WD')).toBe('spte-store');
});

test('[AGE-1] aging clears A, records nothing about the page, and clear_young never flushes', () => {
  const d = drive({ leafs: { 0x205: 'WD' }, hosts: { age: [clearYoung(0x205)] } });
  const steps = d.finish('age');
  expect(steps).not.toContain('age_gfn_range/flush');
  const spte = d.spte(0x205);
  expect(spte !== null && hasAny(spte, d.machine.config.layout.masks.accessed)).toBe(false);
  expect(readHostPage(d.view, pfnOf(0x205))).toMatchObject({ dirty: false, accessed: false });
});

test('[AGE-2] clear_flush_young flushes before it unlocks, if a page was young', () => {
  const flushes = (state: 'WD' | 'WD-'): boolean => {
    const d = drive({ leafs: { 0x205: state }, hosts: { age: [clearFlushYoung(0x205)] } });
    return d.finish('age').includes('age_gfn_range/flush');
  };
  expect(flushes('WD')).toBe(true);
  expect(flushes('WD-')).toBe(false);
});

test('[AGE-3] after XCHG the D that came in between is still lost from the SPTE, but not to the host', () => {
  const d = drive({
    kernel: 'after',
    leafs: { 0x205: 'WC' },
    vcpus: [[store(0x205)]],
    hosts: { age: [clearYoung(0x205)] },
  });
  d.until('age', 'age');
  d.finish('vcpu0');
  d.finish('age');
  expect(kindAt(d, 0x205)).toBe('WC');
  expect(readTlb(d.view, 0)[0]?.d).toBe(true);
  expect(readHostPage(d.view, pfnOf(0x205))?.dirty).toBe(true);
  expect(d.violated).toEqual([]);
});

test('[LOCK-1] mmu_lock: one writer alone, or readers together; who cannot have it is not enabled', () => {
  const d = drive({
    leafs: { 0x204: 'WD' },
    vcpus: [[load(0x205)], [load(0x206)]],
    hosts: { zap: [zap(0x204)] },
  });
  d.until('vcpu0', 'stale');
  d.until('vcpu1', 'stale');
  expect(readLocks(d.view).mmuLockReaders).toEqual([0, 1]);
  expect(d.machine.variants(d.actor('zap'))).toBe(0);
  d.finish('vcpu0');
  d.finish('vcpu1');
  d.step('zap');
  expect(readLocks(d.view).mmuLockWriter).toBe(d.actor('zap'));
});

test('[REG-1] a finished actor leaves no register, no return address and no reader behind', () => {
  const d = drive({ vcpus: [[store(0x205), load(0x206)]], hosts: { zap: [zap(0x205)] } });
  d.finish('vcpu0');
  d.finish('zap');
  const { reg, thread, rcu } = d.machine.map;
  const left = [reg, thread].flatMap((region) =>
    Array.from({ length: region.count * region.stride }, (_, i) => region.base + i).filter(
      (cell) => d.machine.cells.read(cell) !== 0,
    ),
  );
  expect(left.map((cell) => d.machine.map.memory.locate(cell).field)).toEqual(['op', 'op']);
  expect(d.machine.cells.read(rcu.base)).toBe(0);
});
