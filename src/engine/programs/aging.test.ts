/** Aging, kernel by kernel: what it writes, and what of the work of others it overwrites. */
import { expect, test } from 'vitest';
import { hasAny } from '../../base/word64.ts';
import { profileNamed, type KernelProfile } from '../profiles/profile.ts';
import {
  clearFlushYoung,
  clearYoung,
  drive,
  store,
  zap,
  type Driver,
  type LeafState,
  type Scene,
} from '../testing/scene.ts';
import { readLocks, readTlb } from '../state/readers.ts';

const GFN = 0x205;

function aging(flags: Partial<KernelProfile>, scene: Scene): Driver {
  return drive({ kernel: 'after', profile: { ...profileNamed('v5.18')!, ...flags }, ...scene });
}

function bitsOf(d: Driver): { w: boolean; d: boolean; a: boolean } {
  const { masks } = d.machine.config.layout;
  const spte = d.spte(GFN)!;
  return {
    w: hasAny(spte, masks.writable),
    d: hasAny(spte, masks.dirty),
    a: hasAny(spte, masks.accessed),
  };
}

test('[AGE-4] aging by AND leaves a D that was set meanwhile, and stores where nothing can change', () => {
  const aged = (state: LeafState, between: boolean): Driver => {
    const d = aging(
      { aging: 'and' },
      {
        leafs: { [GFN]: state },
        vcpus: [[store(GFN)]],
        hosts: { ager: [clearYoung(GFN)] },
      },
    );
    d.until('ager', 'age');
    if (between) d.finish('vcpu0');
    d.step('ager');
    return d;
  };
  const raced = aged('WC', true);
  expect(raced.machine.effect.access).toBe('spte-and');
  expect(bitsOf(raced)).toEqual({ w: true, d: true, a: false });
  expect(aged('WD', false).machine.effect.access).toBe('spte-store');
});

test('[AGE-5] before 6d9aafb96d5f aging clears Dirty along with Accessed, and flushes nothing', () => {
  const after = (agingDirty: 'kept' | 'cleared'): Driver => {
    const d = aging(
      { agingDirty },
      {
        leafs: { [GFN]: 'WD' },
        vcpus: [[store(GFN)]],
        hosts: { ager: [clearYoung(GFN)] },
      },
    );
    d.finish('vcpu0');
    expect(d.finish('ager')).not.toContain('age_gfn_range/flush');
    return d;
  };
  expect(bitsOf(after('kept'))).toEqual({ w: true, d: true, a: false });
  const cleared = after('cleared');
  expect(bitsOf(cleared)).toEqual({ w: true, d: false, a: false });
  expect(readTlb(cleared.view, 0)[0]).toMatchObject({ d: true });
});

test('[AGE-6] from v6.15 on aging takes no mmu_lock, is inside SRCU and RCU', () => {
  const d = aging(
    { aging: 'locklessAnd' },
    { leafs: { [GFN]: 'WC' }, hosts: { ager: [clearFlushYoung(GFN)], zap: [zap(0x206)] } },
  );
  d.until('zap', 'read');
  d.until('ager', 'age');
  const ager = d.actor('ager');
  expect(readLocks(d.view)).toMatchObject({ mmuLockWriter: d.actor('zap'), srcuReaders: [ager] });
  expect(readLocks(d.view).rcuReaders).toContain(ager);
  d.step('ager');
  expect(d.machine.effect.access).toBe('spte-and');
  d.finish('ager');
  expect(readLocks(d.view).srcuReaders).toEqual([]);
});

test('[AGE-6] its AND takes A out of whatever is there; the compare-exchange of v7.2 may fail', () => {
  const aged = (rule: 'locklessAnd' | 'locklessCas'): Driver => {
    const d = aging(
      { aging: rule },
      { leafs: { [GFN]: 'WC' }, vcpus: [[store(GFN)]], hosts: { ager: [clearYoung(GFN)] } },
    );
    d.until('ager', 'age');
    d.finish('vcpu0');
    d.step('ager');
    return d;
  };
  const and = aged('locklessAnd');
  expect(bitsOf(and)).toEqual({ w: true, d: true, a: false });
  const cas = aged('locklessCas');
  expect(cas.machine.effect.access).toBe('spte-cas-failed');
  expect(bitsOf(cas)).toEqual({ w: true, d: true, a: true });
});
