/** Memslots that are deleted leaf by leaf, and memslots that move. */
import { describe, expect, it } from 'vitest';
import { isShadowPresentPte } from '../layout/predicates.ts';
import { layoutOf } from '../layout/registry.ts';
import { Machine } from '../machine.ts';
import type { Memslot } from '../machine-config.ts';
import { profileNamed, type KernelProfile } from '../profiles/profile.ts';
import { readGuestPage } from '../state/readers.ts';
import { exploreAll } from '../testing/explore-all.ts';
import {
  deleteSlot,
  drive,
  load,
  moveSlot,
  sceneConfig,
  store,
  zap,
  type Driver,
  type Scene,
} from '../testing/scene.ts';

const V6_12 = { profile: profileNamed('v6.12')!, layout: layoutOf('v6.12/ept-ad-46') };

/** gfns 0x204 and 0x208, each a slot of its own; the second one may move to 0x210. */
const SLOTS: readonly Memslot[] = [
  { id: 0, gfn: 0x204, pages: 1, pfn: 0x9a04, writable: true },
  { id: 1, gfn: 0x208, pages: 1, pfn: 0x9a08, writable: true, movesTo: 0x210 },
];

const LEAF_BY_LEAF: Scene = {
  ...V6_12,
  memslots: SLOTS,
  leafs: { 0x204: 'WD', 0x208: 'WD' },
  vcpus: [[load(0x208)]],
  hosts: { userspace: [deleteSlot(0x208)], host: [zap(0x208)] },
  flags: { slotZap: 'leafs' },
};

function violated(scene: Scene, flags: Partial<KernelProfile> = {}): string[] {
  const machine = new Machine(sceneConfig({ ...scene, flags: { ...scene.flags, ...flags } }));
  const { properties } = exploreAll(machine);
  return Object.entries(properties)
    .filter(([, { some }]) => some)
    .map(([id]) => id);
}

function isMapped(d: Driver, gfn: number): boolean {
  const spte = d.spte(gfn);
  return spte !== null && isShadowPresentPte(d.machine.config.layout, spte);
}

describe('a memslot deleted leaf by leaf', () => {
  it('[ROOT-7] loses its leafs, and others keep theirs, with their root', () => {
    const d = drive({ ...LEAF_BY_LEAF, vcpus: [[load(0x204)]] });
    d.finish('userspace');
    expect([isMapped(d, 0x208), isMapped(d, 0x204)]).toEqual([false, true]);
    const walk = d.finish('vcpu0');
    expect(walk.every((step) => step.startsWith('vcpu_access/'))).toBe(true);
  });

  it('[ROOT-7] is flushed before mmu_lock is let go of, or a page is lost to a TLB', () => {
    expect(violated(LEAF_BY_LEAF)).toEqual([]);
    expect(violated(LEAF_BY_LEAF, { slotZap: 'leafsUnflushed' }).sort()).toEqual(['P14', 'P9']);
  });

  it('[ROOT-7] is zapped in roots that are invalid already, too', () => {
    const scene: Scene = { ...LEAF_BY_LEAF, leafs: {}, otherRoot: { 0x208: 'WD' }, vcpus: [] };
    expect(violated(scene)).toEqual([]);
  });
});

describe('a notifier', () => {
  it('[ZAP-4] has nothing to do for pages in no memslot', () => {
    const d = drive(LEAF_BY_LEAF);
    d.finish('userspace');
    const steps = d.finish('host');
    expect(steps.map((step) => step.split('/')[1])).toEqual(['lock', 'free']);
  });

  it('[ZAP-4] zaps pages of a slot that has moved where they are now', () => {
    const d = drive({
      ...V6_12,
      memslots: SLOTS,
      vcpus: [[load(0x210)]],
      hosts: { userspace: [moveSlot(0x208)], host: [zap(0x208)] },
    });
    d.finish('userspace');
    d.finish('vcpu0');
    const { layout } = d.machine.config;
    expect(layout.id).toBe('v6.12/ept-ad-46');
    d.until('host', 'zap');
    d.finish('host');
    expect(d.violated).toEqual([]);
  });
});

describe('a memslot that moves', () => {
  const MOVE: Scene = {
    ...V6_12,
    memslots: SLOTS,
    leafs: { 0x208: 'WD' },
    vcpus: [[load(0x210)]],
    hosts: { userspace: [moveSlot(0x208)] },
  };

  it('[ROOT-8] is not at its new place before', () => {
    const d = drive({ ...MOVE, vcpus: [[store(0x210)]] });
    const steps = d.finish('vcpu0');
    expect(steps).toContain('vcpu_access/emulate');
  });

  it('[ROOT-8] has its pages at the new place, and nothing at the old one, afterwards', () => {
    const d = drive({ ...MOVE, vcpus: [[store(0x210)], [load(0x208)]] });
    d.finish('userspace');
    expect(d.finish('vcpu0')).not.toContain('vcpu_access/emulate');
    expect(d.finish('vcpu1')).toContain('vcpu_access/emulate');
    expect(readGuestPage(d.view, 0x208)?.version).toBe(1);
    expect(readGuestPage(d.view, 0x210)?.version).toBe(1);
  });

  it.each(['roots', 'leafs'] as const)(
    '[ROOT-8][ROOT-9] by %s: on no schedule a page is mapped where it is not',
    (slotZap) => {
      const scene: Scene = {
        ...MOVE,
        hosts: { userspace: [moveSlot(0x208)], host: [zap(0x208)] },
      };
      expect(violated(scene, { slotZap })).toEqual([]);
      expect(violated(scene, { slotZap, slotInstall: 'atOnce' })).toEqual(['P9']);
    },
  );
});
