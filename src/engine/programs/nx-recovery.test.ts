/** The NX recovery: what it zaps, when it flushes, and what it leaves to others. */
import { describe, expect, it } from 'vitest';
import { layoutOf } from '../layout/registry.ts';
import { Machine } from '../machine.ts';
import { profileNamed } from '../profiles/profile.ts';
import { exploreAll } from '../testing/explore-all.ts';
import { formatTables } from '../testing/tables.ts';
import {
  collapse,
  drive,
  load,
  recoverNx,
  rcuCallback,
  sceneConfig,
  store,
  type Scene,
} from '../testing/scene.ts';

const TWO_SLOTS = [
  { id: 0, gfn: 0x200, pages: 1, pfn: 0x9a00, writable: true },
  { id: 1, gfn: 0x400, pages: 1, pfn: 0x9c00, writable: true },
];

/** Of gfn 0x400 the scene's SPTE would name a page that the slot does not have: faulted in instead. */
const TWO_TABLES: Scene = {
  kernel: 'after',
  memslots: TWO_SLOTS,
  leafs: { 0x200: 'WD' },
  vcpus: [[load(0x400)]],
  hosts: { nx: [recoverNx(0x200, 0x400)] },
};

const V7_2 = { profile: profileNamed('v7.2')!, layout: layoutOf('v7.2/ept-ad-46') };

function violated(scene: Scene, flags: Scene['flags'] = {}): string[] {
  const machine = new Machine(sceneConfig({ ...scene, flags: { ...scene.flags, ...flags } }));
  const { properties } = exploreAll(machine);
  return Object.entries(properties)
    .filter(([, { some }]) => some)
    .map(([id]) => id);
}

describe('the NX recovery', () => {
  it('[NX-1] zaps the small tables of its range by the entries that link them', () => {
    const d = drive(TWO_TABLES);
    d.finish('vcpu0');
    d.finish('nx');
    const { layout } = d.machine.config;
    expect(formatTables(d.view, layout).split('\n')).toEqual([
      'PML4 0x40',
      '  [0] -> PDPT 0x41',
      '    [0] -> PD 0x42',
    ]);
  });

  it('[NX-1] leaves tables of other ranges, and those that are made while it is at work', () => {
    const d = drive({
      ...TWO_TABLES,
      hosts: { nx: [recoverNx(0x400, 0x200)] },
      vcpus: [[store(0x400)]],
    });
    d.until('nx', 'pick');
    d.finish('nx');
    d.finish('vcpu0');
    expect(formatTables(d.view, d.machine.config.layout).match(/-> PT/g)).toHaveLength(2);
  });

  it('[NX-2] flushes once for all tables, before it lets go of RCU', () => {
    const d = drive(TWO_TABLES);
    d.finish('vcpu0');
    const steps: string[] = [];
    while (d.machine.nextStep(d.actor('nx')) !== null) {
      const step = d.step('nx');
      if (['flush', 'rcu-unlock', 'unlock'].includes(d.machine.effect.access)) steps.push(step);
    }
    expect(steps).toEqual([
      'recover_nx_huge_pages/flush',
      'recover_nx_huge_pages/rcu_unlock',
      'recover_nx_huge_pages/unlock',
    ]);
    expect(d.violated).toEqual([]);
  });

  it('[NX-2] flushes before it yields, too', () => {
    const scene = { ...TWO_TABLES, yields: true, vcpus: [[load(0x200)]] };
    expect(violated(scene)).toEqual([]);
    expect(violated(scene, { nxYield: 'inside' })).toEqual(['P14']);
    expect(violated(scene, { nxFlush: 'dropped' })).toEqual(['P14']);
  });

  it('[NX-3] up to v5.17 a forgotten flush does no harm: removals flush', () => {
    const scene = { ...TWO_TABLES, yields: true, vcpus: [[load(0x200)]] };
    const forgetful = { nxYield: 'inside', nxFlush: 'dropped', flushDefer: 'removal' } as const;
    expect(violated(scene, forgetful)).toEqual([]);
  });
});

describe('the NX recovery with mmu_lock held for read', () => {
  const oneSlot = [TWO_SLOTS[0]!];

  it('[NX-4] takes out the table by a compare-exchange', () => {
    const d = drive({ ...TWO_TABLES, ...V7_2, memslots: oneSlot, vcpus: [] });
    d.until('nx', 'zap');
    d.step('nx');
    expect(d.machine.effect.access).toBe('spte-cas');
  });

  it('[NX-4] leaves a table alone that another one has unlinked, before it looks or after', () => {
    const scene: Scene = {
      ...TWO_TABLES,
      ...V7_2,
      memslots: oneSlot,
      vcpus: [],
      hosts: { nx: [recoverNx(0x200, 0x200)], other: [collapse(0x200)] },
    };
    for (const label of ['read', 'zap']) {
      const d = drive(scene);
      d.until('nx', label);
      d.until('other', 'flush');
      const steps = d.finish('nx');
      expect(steps.some((step) => step.startsWith('handle_removed_pt'))).toBe(false);
      d.finish('other');
      expect(d.violated).toEqual([]);
    }
  });

  it('[NX-4] nothing goes wrong when vCPUs fault while it is at work, on any schedule', () => {
    const scene: Scene = {
      ...TWO_TABLES,
      ...V7_2,
      memslots: oneSlot,
      pscStart: true,
      vcpus: [[store(0x200)]],
      hosts: { nx: [recoverNx(0x200, 0x200)], rcu: [rcuCallback()] },
    };
    expect(violated(scene)).toEqual([]);
    // The flush is what it takes: without it, RCU frees a table that the CPU still knows.
    expect(violated(scene, { nxFlush: 'dropped' })).toEqual(['P4', 'P14']);
  });
});
