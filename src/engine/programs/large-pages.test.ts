/** Large pages: cached, mapped and split, driven by hand and searched. */
import { expect, test } from 'vitest';
import { isShadowPresentPte, spteToPfn } from '../layout/predicates.ts';
import type { KernelProfile } from '../profiles/profile.ts';
import { readCoherence } from '../state/coherence.ts';
import {
  readCounters,
  readFrame,
  readFrameEntries,
  readLoggedPage,
  readTlb,
} from '../state/readers.ts';
import { TLB_FLAGS } from '../state/state-map.ts';
import {
  CACHED,
  bits,
  isLarge,
  onKernel,
  smallTable,
  stepsIn,
  verdictsOf,
} from '../testing/large-scene.ts';
import {
  LARGE_SLOT,
  clearDirtyLog,
  clearYoung,
  drive,
  enableDirtyLog,
  lastDirtyLog,
  load,
  store,
  tracking,
  zap,
  zapTables,
  type Scene,
} from '../testing/scene.ts';

const GFN = 0x205;

test('[TLB-4] one entry of a large page translates all its gfns', () => {
  const d = drive(onKernel('v5.18', { largeSlot: 'WD', vcpus: [[load(GFN), store(0x3ff)]] }));
  d.finish('vcpu0');
  expect(readTlb(d.view, 0)).toEqual([
    { gfn: 0x200, pfn: LARGE_SLOT.pfn, level: 2, r: true, w: true, x: true, d: true, root: 0 },
  ]);
});

test('[TLB-5] an entry of a small page comes before that of the large one around it, which stays', () => {
  const tlb = [{ ...CACHED[0], flags: TLB_FLAGS.R | TLB_FLAGS.W }];
  const d = drive(
    onKernel('v5.18', {
      leafs: { [GFN]: 'WD' },
      largeSlot: 'unmapped',
      tlb,
      vcpus: [[store(GFN), store(GFN)]],
    }),
  );
  // D is not cached: the CPU walks, and finds a small page.
  while (d.machine.effect.access !== 'guest-memory') d.step('vcpu0');
  expect(readTlb(d.view, 0).map(({ gfn, level, d: dirty }) => [gfn, level, dirty])).toEqual([
    [0x200, 2, false],
    [GFN, 1, true],
  ]);
  expect(d.finish('vcpu0')).toEqual(['vcpu_access/lookup']);
});

test('[TLB-5] a violation forgets both', () => {
  const small = { vcpu: 0, gfn: GFN, pfn: LARGE_SLOT.pfn + 5, flags: TLB_FLAGS.R };
  const d = drive(
    onKernel('v5.18', { largeSlot: 'RO', tlb: [CACHED[0], small], vcpus: [[store(GFN)]] }),
  );
  d.step('vcpu0');
  expect(readTlb(d.view, 0)).toEqual([]);
});

test('[COH-2] a cached large page agrees with small ones that all allow as much', () => {
  const scene = { largeSlot: 'WD', tlb: CACHED, vcpus: [[]] } as const;
  const reasons = (hosts: Scene['hosts'], label: string): unknown[] => {
    const d = drive(onKernel('v5.18', { ...scene, hosts: hosts! }));
    d.until('user', label);
    return readCoherence(d.view, d.machine.config.layout).map(({ excess, absent }) => [
      excess,
      absent,
    ]);
  };
  // Split, and as yet neither write-protected nor flushed.
  expect(reasons({ user: [enableDirtyLog()] }, 'unlock')).toEqual([]);
  expect(reasons({ user: [tracking('track_page')(GFN)] }, 'flush')).toEqual([[['W'], false]]);
});

test('[ITER-3] in a memslot of large pages a walk visits the gfns that somebody names', () => {
  const d = drive(
    onKernel('v5.18', {
      leafs: { 0x203: 'WD', [GFN]: 'WD', 0x300: 'WD' },
      largeSlot: 'unmapped',
      vcpus: [[load(0x301)]],
      hosts: { ager: [clearYoung(0x204, 0x100)] },
    }),
  );
  const reads = d.finish('ager').filter((step) => step === 'tdp_iter_next/read');
  expect(reads).toHaveLength(3 + 3);
  expect([0x203, GFN, 0x300].map((gfn) => bits(d, d.spte(gfn)!))).toEqual(['WAD', 'W-D', 'W-D']);
});

test('[MAP-7] a fault maps a large page where the host has one', () => {
  const d = drive(onKernel('v5.18', { largeSlot: 'unmapped', vcpus: [[store(GFN), load(0x3ff)]] }));
  d.finish('vcpu0');
  const { layout } = d.machine.config;
  expect(isLarge(d)).toBe(true);
  expect(spteToPfn(layout, d.largeSpte())).toBe(LARGE_SLOT.pfn);
  expect(readCounters(d.view).slowPageFaults).toBe(1);
});

test('[MAP-7] but not while pages are logged, around a tracked gfn, or where the host took a part', () => {
  const mapsSmall = (operation: NonNullable<Scene['hosts']>[string][number]): boolean => {
    const d = drive(
      onKernel('v5.18', {
        largeSlot: 'unmapped',
        vcpus: [[store(GFN)]],
        hosts: { user: [operation] },
      }),
    );
    d.finish('user');
    d.finish('vcpu0');
    return !isLarge(d) && isShadowPresentPte(d.machine.config.layout, d.spte(GFN)!);
  };
  expect(mapsSmall(enableDirtyLog())).toBe(true);
  expect(mapsSmall(tracking('track_page')(0x206))).toBe(true);
  expect(mapsSmall(zap(0x206))).toBe(true);
  expect(mapsSmall({ ...zap(0x206), kind: 'clear_young' })).toBe(false);
});

test('[FPF-7] no fast page fault makes a large page of a slot that logs writable', () => {
  const d = drive(
    onKernel('v6.12', {
      largeSlot: 'WP',
      flags: { eagerSplit: 'no' },
      vcpus: [[store(GFN)]],
      hosts: { user: [enableDirtyLog()] },
    }),
  );
  d.finish('user');
  expect(isLarge(d)).toBe(true);
  d.finish('vcpu0');
  expect(readCounters(d.view)).toMatchObject({ fastPageFaults: 0, slowPageFaults: 1 });
  expect(readLoggedPage(d.view, GFN)?.marked).toBe(true);
});

test('[SPLIT-1] enabling splits large pages first: 512 small ones alike, one compare-exchange, no flush', () => {
  const d = drive(
    onKernel('v5.18', {
      largeSlot: 'WD',
      tlb: CACHED,
      vcpus: [[]],
      hosts: { user: [enableDirtyLog(GFN)] },
    }),
  );
  while (d.machine.effect.access !== 'spte-cas') d.step('user');
  const { layout } = d.machine.config;
  const entries = readFrameEntries(d.view, smallTable(d));
  expect(entries).toHaveLength(512);
  expect(
    entries.every(({ spte, index }) => spteToPfn(layout, spte) === LARGE_SLOT.pfn + index),
  ).toBe(true);
  expect(new Set(entries.map(({ spte }) => bits(d, spte)))).toEqual(new Set(['WAD']));
  d.until('user', 'unlock');
  expect(readCounters(d.view).flushesRequested).toBe(0);
  expect(readTlb(d.view, 0)).toHaveLength(1);
});

test('[SPLIT-2] one that fails fills the same table again from what it has found', () => {
  const d = drive(
    onKernel('v5.18', {
      largeSlot: 'WC',
      vcpus: [[store(GFN)]],
      hosts: { user: [enableDirtyLog(GFN)] },
    }),
  );
  d.until('user', 'link');
  d.finish('vcpu0');
  d.step('user');
  expect(readCounters(d.view).casFailures).toBe(1);
  d.step('user');
  expect(bits(d, d.spte(GFN)!)).toBe('WAD');
  const frames = Array.from({ length: d.view.map.shape.frames }, (_, frame) =>
    readFrame(d.view, frame),
  );
  expect(frames.filter(({ level, life }) => level === 1 && life !== 'free')).toHaveLength(1);
});

test('[SPLIT-2] when somebody else has zapped the large page, the table is given back empty', () => {
  const d = drive(
    onKernel('v5.18', {
      largeSlot: 'WD',
      flags: { largeInTheWay: 'zapped' },
      vcpus: [[store(GFN)]],
      hosts: { one: [enableDirtyLog(GFN)], two: [tracking('track_page')(0x206)] },
    }),
  );
  // A large page around a tracked gfn is in the way of a store to another one.
  d.until('two', 'unlock');
  d.step('two');
  d.until('one', 'link');
  d.finish('vcpu0');
  d.step('one');
  expect(d.machine.nextStep(d.actor('one'))?.label).toBe('unused');
  const privates = (): number[] =>
    Array.from({ length: d.view.map.shape.frames }, (_, frame) => frame).filter(
      (frame) => readFrame(d.view, frame).life === 'private',
    );
  const [table] = privates();
  expect(readFrameEntries(d.view, table!)).toHaveLength(512);
  d.step('one');
  expect(privates()).toEqual([]);
  expect(readFrameEntries(d.view, table!)).toEqual([]);
});

test('[SPLIT-3] from v6.2 on a fault splits the large page in its way, and flushes nothing', () => {
  const d = drive(
    onKernel('v6.12', {
      largeSlot: 'WD',
      tlb: [{ ...CACHED[0], vcpu: 1 }],
      vcpus: [[store(GFN)], []],
      hosts: { two: [tracking('track_page')(0x206)] },
    }),
  );
  d.finish('two');
  const { flushesRequested } = readCounters(d.view);
  const steps = stepsIn(d.finish('vcpu0'), 'kvm_tdp_mmu_map');
  expect(steps).toEqual(['rcu', 'split', 'link_split', 'set', 'unlock']);
  expect(readCounters(d.view).flushesRequested).toBe(flushesRequested);
  expect(readFrameEntries(d.view, smallTable(d))).toHaveLength(512);
  expect([GFN, 0x206, 0x207].map((gfn) => bits(d, d.spte(gfn)!))).toEqual(['WAD', '-AD', '-AD']);
});

test('[SPLIT-4] up to v6.1 it zaps it, flushes while the entry is frozen, and links an empty table', () => {
  const d = drive(
    onKernel('v5.18', {
      largeSlot: 'WD',
      tlb: [{ ...CACHED[0], vcpu: 1 }],
      vcpus: [[store(GFN)], []],
      hosts: { two: [tracking('track_page')(0x206)] },
    }),
  );
  d.finish('two');
  const done = d.finish('vcpu0');
  expect(stepsIn(done, 'tdp_mmu_zap_spte_atomic')).toEqual(['freeze', 'flush', 'empty']);
  expect(stepsIn(done, 'kvm_tdp_mmu_map')).toEqual([
    'rcu',
    'reread',
    'alloc',
    'link',
    'set',
    'unlock',
  ]);
  expect(readTlb(d.view, 1)).toEqual([]);
  expect(readFrameEntries(d.view, smallTable(d)).map(({ index }) => index)).toEqual([5]);
});

test('[SPLIT-5] clearing a log that began all set splits with mmu_lock held for write', () => {
  const d = drive(
    onKernel('v5.18', {
      pml: true,
      dirtyLogProtect: 'allSet',
      largeSlot: 'WD',
      vcpus: [[]],
      hosts: { user: [enableDirtyLog(GFN), clearDirtyLog(0x200, 64)] },
    }),
  );
  const steps = d.finish('user');
  expect(stepsIn(steps, 'split_huge_pages').slice(-3)).toEqual(['alloc', 'link', 'rcu_unlock']);
  expect(stepsIn(steps, 'split_huge_pages')).not.toContain('lock');
  expect(bits(d, d.spte(GFN)!)).toBe('WA-');
});

/** What all runs of a migration of a large page say. */
function splitVerdict(flags: Partial<KernelProfile>, pml: boolean): Record<string, string> {
  const scene = onKernel('v5.18', {
    pml,
    flags,
    largeSlot: 'WC',
    vcpus: [[store(GFN), store(0x206)]],
    hosts: { user: [enableDirtyLog(GFN), lastDirtyLog(GFN)] },
  });
  return verdictsOf(scene);
}

test('[SPLIT-6] a store while a large page is split is lost only if the table is linked by a plain store', () => {
  expect(splitVerdict({}, true)).toEqual({});
  expect(splitVerdict({}, false)).toEqual({});
  expect(splitVerdict({ splitLink: 'store' }, true)).toEqual({
    P1: 'sometimes',
    'P1-early': 'sometimes',
    P8: 'sometimes',
    P12: 'always',
  });
});

test('[RPT-7] in a memslot of large pages, a removal takes entries that nobody names along', () => {
  const d = drive(
    onKernel('v5.18', {
      largeSlot: 'WD',
      vcpus: [[load(GFN)]],
      hosts: { user: [enableDirtyLog(GFN)], zap: [zapTables(0x200, 0x200)] },
    }),
  );
  d.finish('user');
  const frame = smallTable(d);
  expect(readFrameEntries(d.view, frame)).toHaveLength(512);
  const steps = stepsIn(d.finish('zap'), 'handle_removed_pt');
  // The first entry, that of the gfn, and what follows each.
  expect(steps.filter((label) => label === 'write')).toHaveLength(2);
  const { layout } = d.machine.config;
  const present = readFrameEntries(d.view, frame).filter(({ spte }) =>
    isShadowPresentPte(layout, spte),
  );
  expect(present).toEqual([]);
  expect(d.violated).toEqual([]);
});
