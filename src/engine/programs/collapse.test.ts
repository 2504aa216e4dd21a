/** Small pages become a large one when logging ends, driven by hand and searched. */
import { expect, test } from 'vitest';
import { isShadowPresentPte, spteToPfn } from '../layout/predicates.ts';
import type { KernelProfile } from '../profiles/profile.ts';
import { readCounters, readPml, readPsc } from '../state/readers.ts';
import {
  bits,
  isLarge,
  onKernel,
  stepsIn,
  verdictsOf,
  type Kernel,
} from '../testing/large-scene.ts';
import {
  LARGE_SLOT,
  collapse,
  disableDirtyLog,
  drive,
  enableDirtyLog,
  fetchFrom,
  load,
  rcuCallback,
  store,
  tracking,
  zap,
  type Scene,
} from '../testing/scene.ts';

const GFN = 0x205;

test('[COLL-1] up to v6.1 a table is torn down while its entry is frozen; then the flush, then it is emptied', () => {
  const scene: Scene = {
    largeSlot: 'unmapped',
    leafs: { [GFN]: 'WD' },
    vcpus: [[load(GFN)]],
    hosts: { user: [enableDirtyLog(GFN), disableDirtyLog(GFN)] },
  };
  const programs = (kernel: Kernel): string[] => {
    const d = drive(onKernel(kernel, scene));
    const order = d
      .finish('user')
      .filter((step) => /freeze|empty|_atomic\/flush|removed_pt\/free/.test(step));
    d.finish('vcpu0');
    // The next fault maps the large page.
    expect(isLarge(d)).toBe(true);
    return order.map((step) => step.split('/')[1] ?? '');
  };
  expect(programs('v5.18')).toEqual(['freeze', 'free', 'flush', 'empty']);
});

test('[COLL-2] in v6.12 it is torn down when the entry is empty already', () => {
  const d = drive(
    onKernel('v6.12', {
      largeSlot: 'unmapped',
      leafs: { [GFN]: 'WD' },
      hosts: { user: [collapse(GFN)] },
    }),
  );
  const order = d
    .finish('user')
    .filter((step) => /freeze|empty|_atomic\/flush|removed_pt\/free/.test(step));
  expect(order).toEqual([
    'tdp_mmu_zap_spte_atomic/freeze',
    'tdp_mmu_zap_spte_atomic/flush',
    'tdp_mmu_zap_spte_atomic/empty',
    'handle_removed_pt/free',
  ]);
});

test('[COLL-3] from v6.13 on the large page takes the place of the table at once, made of the first small one', () => {
  const d = drive(
    onKernel('v6.15', {
      largeSlot: 'unmapped',
      leafs: { 0x204: 'WP', [GFN]: 'WD' },
      vcpus: [[store(GFN)]],
      hosts: { user: [enableDirtyLog(GFN), disableDirtyLog(GFN)] },
    }),
  );
  while (d.machine.nextStep(d.actor('user'))?.label !== 'publish' || d.machine.position < 20)
    d.step('user');
  const done = d.finish('user');
  expect(stepsIn(done, 'recover_huge_pages_range')).toEqual([
    'lock',
    'rcu',
    'load',
    'replace',
    'flush',
    'rcu_unlock',
    'late_flush',
    'unlock',
  ]);
  expect(isLarge(d)).toBe(true);
  expect(spteToPfn(d.machine.config.layout, d.largeSpte())).toBe(LARGE_SLOT.pfn);
  expect(bits(d, d.largeSpte())).toBe('-A-');
  // It is write-protected still, and nothing logs: a fast page fault mends it.
  d.finish('vcpu0');
  expect(readCounters(d.view)).toMatchObject({ fastPageFaults: 1, slowPageFaults: 0 });
});

test('[COLL-4] nothing becomes large around a tracked gfn, or where the host has taken a part', () => {
  for (const kernel of ['v5.18', 'v6.15'] as const) {
    for (const operation of [tracking('track_page')(0x206), zap(0x206)]) {
      const d = drive(
        onKernel(kernel, {
          largeSlot: 'unmapped',
          leafs: { [GFN]: 'WD', 0x206: 'WD' },
          vcpus: [[load(GFN)]],
          hosts: { other: [operation], user: [enableDirtyLog(GFN), disableDirtyLog(GFN)] },
        }),
      );
      d.finish('other');
      d.finish('vcpu0');
      d.finish('user');
      expect(isShadowPresentPte(d.machine.config.layout, d.spte(GFN)!)).toBe(true);
    }
  }
});

/** A vCPU that has walked through the table, or is about to, while small pages become large. */
function collapseVerdict(kernel: Kernel, flags: Partial<KernelProfile>): Record<string, string> {
  const scene = onKernel(kernel, {
    flags: { eagerSplit: 'no', ...flags },
    largeSlot: 'unmapped',
    leafs: { [GFN]: 'WD' },
    pscStart: true,
    vcpus: [[store(GFN)]],
    hosts: { user: [enableDirtyLog(GFN), disableDirtyLog(GFN)], rcu: [rcuCallback()] },
  });
  return verdictsOf(scene);
}

test('[COLL-5] the table that goes is flushed before RCU is left; else CPUs walk through a freed page', () => {
  expect(collapseVerdict('v5.18', { frozenTarget: 'refused' })).toEqual({});
  expect(collapseVerdict('v6.12', {})).toEqual({});
  expect(collapseVerdict('v6.15', {})).toEqual({});
  expect(collapseVerdict('v6.15', { recoverFlush: 'afterRcu' })).toMatchObject({ P4: 'sometimes' });
});

test('[COLL-6] a fault that maps a large page over a table flushes before it leaves RCU', () => {
  const d = drive(
    onKernel('v5.18', {
      largeSlot: 'unmapped',
      leafs: { 0x204: 'WD' },
      vcpus: [[load(GFN)], [load(0x204)]],
    }),
  );
  d.finish('vcpu1');
  expect(readPsc(d.view, 1)).toHaveLength(3);
  const steps = d.finish('vcpu0');
  expect(stepsIn(steps, 'kvm_tdp_mmu_map')).toEqual(['rcu', 'replace', 'flush_replaced', 'unlock']);
  expect(readPsc(d.view, 1)).toEqual([]);
  expect(isLarge(d)).toBe(true);
});

test('[DL-20] disabling publishes, waits for users of the old memslots, and puts PML off', () => {
  const d = drive(
    onKernel('v5.18', {
      pml: true,
      largeSlot: 'WD',
      flags: { eagerSplit: 'no' },
      vcpus: [[store(GFN), fetchFrom(0x206)]],
      hosts: { user: [enableDirtyLog(GFN), disableDirtyLog(GFN)] },
    }),
  );
  while (d.machine.nextStep(d.actor('user'))?.label !== 'lock_slots' || d.machine.position === 0)
    d.step('user');
  expect(readPml(d.view, 0).enabled).toBe(true);
  d.until('vcpu0', 'seq');
  d.until('user', 'wait');
  expect(d.machine.variants(d.actor('user'))).toBe(0);
  d.finish('vcpu0');
  d.finish('user');
  expect(readPml(d.view, 0)).toEqual({ enabled: false, gfns: [] });
});

test('[MAP-8] the host splits its large page before it takes a part: the notifier is about all of it', () => {
  const d = drive(
    onKernel('v5.18', {
      largeSlot: 'WD',
      vcpus: [[store(GFN)]],
      hosts: { notifier: [zap(0x206)] },
    }),
  );
  d.until('notifier', 'free');
  d.until('vcpu0', 'stale');
  // Another page of the same large one; and it must not be mapped as such again.
  d.step('vcpu0');
  expect(d.machine.nextStep(0)?.label).toBe('unlock');
  d.step('vcpu0');
  d.finish('notifier');
  d.finish('vcpu0');
  expect(isLarge(d)).toBe(false);
  expect(d.violated).toEqual([]);
});

test('[COLL-3] asked for by hand, it is done in the same way', () => {
  const d = drive(
    onKernel('v6.15', {
      leafs: { [GFN]: 'WD' },
      largeSlot: 'unmapped',
      hosts: { user: [collapse(GFN)] },
    }),
  );
  expect(stepsIn(d.finish('user'), 'recover_huge_pages_range')).toContain('replace');
  expect(isLarge(d)).toBe(true);
});

test('[COLL-7] from v5.18 to v6.1 a fault maps a large page over the frozen entry, and the zap empties it', () => {
  const verdicts = collapseVerdict('v5.18', { frozenTarget: 'overwritten' });
  expect(verdicts).toMatchObject({ P5: 'sometimes', P8: 'sometimes', P12: 'sometimes' });
});
