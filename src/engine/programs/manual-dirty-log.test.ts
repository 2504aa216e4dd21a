/** Logs that userspace clears by hand, driven by hand, and searched. */
import { expect, test } from 'vitest';
import { hasAny } from '../../base/word64.ts';
import { layoutOf } from '../layout/registry.ts';
import { isShadowPresentLeaf } from '../layout/predicates.ts';
import { Machine } from '../machine.ts';
import { profileNamed, type KernelProfile } from '../profiles/profile.ts';
import { readCounters, readLocks, readLoggedPage } from '../state/readers.ts';
import { TLB_FLAGS } from '../state/state-map.ts';
import { exploreAll, verdictOf } from '../testing/explore-all.ts';
import {
  LARGE_SLOT,
  clearDirtyLog,
  drive,
  enableDirtyLog,
  getDirtyLog,
  lastDirtyLog,
  sceneConfig,
  store,
  tracking,
  type Driver,
  type Scene,
} from '../testing/scene.ts';

const GFN = 0x205;

/** A v5.18 whose userspace clears logs by hand. */
function manual(mode: 'pml' | 'wrprot', scene: Scene): Scene {
  const layout = layoutOf(mode === 'pml' ? 'v5.19/ept-ad-pml-46' : 'v5.19/ept-ad-46');
  const profile: KernelProfile = { ...profileNamed('v5.18')!, ...scene.flags };
  return { dirtyLogProtect: 'manual', ...scene, layout, profile };
}

function labels(steps: readonly string[]): string[] {
  return steps.map((step) => step.split('/')[1] ?? '');
}

/** Until the operation of this actor is over. */
function finishOperation(d: Driver, id: string): string[] {
  const done: string[] = [];
  const op = (): number =>
    d.machine.cells.read(d.machine.map.thread.base + d.actor(id) * d.machine.map.thread.stride + 1);
  const at = op();
  while (op() === at) done.push(d.step(id));
  return labels(done);
}

test('[DL-14] KVM_GET_DIRTY_LOG reads the log, and takes no mmu_lock, clears nothing and flushes nothing', () => {
  const d = drive(
    manual('wrprot', {
      leafs: { [GFN]: 'WD' },
      vcpus: [[store(GFN)]],
      hosts: { user: [enableDirtyLog(), getDirtyLog(), clearDirtyLog(0x200, 16)] },
    }),
  );
  finishOperation(d, 'user');
  d.finish('vcpu0');
  const before = d.spte(GFN);
  const { flushesRequested } = readCounters(d.view);
  expect(finishOperation(d, 'user')).toEqual(['pause', 'lock_slots', 'read', 'unlock_slots']);
  expect(readLocks(d.view).mmuLockWriter).toBeNull();
  expect(readLoggedPage(d.view, GFN)?.marked).toBe(true);
  expect(d.spte(GFN)).toEqual(before);
  expect(readCounters(d.view).flushesRequested).toBe(flushesRequested);
});

test('[DL-15] KVM_CLEAR_DIRTY_LOG clears the bits that were read, in its range, and copies those pages', () => {
  const d = drive(
    manual('wrprot', {
      leafs: { [GFN]: 'WD', 0x206: 'WD', 0x207: 'WD' },
      vcpus: [[store(GFN), store(0x206)], [store(0x207)]],
      hosts: { user: [enableDirtyLog(), getDirtyLog(), clearDirtyLog(0x206, 2)] },
    }),
  );
  finishOperation(d, 'user');
  d.finish('vcpu0');
  finishOperation(d, 'user');
  // Too late to have been read.
  d.finish('vcpu1');
  const steps = finishOperation(d, 'user');
  expect(steps.filter((label) => label === 'copy')).toHaveLength(1);
  const marks = [GFN, 0x206, 0x207].map((gfn) => readLoggedPage(d.view, gfn)?.marked);
  expect(marks).toEqual([true, false, true]);
  expect(readLoggedPage(d.view, 0x206)).toMatchObject({ sent: 1, reaping: false });
  const { writable } = d.machine.config.layout.masks;
  const writables = [GFN, 0x206, 0x207].map((gfn) => hasAny(d.spte(gfn)!, writable));
  expect(writables).toEqual([true, false, true]);
});

test('[DL-16] it flushes after it has unlocked, iff a bit was set that it cleared', () => {
  const flushes = (cleared: number): number[] => {
    const d = drive(
      manual('wrprot', {
        leafs: { [GFN]: 'WD' },
        vcpus: [[store(GFN)]],
        hosts: { user: [enableDirtyLog(), getDirtyLog(), clearDirtyLog(cleared)] },
      }),
    );
    finishOperation(d, 'user');
    d.finish('vcpu0');
    finishOperation(d, 'user');
    d.until('user', 'unlock');
    const at = [readCounters(d.view).flushesRequested];
    d.step('user');
    d.step('user');
    return [...at, readCounters(d.view).flushesRequested].map((n) => n - (at[0] ?? 0));
  };
  expect(flushes(GFN)).toEqual([0, 1]);
  expect(flushes(0x206)).toEqual([0, 0]);
});

test('[DL-17] in the mode that begins all set, enabling marks every page, changes no SPTE, flushes and copies nothing', () => {
  const d = drive(
    manual('pml', {
      dirtyLogProtect: 'allSet',
      leafs: { [GFN]: 'WD', 0x206: 'WD' },
      vcpus: [[]],
      hosts: { user: [enableDirtyLog(), clearDirtyLog(GFN)] },
    }),
  );
  const before = d.spte(GFN);
  expect(finishOperation(d, 'user')).toEqual([
    'lock_slots',
    'publish',
    'sync',
    'pml',
    'unlock_slots',
  ]);
  expect(d.spte(GFN)).toEqual(before);
  expect(readCounters(d.view).flushesRequested).toBe(0);
  expect([0x200, GFN, 0x20f].map((gfn) => readLoggedPage(d.view, gfn)?.marked)).toEqual([
    true,
    true,
    true,
  ]);
  // Userspace knows what a new bitmap holds, and need not read it.
  finishOperation(d, 'user');
  const { dirty } = d.machine.config.layout.masks;
  expect([GFN, 0x206].map((gfn) => hasAny(d.spte(gfn)!, dirty))).toEqual([false, true]);
});

function migration(mode: 'pml' | 'wrprot', scene: Scene): string {
  const config = sceneConfig(manual(mode, { leafs: { 0x200: 'WD' }, ...scene }));
  const [slot] = config.memslots;
  const memslots = slot?.large === true ? config.memslots : [{ ...slot!, pages: 1 }];
  const { properties } = exploreAll(new Machine({ ...config, memslots }));
  return `${verdictOf(properties.P1)}, early ${verdictOf(properties['P1-early'])}`;
}

test('[DL-16] without that flush, stores are lost', () => {
  const scene: Scene = {
    vcpus: [[store(0x200), store(0x200)]],
    hosts: { user: [enableDirtyLog(), getDirtyLog(), clearDirtyLog(0x200), lastDirtyLog()] },
    flags: { clearFlush: 'none' },
  };
  expect(migration('wrprot', scene)).toBe('sometimes, early sometimes');
});

test('[DL-18] a migration that clears by hand loses no store, whichever way it is logged', () => {
  const scene: Scene = {
    vcpus: [[store(0x200), store(0x200)]],
    hosts: { user: [enableDirtyLog(), getDirtyLog(), clearDirtyLog(0x200), lastDirtyLog()] },
  };
  for (const mode of ['pml', 'wrprot'] as const) {
    expect(migration(mode, scene)).toBe('never, early never');
    expect(migration(mode, { ...scene, dirtyLogProtect: 'allSet' })).toBe('never, early never');
  }
});

test('[DL-18] nor does one of large pages, split ahead or at the first store', () => {
  const scene: Scene = {
    dirtyLogProtect: 'allSet',
    leafs: {},
    largeSlot: 'WD',
    vcpus: [[store(0x200)]],
    hosts: { user: [enableDirtyLog(), clearDirtyLog(0x200, 64), lastDirtyLog()] },
  };
  for (const mode of ['pml', 'wrprot'] as const) {
    for (const eagerSplit of ['no', 'yes'] as const) {
      expect(migration(mode, { ...scene, flags: { eagerSplit } })).toBe('never, early never');
    }
  }
});

const FLAGS = TLB_FLAGS.R | TLB_FLAGS.W | TLB_FLAGS.X | TLB_FLAGS.D;

/** A large page that a vCPU may write to, by its TLB, and somebody who begins to track a gfn of it. */
const CLEAR_AND_TRACK: Scene = {
  dirtyLogProtect: 'allSet',
  largeSlot: 'WD',
  tlb: [{ vcpu: 0, gfn: LARGE_SLOT.gfn, pfn: LARGE_SLOT.pfn, level: 2, flags: FLAGS }],
  vcpus: [[store(GFN)]],
  hosts: {
    user: [enableDirtyLog(), clearDirtyLog(0x200, 64)],
    tracker: [tracking('track_page')(GFN)],
  },
};

test('[DL-19] clearing takes W and MMU-writable from a large page, and flushes only after it has unlocked', () => {
  const d = drive(manual('wrprot', { ...CLEAR_AND_TRACK, flags: { eagerSplit: 'no' } }));
  finishOperation(d, 'user');
  d.until('user', 'unlock');
  const { layout } = d.machine.config;
  expect(isShadowPresentLeaf(layout, d.largeSpte(), 2)).toBe(true);
  expect(hasAny(d.largeSpte(), layout.masks.writable)).toBe(false);
  expect(hasAny(d.largeSpte(), layout.masks.mmuWritable)).toBe(false);
  expect(readCounters(d.view).flushesRequested).toBe(0);
});

test('[DL-19] so that a write tracker in between trusts a page too early; not if large pages are split', () => {
  const p2 = (flags: Partial<KernelProfile>): string => {
    const config = sceneConfig(manual('wrprot', { ...CLEAR_AND_TRACK, flags }));
    return verdictOf(exploreAll(new Machine(config)).properties.P2);
  };
  expect(p2({ eagerSplit: 'no' })).toBe('sometimes');
  expect(p2({ eagerSplit: 'no', clearFlush: 'locked' })).toBe('never');
  expect(p2({ eagerSplit: 'yes' })).toBe('never');
});
