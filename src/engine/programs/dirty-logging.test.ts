/** Dirty logging, driven by hand: enabling, PML, marks, rounds. */
import { expect, test } from 'vitest';
import { hasAny } from '../../base/word64.ts';
import { layoutOf } from '../layout/registry.ts';
import { Machine } from '../machine.ts';
import type { MachineConfig } from '../machine-config.ts';
import { profileNamed, type KernelProfile } from '../profiles/profile.ts';
import {
  clearYoung,
  drive,
  enableDirtyLog,
  getDirtyLog,
  lastDirtyLog,
  load,
  store,
  type Driver,
  type LeafState,
  type Scene,
} from '../testing/scene.ts';
import {
  readLocks,
  readLoggedPage,
  readPml,
  readTlb,
  readVcpu,
  type StateView,
} from '../state/readers.ts';
import { PML_ENTRIES } from '../state/state-map.ts';

const GFN = 0x205;

/** A v5.18 with flags flipped, on a CPU with PML or without. */
function logging(
  mode: 'pml' | 'wrprot',
  scene: Scene & { readonly flags?: Partial<KernelProfile> },
): Driver {
  const layout = layoutOf(mode === 'pml' ? 'v5.19/ept-ad-pml-46' : 'v5.19/ept-ad-46');
  const profile = { ...profileNamed('v5.18')!, ...scene.flags };
  return drive({ ...scene, layout, profile });
}

function bitsOf(d: Driver, gfn = GFN): { w: boolean; d: boolean; a: boolean } {
  const { masks } = d.machine.config.layout;
  const spte = d.spte(gfn)!;
  return {
    w: hasAny(spte, masks.writable),
    d: hasAny(spte, masks.dirty),
    a: hasAny(spte, masks.accessed),
  };
}

function labels(steps: readonly string[]): string[] {
  return steps.map((step) => step.split('/')[1] ?? '');
}

/** Finishes enabling, with nobody else moving. */
function enable(d: Driver): string[] {
  const done: string[] = [];
  while (d.machine.nextStep(d.actor('user'))?.label !== 'copy') done.push(d.step('user'));
  for (let page = 0; page < 16; page++) done.push(d.step('user'));
  return done;
}

test('[PML-1] a store that sets D logs its gfn in the same access; one that finds D set logs nothing', () => {
  const d = logging('pml', {
    leafs: { [GFN]: 'WC', 0x206: 'RO' },
    vcpus: [[store(GFN), store(GFN), load(0x206)]],
    hosts: { user: [enableDirtyLog()] },
  });
  enable(d);
  expect(readPml(d.view, 0)).toEqual({ enabled: true, gfns: [] });
  while (d.machine.effect.access !== 'spte-assist' || !d.machine.effect.filled) d.step('vcpu0');
  expect(readPml(d.view, 0).gfns).toEqual([GFN]);
  d.finish('vcpu0');
  expect(readPml(d.view, 0).gfns).toEqual([GFN]);
  expect(readLoggedPage(d.view, GFN)).toMatchObject({ marked: false });
});

test('[PML-2] each exit drains the buffer to the bitmap, before the fault is handled', () => {
  const d = logging('pml', {
    leafs: { [GFN]: 'WC', 0x206: 'WC' },
    vcpus: [[store(GFN), store(0x206), store(0x207)]],
    hosts: { user: [enableDirtyLog()] },
  });
  enable(d);
  const steps = labels(d.finish('vcpu0'));
  const drains = steps.flatMap((label, at) => (label === 'drain' ? [at] : []));
  expect(drains).toEqual([steps.indexOf('srcu') + 1, steps.indexOf('srcu') + 2]);
  expect(drains[1]).toBeLessThan(steps.indexOf('pfn'));
  for (const gfn of [GFN, 0x206]) expect(readLoggedPage(d.view, gfn)?.marked).toBe(true);
});

/** Runs a machine that is not quite a scene: each actor to its end, in turn. */
function runAll(config: MachineConfig): StateView {
  const machine = new Machine(config);
  for (let actor = machine.actorCount - 1; actor >= 0; actor--) {
    while (machine.variants(actor) > 0) machine.step({ actor, variant: 0 });
  }
  return { map: machine.map, cells: machine.cells };
}

test('[PML-2] what was logged for a slot that does not log is dropped', () => {
  const d = logging('pml', {
    leafs: { [GFN]: 'WC', 0x206: 'WC' },
    vcpus: [[store(GFN), store(0x206), load(0x207)]],
    hosts: { user: [enableDirtyLog()] },
  });
  const { config } = d.machine;
  const [slot] = config.memslots;
  const memslots = [
    { ...slot!, pages: 6 },
    { ...slot!, id: 1, gfn: 0x206, pages: 2, pfn: slot!.pfn + 6 },
  ];
  const view = runAll({ ...config, memslots });
  expect(readPml(view, 0)).toEqual({ enabled: true, gfns: [] });
  expect(readLoggedPage(view, GFN)?.marked).toBe(true);
  expect(readLoggedPage(view, 0x206)?.marked).toBe(false);
});

test("[PML-4] stores through SPTEs of the write-protect type, a nested guest's, are not logged", () => {
  const d = logging('pml', {
    leafs: { [GFN]: 'WC' },
    vcpus: [[store(GFN)]],
    hosts: { user: [enableDirtyLog()] },
  });
  const { config } = d.machine;
  const leafs = config.leafs.map((leaf) => {
    const { lo, hi } = leaf.spte;
    return { ...leaf, spte: { lo, hi: (hi | config.layout.masks.adWrprotOnly.hi) >>> 0 } };
  });
  const profile = { ...config.profile, needWrprot: 'globalAd' as const };
  expect(readPml(runAll(config), 0).gfns).toEqual([GFN]);
  expect(readPml(runAll({ ...config, leafs, profile }), 0)).toEqual({ enabled: true, gfns: [] });
});

test('[PML-3] a store that a full buffer cannot take makes the vCPU leave, and sets nothing', () => {
  const gfns = Array.from({ length: PML_ENTRIES + 1 }, (_, i) => 0x200 + i);
  const d = logging('pml', {
    leafs: Object.fromEntries(gfns.map((gfn) => [gfn, 'WC'])),
    vcpus: [gfns.map(store)],
    hosts: { user: [enableDirtyLog()] },
  });
  enable(d);
  d.until('vcpu0', 'exit');
  expect(readPml(d.view, 0).gfns).toEqual(gfns.slice(0, PML_ENTRIES));
  expect(bitsOf(d, gfns.at(-1)).d).toBe(false);
  const steps = labels(d.finish('vcpu0'));
  expect(steps.filter((label) => label === 'drain')).toHaveLength(PML_ENTRIES);
  expect(steps).not.toContain('seq');
  expect(readPml(d.view, 0).gfns).toEqual(gfns.slice(PML_ENTRIES));
});

test('[DL-1] the slot is published, and its old users waited for, before PML and the SPTEs', () => {
  const d = logging('pml', {
    leafs: { [GFN]: 'WD' },
    vcpus: [[load(0x206)]],
    hosts: { user: [enableDirtyLog()] },
  });
  d.until('vcpu0', 'pfn');
  d.until('user', 'wait');
  expect(readLocks(d.view).srcuReaders).toEqual([0]);
  expect(d.machine.variants(d.actor('user'))).toBe(0);
  d.finish('vcpu0');
  const steps = labels(enable(d));
  expect(steps.indexOf('wait')).toBeLessThan(steps.indexOf('pml'));
  expect(steps.indexOf('pml')).toBeLessThan(steps.indexOf('clear'));
});

test('[DL-1] a fault that began with the old memslots marks nothing, one that began later does', () => {
  const marked = (published: boolean): boolean | undefined => {
    const d = logging('wrprot', {
      leafs: { [GFN]: 'WP' },
      vcpus: [[store(GFN)]],
      hosts: { user: [enableDirtyLog()] },
    });
    if (published) d.until('user', 'sync');
    d.until('vcpu0', 'begin');
    if (!published) d.until('user', 'sync');
    d.finish('vcpu0');
    return readLoggedPage(d.view, GFN)?.marked;
  };
  expect(marked(true)).toBe(true);
  expect(marked(false)).toBe(false);
});

test('[DL-2] a vCPU in the guest has PML on at once, one outside before it is back', () => {
  const d = logging('pml', {
    leafs: { [GFN]: 'WP' },
    vcpus: [[store(GFN)], [load(0x206)]],
    hosts: { user: [enableDirtyLog()] },
  });
  d.until('user', 'pml');
  d.until('vcpu0', 'fix');
  d.step('user');
  expect(readPml(d.view, 1).enabled).toBe(true);
  expect(readPml(d.view, 0).enabled).toBe(false);
  d.until('vcpu0', 'srcu_unlock');
  expect(readVcpu(d.view, 0).inGuest).toBe(true);
  expect(readPml(d.view, 0).enabled).toBe(true);
});

test('[DL-3] with PML all leafs lose D, without it W; a failed compare-exchange goes on from there', () => {
  const scene: Scene = {
    leafs: { [GFN]: 'WC', 0x206: 'WD', 0x207: 'RO' },
    vcpus: [[store(GFN)]],
    hosts: { user: [enableDirtyLog()] },
  };
  const pml = logging('pml', scene);
  enable(pml);
  expect(bitsOf(pml, 0x206)).toMatchObject({ w: true, d: false });
  const wrprot = logging('wrprot', scene);
  wrprot.until('user', 'clear');
  wrprot.finish('vcpu0');
  wrprot.step('user');
  expect(wrprot.machine.effect.access).toBe('spte-cas-failed');
  enable(wrprot);
  expect(bitsOf(wrprot)).toEqual({ w: false, d: true, a: true });
  expect(bitsOf(wrprot, 0x206)).toMatchObject({ w: false, d: true });
});

test('[DL-4] the flush after enabling depends on what was changed, or from v6.0 on on nothing', () => {
  const flushed = (enableFlush: 'conditional' | 'always', state: LeafState): number => {
    const d = logging('pml', {
      flags: { enableFlush },
      leafs: { [GFN]: state },
      vcpus: [[load(GFN)]],
      hosts: { user: [enableDirtyLog()] },
    });
    d.finish('vcpu0');
    let flushes = 0;
    while (d.machine.nextStep(d.actor('user'))?.label !== 'copy') {
      d.step('user');
      if (d.machine.effect.access === 'flush') flushes += 1;
    }
    return flushes;
  };
  expect(flushed('conditional', 'WD')).toBe(1);
  expect(flushed('conditional', 'WC')).toBe(0);
  expect(flushed('always', 'WD')).toBe(1);
  expect(flushed('always', 'WC')).toBe(1);
});

test('[DL-5] a fast page fault marks the page after its compare-exchange; the what-if before it', () => {
  const order = (fpfMark: 'afterCas' | 'beforeCas'): string[] => {
    const d = logging('wrprot', {
      flags: { fpfMark },
      leafs: { [GFN]: 'WP' },
      vcpus: [[store(GFN)]],
      hosts: { user: [enableDirtyLog()] },
    });
    enable(d);
    return labels(d.finish('vcpu0')).filter((label) => label === 'fix' || label === 'mark');
  };
  expect(order('afterCas')).toEqual(['fix', 'mark']);
  expect(order('beforeCas')).toEqual(['mark', 'fix']);
});

test('[DL-6] mapping a page writable marks it before the compare-exchange, also for a load', () => {
  const d = logging('pml', {
    leafs: { 0x206: 'RO' },
    vcpus: [[load(GFN)]],
    hosts: { user: [enableDirtyLog()] },
  });
  enable(d);
  const steps = labels(d.finish('vcpu0'));
  expect(steps.indexOf('mark')).toBe(steps.indexOf('set') - 1);
  expect(bitsOf(d)).toMatchObject({ w: true, d: true });
  expect(readLoggedPage(d.view, GFN)?.marked).toBe(true);
});

test('[DL-7] a round reaps, clears, flushes after it has unlocked, and copies just those pages', () => {
  const d = logging('wrprot', {
    leafs: { [GFN]: 'WP', 0x206: 'WP' },
    vcpus: [[store(GFN), store(GFN)]],
    hosts: { user: [enableDirtyLog(), getDirtyLog(), getDirtyLog()] },
  });
  enable(d);
  d.finish('vcpu0');
  expect(readLoggedPage(d.view, GFN)).toMatchObject({ marked: true, sent: 0 });
  const steps: string[] = [];
  do steps.push(d.step('user'));
  while (d.machine.nextStep(d.actor('user'))?.label !== 'pause');
  const round = labels(steps);
  const wanted = ['word', 'reap', 'clear', 'unlock', 'flush', 'unlock_slots', 'copy'];
  expect(round.filter((label) => wanted.includes(label))).toEqual(wanted);
  expect(bitsOf(d).w).toBe(false);
  expect(readTlb(d.view, 0)).toEqual([]);
  expect(readLoggedPage(d.view, GFN)).toMatchObject({ marked: false, sent: 2, reaping: false });
  // Nothing was stored since: the next round finds nothing, flushes nothing, copies nothing.
  expect(labels(d.finish('user'))).not.toContain('reap');
});

test('[DL-8] a round clears by store, XCHG or AND, as its kernel writes SPTEs', () => {
  const access = (flags: Partial<KernelProfile>, state: LeafState): string => {
    const d = logging('pml', {
      flags,
      leafs: { [GFN]: state },
      vcpus: [[store(GFN)], [load(0x207)]],
      hosts: { ager: [clearYoung(GFN)], user: [enableDirtyLog(), lastDirtyLog()] },
    });
    enable(d);
    d.finish('vcpu0');
    d.finish('ager');
    d.until('user', 'clear');
    d.step('user');
    return d.machine.effect.access;
  };
  expect(access({ tdpWrite: 'plain' }, 'WC')).toBe('spte-store');
  expect(access({}, 'WC')).toBe('spte-xchg');
  expect(access({ clearDirty: 'and' }, 'WC')).toBe('spte-and');
});

test('[DL-9] a round kicks vCPUs without waiting; a kicked one leaves before its next access', () => {
  const d = logging('pml', {
    leafs: { [GFN]: 'WC' },
    vcpus: [[store(GFN), store(GFN)]],
    hosts: { user: [enableDirtyLog(), getDirtyLog()] },
  });
  enable(d);
  while (d.machine.effect.access !== 'guest-memory') d.step('vcpu0');
  d.until('user', 'lock');
  expect(d.machine.variants(d.actor('user'))).toBe(1);
  const steps = labels(d.finish('vcpu0'));
  expect(steps.slice(0, 5)).toEqual(['lookup', 'srcu', 'drain', 'enter', 'srcu_unlock']);
  expect(readLoggedPage(d.view, GFN)?.marked).toBe(true);
  expect(readLocks(d.view).srcuReaders).toEqual([]);
});

test('[DL-10] the last round waits for vCPUs in the kernel, stops them all, and drains their buffers', () => {
  const d = logging('pml', {
    leafs: { [GFN]: 'WC' },
    vcpus: [[store(GFN), load(0x206), store(GFN)]],
    hosts: { user: [enableDirtyLog(), lastDirtyLog()] },
  });
  enable(d);
  d.until('vcpu0', 'pfn');
  expect(d.machine.variants(d.actor('user'))).toBe(0);
  d.until('vcpu0', 'lookup');
  d.step('user');
  expect(d.machine.nextStep(d.actor('vcpu0'))).toBeNull();
  expect(readVcpu(d.view, 0).inGuest).toBe(false);
  d.finish('user');
  expect(readLoggedPage(d.view, GFN)).toMatchObject({ sent: 1, marked: false });
  expect(d.violated).toEqual([]);
});
