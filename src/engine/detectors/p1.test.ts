/** P1 and its early form: tripped by the stories they are for, silent where the kernel is right. */
import { expect, test } from 'vitest';
import { Machine } from '../machine.ts';
import { exploreAll, verdictOf } from '../testing/explore-all.ts';
import { layoutOf } from '../layout/registry.ts';
import { profileNamed, type KernelProfile } from '../profiles/profile.ts';
import {
  clearYoung,
  drive,
  enableDirtyLog,
  getDirtyLog,
  lastDirtyLog,
  load,
  sceneConfig,
  store,
  type Driver,
  type Scene,
} from '../testing/scene.ts';

const GFN = 0x205;

function logging(flags: Partial<KernelProfile>, scene: Scene): Driver {
  const profile = { ...profileNamed('v5.18')!, ...flags };
  return drive({ layout: layoutOf('v5.19/ept-ad-pml-46'), profile, ...scene });
}

/** The story of seed 0 across enabling: the ager overwrites a D that it has not seen. */
function clobberThenEnable(flags: Partial<KernelProfile>): Driver {
  const d = logging(flags, {
    leafs: { [GFN]: 'WC' },
    vcpus: [[store(GFN), store(GFN)]],
    hosts: { ager: [clearYoung(GFN)], user: [enableDirtyLog(), lastDirtyLog()] },
  });
  d.until('ager', 'age');
  while (d.machine.effect.access !== 'guest-memory') d.step('vcpu0');
  d.finish('ager');
  d.until('user', 'pause');
  d.finish('vcpu0');
  d.finish('user');
  return d;
}

test('[P1] a store after the first copy that no round tells of is lost', () => {
  expect(clobberThenEnable({}).violated).toEqual(['P1-early', 'P1']);
});

test('[P1] holds when enabling always flushes, or aging keeps Dirty', () => {
  expect(clobberThenEnable({ enableFlush: 'always' }).violated).toEqual([]);
  expect(clobberThenEnable({ aging: 'and' }).violated).toEqual([]);
});

test('[P1] is asked of slots that log only', () => {
  const d = logging({}, { vcpus: [[store(GFN)]], hosts: { user: [lastDirtyLog()] } });
  d.finish('vcpu0');
  d.finish('user');
  expect(d.violated).toEqual([]);
});

test('[DL-11] a page is reported when it begins to be at risk, once, before anything is lost', () => {
  const d = logging(
    { getFlush: 'none' },
    {
      leafs: { [GFN]: 'WC' },
      vcpus: [[store(GFN), store(GFN), load(0x206)]],
      hosts: { user: [enableDirtyLog(), getDirtyLog(), lastDirtyLog()] },
    },
  );
  d.until('user', 'pause');
  while (d.machine.effect.access !== 'guest-memory') d.step('vcpu0');
  // The log of the vCPU knows of the page, and so does the bitmap after it: there is no risk yet.
  d.until('user', 'lock');
  d.until('vcpu0', 'enter');
  d.until('user', 'copy');
  expect(d.violated).toEqual([]);
  d.step('user');
  expect(d.violated).toEqual(['P1-early']);
  d.finish('vcpu0');
  expect(d.violated).toEqual(['P1-early']);
});

test('[DL-11] between a compare-exchange and its mark, and from reap to copy, a page is not at risk', () => {
  const d = drive({
    layout: layoutOf('v5.19/ept-ad-46'),
    profile: profileNamed('v5.18')!,
    leafs: { [GFN]: 'WP' },
    vcpus: [[store(GFN)], [store(GFN)]],
    hosts: { user: [enableDirtyLog(), getDirtyLog()] },
  });
  d.until('user', 'pause');
  d.until('vcpu0', 'mark');
  // The other vCPU uses W before it is marked.
  d.finish('vcpu1');
  d.until('vcpu0', 'enter');
  d.finish('user');
  d.finish('vcpu0');
  expect(d.violated).toEqual([]);
});

/** What all runs of a migration of one page say of P1. */
function verdict(mode: 'pml' | 'wrprot', flags: Partial<KernelProfile>): string {
  const cpu = mode === 'pml' ? 'ept-ad-pml-46' : 'ept-ad-46';
  const config = sceneConfig({
    layout: layoutOf(`v5.19/${cpu}`),
    profile: { ...profileNamed('v5.18')!, ...flags },
    leafs: { 0x200: mode === 'pml' ? 'WC' : 'WP' },
    vcpus: [[store(0x200), store(0x200)]],
    hosts: { user: [enableDirtyLog(), lastDirtyLog()] },
  });
  const [slot] = config.memslots;
  const { properties } = exploreAll(new Machine({ ...config, memslots: [{ ...slot!, pages: 1 }] }));
  return verdictOf(properties.P1);
}

test('[P1] [DL-12] a fault that still uses the old memslots must be waited for', () => {
  expect(verdict('wrprot', {})).toBe('never');
  expect(verdict('wrprot', { enableSync: 'none' })).toBe('sometimes');
  expect(verdict('wrprot', { enableSync: 'none', enableFlush: 'always' })).toBe('sometimes');
});

test('[P1] [DL-12] a vCPU that has not switched PML on must not run on', () => {
  expect(verdict('pml', {})).toBe('never');
  expect(verdict('pml', { pmlRequest: 'posted' })).toBe('sometimes');
  expect(verdict('pml', { pmlRequest: 'posted', enableFlush: 'always' })).toBe('sometimes');
});

test('[P1] [DL-5] a mark made before the compare-exchange can be reaped too early', () => {
  const d = drive({
    layout: layoutOf('v5.19/ept-ad-46'),
    profile: { ...profileNamed('v5.18')!, fpfMark: 'beforeCas' },
    leafs: { [GFN]: 'WP' },
    vcpus: [[store(GFN)]],
    hosts: { user: [enableDirtyLog(), getDirtyLog(), lastDirtyLog()] },
  });
  d.until('user', 'pause');
  d.until('vcpu0', 'fix');
  while (d.machine.nextStep(d.actor('user'))?.label !== 'copy') d.step('user');
  d.step('user');
  d.finish('vcpu0');
  d.finish('user');
  expect(d.violated).toEqual(['P1-early', 'P1']);
});
