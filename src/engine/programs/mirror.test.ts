import { expect, test } from 'vitest';
import { decodeSpte } from '../layout/decode.ts';
import { Machine } from '../machine.ts';
import { profileNamed, type KernelProfile } from '../profiles/profile.ts';
import {
  readCounters,
  readExternalPage,
  readGuestPage,
  readLocks,
  readVmDead,
} from '../state/readers.ts';
import { exploreAll, verdictOf } from '../testing/explore-all.ts';
import { drive, sceneConfig, type Driver, type Scene } from '../testing/scene.ts';
import type { VcpuOperation } from './operation.ts';

const GFN = 0x205;

function profileWith(flags: Partial<KernelProfile>): KernelProfile {
  return { ...profileNamed('v5.18')!, ...flags };
}

const op = (kind: VcpuOperation['kind'], gfn = GFN): VcpuOperation => ({ kind, gfn });

const REMOVE = { kind: 'td_remove', gfnStart: GFN, gfnEnd: GFN + 1 } as const;

/** Two vCPUs that have both failed to find the page. */
function twoFaults(flags: Partial<KernelProfile>): Scene {
  return {
    profile: profileWith(flags),
    leafs: { 0x204: 'WD' },
    vcpus: [[op('td_fault')], [op('td_fault')]],
  };
}

function external(d: Driver, field: 'present' | 'installs' | 'removes'): number {
  return Number(readExternalPage(d.view, GFN)![field]);
}

function isDead(d: Driver): boolean {
  return readVmDead(d.view);
}

function kindAt(d: Driver): string {
  const spte = d.spte(GFN);
  return spte === null ? 'no table' : decodeSpte(d.machine.config.layout, spte, 1).kind;
}

test('[EXT-1] a private fault freezes the mirror entry, installs the page externally, and stores the leaf', () => {
  const d = drive({
    profile: profileWith({ extRule: 'mainline' }),
    leafs: { 0x204: 'WD' },
    vcpus: [[op('td_store')]],
  });
  d.until('vcpu0', 'aug');
  expect([kindAt(d), external(d, 'present')]).toEqual(['frozen', 0]);
  d.step('vcpu0');
  expect([kindAt(d), external(d, 'present')]).toEqual(['frozen', 1]);
  d.step('vcpu0');
  expect(kindAt(d)).toBe('WD');
  d.finish('vcpu0');
  expect(readGuestPage(d.view, GFN)?.version).toBe(1);
  expect(d.violated).toEqual([]);
});

test('[EXT-2] missing tables are linked in the mirror and in the external table', () => {
  const d = drive({
    profile: profileWith({ extRule: 'mainline' }),
    vcpus: [[op('td_load')], [op('td_load', GFN + 1)]],
  });
  d.until('vcpu0', 'freeze');
  const steps = d.finish('vcpu1');
  expect(steps.filter((step) => step === 'mirror_map/link')).toHaveLength(3);
  d.step('vcpu0');
  expect(d.machine.effect.access).toBe('spte-cas-failed');
  d.finish('vcpu0');
  expect(external(d, 'installs')).toBe(1);
  expect(d.violated).toEqual([]);
});

test('[EXT-3] a frozen entry makes another fault retry: inside the handler, or from the guest', () => {
  const next = (extRetry: KernelProfile['extRetry']): string => {
    const d = drive(twoFaults({ extRule: 'mainline', extRetry }));
    d.until('vcpu0', 'aug');
    d.until('vcpu1', 'rcu');
    d.until('vcpu1', 'unlock');
    d.step('vcpu1');
    d.step('vcpu1');
    expect(readCounters(d.view).pfRetries).toBe(1);
    return d.machine.nextStep(1)?.label ?? '';
  };
  expect(next('inside')).toBe('retry');
  expect(next('reenter')).toBe('request');
});

test('[EXT-4] before, the second fault runs into KVM_BUG_ON; the function goes on and installs again', () => {
  const d = drive(twoFaults({ extRule: 'before' }));
  d.finish('vcpu0');
  const steps = d.finish('vcpu1');
  expect(steps).toEqual(expect.arrayContaining(['mirror_map/bug', 'mirror_map/aug_bug']));
  // The check at entry, the refusal of the module, and the check of its answer.
  expect(d.violated).toEqual(['P6', 'P6', 'P6']);
  expect([isDead(d), external(d, 'installs')]).toEqual([true, 1]);
  expect(steps.at(-1)).toBe('td_access/dead');
});

test('[EXT-5] without that check the TDX module refuses, and the old value is stored back', () => {
  const d = drive(twoFaults({ extRule: 'noBug' }));
  d.finish('vcpu0');
  const before = d.spte(GFN);
  const steps = d.finish('vcpu1');
  expect(d.violated).toEqual(['P6', 'P6']);
  expect(steps).toContain('mirror_map/aug_bug');
  expect(d.spte(GFN)).toEqual(before);
  expect(isDead(d)).toBe(true);
});

test('[EXT-6] as posted the mirror is rewritten and the module is not called; mainline changes nothing', () => {
  const posted = drive(twoFaults({ extRule: 'seed2' }));
  posted.finish('vcpu0');
  expect(posted.finish('vcpu1')).toContain('mirror_map/settle');
  expect([kindAt(posted), external(posted, 'installs'), isDead(posted)]).toEqual(['WC', 1, false]);
  const mainline = drive(twoFaults({ extRule: 'mainline' }));
  mainline.finish('vcpu0');
  expect(mainline.finish('vcpu1')).not.toContain('mirror_map/freeze');
  expect([kindAt(mainline), readCounters(mainline.view).spuriousFaults]).toEqual(['WD', 1]);
});

test('[EXT-6] cc7ed3358e41 alone is enough, too: there is nothing to write, and nothing to install', () => {
  const d = drive(twoFaults({ extRule: 'before', makeSpteDirty: 'always' }));
  d.finish('vcpu0');
  expect(d.finish('vcpu1')).not.toContain('mirror_map/bug');
  expect([isDead(d), readCounters(d.view).spuriousFaults]).toEqual([false, 1]);
});

test('[EXT-7] a page is removed from the mirror first and then externally, all under the write lock', () => {
  const d = drive({
    profile: profileWith({ extRule: 'mainline' }),
    leafs: { [GFN]: 'WD' },
    vcpus: [[op('td_store')]],
    hosts: { host: [REMOVE] },
  });
  expect(external(d, 'present')).toBe(1);
  d.until('host', 'block');
  expect([kindAt(d), external(d, 'present')]).toEqual(['none', 1]);
  d.until('host', 'rcu_unlock');
  expect(external(d, 'present')).toBe(0);
  expect(readLocks(d.view).mmuLockWriter).toBe(d.actor('host'));
  d.finish('host');
  d.finish('vcpu0');
  expect([external(d, 'installs'), external(d, 'removes')]).toEqual([2, 1]);
  expect(d.violated).toEqual([]);
});

test('[EXT-8] a busy TDX module makes the fault undo its freeze and retry', () => {
  const d = drive({ ...twoFaults({ extRule: 'mainline' }), tdxBusy: true });
  d.until('vcpu0', 'aug');
  expect(d.machine.variants(0)).toBe(2);
  d.step('vcpu0', 1);
  d.step('vcpu0');
  expect([kindAt(d), external(d, 'present')]).toEqual(['none', 0]);
  d.finish('vcpu0');
  expect([kindAt(d), external(d, 'installs'), isDead(d)]).toEqual(['WD', 1, false]);
  expect(readCounters(d.view).pfRetries).toBe(1);
  const { properties } = exploreAll(
    new Machine(sceneConfig({ ...twoFaults({ extRule: 'mainline' }), tdxBusy: true })),
  );
  expect(verdictOf(properties.P6)).toBe('never');
});

test('[P6] two faults on one mirror gfn: always, sometimes, never', () => {
  const verdict = (flags: Partial<KernelProfile>): string => {
    const { properties } = exploreAll(new Machine(sceneConfig(twoFaults(flags))));
    const others = Object.entries(properties).filter(([id, runs]) => id !== 'P6' && runs.some);
    expect(others.map(([id]) => id)).toEqual([]);
    return verdictOf(properties.P6);
  };
  for (const extRule of ['before', 'noBug'] as const) {
    expect(verdict({ extRule, extRetry: 'inside' })).toBe('always');
    expect(verdict({ extRule, extRetry: 'reenter' })).toBe('sometimes');
  }
  for (const extRule of ['seed2', 'mainline'] as const) {
    expect(verdict({ extRule, extRetry: 'inside' })).toBe('never');
    expect(verdict({ extRule, extRetry: 'reenter' })).toBe('never');
  }
});

test('[P6] a page that is removed between two faults is installed again, and that is fine', () => {
  const scene: Scene = {
    profile: profileWith({ extRule: 'mainline', extRetry: 'inside' }),
    leafs: { [GFN]: 'WD' },
    vcpus: [[op('td_store')], [op('td_load')]],
    hosts: { host: [REMOVE] },
  };
  expect(verdictOf(exploreAll(new Machine(sceneConfig(scene))).properties.P6)).toBe('never');
});
