import { expect, test } from 'vitest';
import { hasAny } from '../../base/word64.ts';
import { decodeSpte } from '../layout/decode.ts';
import { layoutOf } from '../layout/registry.ts';
import { Machine } from '../machine.ts';
import { profileNamed, type KernelProfile } from '../profiles/profile.ts';
import { readCounters, readHostPage, readLocks, readThread } from '../state/readers.ts';
import { exploreAll, verdictOf } from '../testing/explore-all.ts';
import {
  clearFlushYoung,
  clearYoung,
  drive,
  load,
  pfnOf,
  sceneConfig,
  store,
  type Driver,
  type LeafState,
  type Scene,
} from '../testing/scene.ts';

const GFN = 0x205;
const NO_AD = layoutOf('v5.18pre/ept-noad-46');

function profileWith(flags: Partial<KernelProfile>): KernelProfile {
  return { ...profileNamed('v5.18pre')!, ...flags };
}

const UNMAP = profileWith({ ageWithoutAd: 'unmap', tdpWrite: 'xchg' });
const TRACK = profileWith({ ageWithoutAd: 'xchg', tdpWrite: 'xchg' });
const EXCHANGED = profileWith({ ageWithoutAd: 'xchg', trackCapture: 'exchanged' });

/** A scene without A/D bits. */
function scene(profile: KernelProfile, state: LeafState, rest: Partial<Scene>): Scene {
  return { layout: NO_AD, profile, leafs: { [GFN]: state }, ...rest };
}

function kindAt(d: Driver): string {
  const spte = d.spte(GFN);
  return spte === null ? 'no table' : decodeSpte(NO_AD, spte, 1).kind;
}

function verdictsOf(what: Scene): Record<string, string> {
  const { properties } = exploreAll(new Machine(sceneConfig(what)));
  const verdicts = Object.entries(properties).map(([id, runs]) => [id, verdictOf(runs)] as const);
  return Object.fromEntries(verdicts.filter(([, verdict]) => verdict !== 'never'));
}

test('[AT-1] aging without A bits takes R, W and X, saves R and X, and tells the host of W first', () => {
  const d = drive(scene(TRACK, 'WD', { hosts: { age: [clearYoung(GFN)] } }));
  d.until('age', 'track');
  expect(readHostPage(d.view, pfnOf(GFN))?.dirty).toBe(true);
  d.finish('age');
  expect(kindAt(d)).toBe('AT');
  const { masks } = NO_AD;
  expect(hasAny(d.spte(GFN)!, masks.accTrack)).toBe(false);
  expect(hasAny(d.spte(GFN)!, masks.savedBits)).toBe(true);
  expect(hasAny(d.spte(GFN)!, masks.mmuWritable)).toBe(true);
});

test('[AT-2] an SPTE that is tracked already is not young; clear_flush_young flushes only for a young one', () => {
  const d = drive(
    scene(TRACK, 'WD', { hosts: { one: [clearFlushYoung(GFN)], two: [clearFlushYoung(GFN)] } }),
  );
  expect(d.finish('one')).toContain('age_without_ad/flush');
  expect(d.finish('two')).not.toContain('age_without_ad/track');
  expect(readCounters(d.view).flushesRequested).toBe(1);
});

test.each([
  ['v6.12', 'v6.12/ept-noad-46', 'age_without_ad/track', 1],
  ['v6.15', 'v6.17/ept-noad-46', 'age_without_ad/track', 0],
  ['v6.12', 'v6.12/ept-ad-46', 'age_gfn_range/age', 1],
  ['v6.15', 'v6.17/ept-ad-46', 'age_gfn_range/age', 0],
] as const)(
  '[AGE-2] clear_flush_young of %s on %s: after %s it asks for %i flushes',
  (kernel, layout, write, flushes) => {
    const d = drive({
      layout: layoutOf(layout),
      profile: profileNamed(kernel)!,
      leafs: { [GFN]: 'WD' },
      hosts: { age: [clearFlushYoung(GFN)] },
    });
    const labels = d.finish('age');
    expect(labels).toContain(write);
    expect(labels.filter((label) => label.endsWith('/flush'))).toHaveLength(flushes);
    expect(readCounters(d.view).flushesRequested).toBe(flushes);
  },
);

test('[AT-3] a load restores R and X without mmu_lock; the store after it restores W, again without', () => {
  const d = drive(
    scene(TRACK, 'WD', { vcpus: [[load(GFN), store(GFN)]], hosts: { age: [clearYoung(GFN)] } }),
  );
  d.finish('age');
  d.until('vcpu0', 'fix');
  expect(readLocks(d.view).mmuLockReaders).toEqual([]);
  d.step('vcpu0');
  expect(kindAt(d)).toBe('WP');
  d.finish('vcpu0');
  expect(kindAt(d)).toBe('WD');
  expect(readCounters(d.view)).toMatchObject({ fastPageFaults: 2, slowPageFaults: 0 });
});

test('[AT-4] a restored SPTE has no saved bits left, and the X it had', () => {
  const d = drive(scene(TRACK, 'WD', { vcpus: [[load(GFN)]], hosts: { age: [clearYoung(GFN)] } }));
  d.finish('age');
  d.finish('vcpu0');
  const restored = d.spte(GFN)!;
  expect(hasAny(restored, NO_AD.masks.savedBits)).toBe(false);
  expect(hasAny(restored, NO_AD.masks.executable)).toBe(true);
});

test('[AT-5] before f160c7b7bb32 each ager round costs a fault under mmu_lock; after it none', () => {
  const faults = (profile: KernelProfile): [number, number] => {
    const d = drive(
      scene(profile, 'WD', {
        vcpus: [[store(GFN), load(GFN), store(GFN)]],
        hosts: { age: [clearFlushYoung(GFN), clearFlushYoung(GFN)] },
      }),
    );
    /** One access of the vCPU, and then one round of the ager. */
    const round = (): void => {
      do d.step('vcpu0');
      while (readThread(d.view, 0).op === rounds);
      rounds += 1;
      while (!d.step('age').endsWith('/unlock'));
    };
    let rounds = 0;
    round();
    round();
    d.finish('vcpu0');
    const { slowPageFaults, vcpuMmuLocks } = readCounters(d.view);
    return [slowPageFaults, vcpuMmuLocks];
  };
  expect(faults(UNMAP)).toEqual([2, 2]);
  expect(faults(TRACK)).toEqual([0, 0]);
});

test('[AT-6] neither unmapping nor tracking violates anything when the page starts writable', () => {
  const rest = {
    vcpus: [[store(GFN), load(GFN), store(GFN)]],
    hosts: { age: [clearFlushYoung(GFN), clearFlushYoung(GFN)] },
  };
  expect(verdictsOf(scene(UNMAP, 'WD', rest))).toEqual({});
  expect(verdictsOf(scene(TRACK, 'WD', rest))).toEqual({});
});

test('[AT-7] an exchange between the read and the compare-exchange of a fast fault makes it walk again', () => {
  const d = drive(scene(TRACK, 'WP', { vcpus: [[store(GFN)]], hosts: { age: [clearYoung(GFN)] } }));
  d.until('vcpu0', 'fix');
  d.finish('age');
  d.step('vcpu0');
  expect(d.machine.effect.access).toBe('spte-cas-failed');
  d.finish('vcpu0');
  expect(kindAt(d)).toBe('WD');
  expect(readCounters(d.view)).toMatchObject({ casFailures: 1, slowPageFaults: 0 });
});

test('[P8] a W that came in after the snapshot is dropped uncounted; what the exchange returns has it', () => {
  const rest = { vcpus: [[store(GFN)]], hosts: { age: [clearYoung(GFN)] } };
  const run = (profile: KernelProfile): string[] => {
    const d = drive(scene(profile, 'WP', rest));
    d.until('age', 'capture');
    d.finish('vcpu0');
    d.finish('age');
    return d.violated;
  };
  expect(run(TRACK)).toEqual(['P8']);
  expect(run(EXCHANGED)).toEqual([]);
  expect(verdictsOf(scene(TRACK, 'WP', rest))).toEqual({ P8: 'sometimes' });
  expect(verdictsOf(scene(EXCHANGED, 'WP', rest))).toEqual({});
});

test('[AT-8] from v6.15 on aging takes no mmu_lock, and its compare-exchange may fail', () => {
  const lockless = profileWith({ ageWithoutAd: 'cas' });
  const d = drive(
    scene(lockless, 'WP', { vcpus: [[store(GFN)]], hosts: { age: [clearYoung(GFN)] } }),
  );
  d.until('age', 'track');
  expect(readLocks(d.view)).toMatchObject({ mmuLockWriter: null, srcuReaders: [d.actor('age')] });
  d.finish('vcpu0');
  d.step('age');
  expect(d.machine.effect.access).toBe('spte-cas-failed');
  d.finish('age');
  expect(kindAt(d)).toBe('WD');
  expect(readLocks(d.view).srcuReaders).toEqual([]);
});

test('[AT-9] from v6.13 on KVM keeps Accessed itself: tracking clears it, restoring sets it', () => {
  const layout = layoutOf('v6.17/ept-noad-46');
  const profile = profileNamed('v6.15')!;
  const rest = { vcpus: [[load(GFN), store(GFN)]], hosts: { age: [clearYoung(GFN)] } };
  const d = drive({ ...scene(profile, 'WD', rest), layout });
  const isAccessed = (): boolean => hasAny(d.spte(GFN)!, layout.masks.accessed);
  expect(isAccessed()).toBe(true);
  d.finish('age');
  expect([isAccessed(), decodeSpte(layout, d.spte(GFN)!, 1).kind]).toEqual([false, 'AT']);
  d.finish('vcpu0');
  expect([isAccessed(), decodeSpte(layout, d.spte(GFN)!, 1).kind]).toEqual([true, 'WD']);
  expect(readCounters(d.view)).toMatchObject({ fastPageFaults: 2, slowPageFaults: 0 });
  expect(verdictsOf({ ...scene(profile, 'WD', rest), layout })).toEqual({});
});
