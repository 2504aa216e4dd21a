/** The same accesses and operations, in kernels between which a patch changed how they are done. */
import { describe, expect, it } from 'vitest';
import { isMmuWritableSpte, isWritablePte } from '../layout/predicates.ts';
import { layoutOf } from '../layout/registry.ts';
import { profileNamed, type KernelProfile } from '../profiles/profile.ts';
import { readCounters } from '../state/readers.ts';
import {
  drive,
  enableDirtyLog,
  load,
  store,
  tracking,
  type Driver,
  type Scene,
} from '../testing/scene.ts';

const LAYOUTS: Readonly<Record<string, string>> = {
  'v4.11': 'v4.15/ept-ad-46',
  'v5.11': 'v5.18pre/ept-ad-46',
  'v5.12': 'v5.18pre/ept-ad-46',
  'v5.17': 'v5.18pre/ept-ad-46',
  'v5.18pre': 'v5.18pre/ept-ad-46',
  'v6.12': 'v6.12/ept-ad-46',
  'v6.13': 'v6.17/ept-ad-46',
};

function profile(id: string): KernelProfile {
  return profileNamed(id)!;
}

/** A scene in the kernel of a profile; `noad`: on a CPU without Accessed and Dirty bits. */
function driveIn(id: string, { noad = false, ...scene }: Scene & { noad?: boolean }): Driver {
  const name = LAYOUTS[id]!;
  const layout = layoutOf(noad ? name.replace('ept-ad', 'ept-noad') : name);
  return drive({ ...scene, profile: profile(id), layout });
}

/** What the vCPU does, with the access of each step. */
function accesses(d: Driver, id: string): string[] {
  const done: string[] = [];
  while (d.machine.nextStep(d.actor(id)) !== null) {
    const step = d.step(id);
    done.push(`${step} ${d.machine.effect.access}`);
  }
  return done;
}

const COUNTED = (d: Driver) => readCounters(d.view);

describe('a fault', () => {
  it.each([
    ['v5.11', 'kvm_tdp_mmu_map/set spte-store', 'kvm_tdp_mmu_map/link spte-store'],
    ['v5.12', 'kvm_tdp_mmu_map/set spte-cas', 'kvm_tdp_mmu_map/link spte-cas'],
  ])('[FLT-6] of %s writes by %s', (id, set, link) => {
    const d = driveIn(id, { vcpus: [[store(0x205)]] });
    const done = accesses(d, 'vcpu0');
    expect(done).toContain(set);
    expect(done.filter((step) => step === link)).toHaveLength(3);
    expect(COUNTED(d).vcpuMmuLocks).toBe(1);
    expect(isWritablePte(d.machine.config.layout, d.spte(0x205)!)).toBe(true);
  });

  it.each([
    ['v5.11', 0],
    ['v5.12', 1],
  ])('[FLT-6] of %s lets others in: %i', (id, variants) => {
    const d = driveIn(id, { vcpus: [[store(0x205)], [store(0x206)]] });
    for (const vcpu of ['vcpu0', 'vcpu1']) d.until(vcpu, 'lock');
    d.step('vcpu0');
    expect(d.machine.variants(d.actor('vcpu1'))).toBe(variants);
  });

  it.each([
    ['v4.11', 1, 0],
    ['v5.12', 0, 1],
    ['v5.17', 1, 0],
  ])('[FPF-5] of %s: fast %i, slow %i', (id, fastPageFaults, slowPageFaults) => {
    const d = driveIn(id, { leafs: { 0x205: 'WP' }, vcpus: [[store(0x205)]] });
    d.finish('vcpu0');
    expect(COUNTED(d)).toMatchObject({ fastPageFaults, slowPageFaults });
  });

  it.each([
    ['v4.11', 1],
    ['v5.17', 0],
  ])('[FPF-6] of %s restores what does not suffice: %i times', (id, fastPageFaults) => {
    const scene: Scene & { noad: boolean } = {
      noad: true,
      leafs: { 0x205: 'RO' },
      hostWritable: true,
      vcpus: [[store(0x205)]],
      hosts: { ager: [{ kind: 'clear_young', gfnStart: 0x205, gfnEnd: 0x206 }] },
    };
    const d = driveIn(id, scene);
    d.finish('ager');
    d.finish('vcpu0');
    expect(COUNTED(d)).toMatchObject({ fastPageFaults, slowPageFaults: 1 });
  });

  it.each([
    ['v6.12', 'kvm_tdp_mmu_map/set spte-cas', 0],
    ['v6.13', 'kvm_tdp_mmu_map/unlock rcu-unlock', 1],
  ])('[MAP-5] of %s over what allows its access', (id, step, spuriousFaults) => {
    const d = driveIn(id, { vcpus: [[store(0x205)], [store(0x205)]] });
    d.until('vcpu1', 'lock');
    d.finish('vcpu0');
    expect(accesses(d, 'vcpu1')).toContain(step);
    expect(COUNTED(d).spuriousFaults).toBe(spuriousFaults);
  });

  it.each([
    ['v6.12', false],
    ['v6.13', true],
  ])('[MAP-6][TRK-5] of %s that makes a leaf tracked flushes: %s', (id, flushes) => {
    // Tracking that leaves MMU-writable, as before v5.17: else there is none for a fault to take.
    const d = driveIn(id, {
      leafs: { 0x205: 'WP' },
      vcpus: [[store(0x205)]],
      hosts: { tracker: [tracking('track_page')(0x205)] },
      flags: { wpGfn: 'buggy', fastPf: 'no', makeSpteDirty: 'kernel' },
    });
    d.until('vcpu0', 'lock');
    d.finish('tracker');
    const done = accesses(d, 'vcpu0');
    expect(done.includes('kvm_tdp_mmu_map/flush_leaf flush')).toBe(flushes);
    expect(done).toContain('vcpu_access/emulate guest-memory');
    expect(isMmuWritableSpte(d.machine.config.layout, d.spte(0x205)!)).toBe(false);
  });

  it.each([
    ['v5.12', ['set', 'mark_after']],
    ['v5.17', ['mark', 'set']],
  ])('[DL-6] of %s marks and writes in this order: %j', (id, order) => {
    const d = driveIn(id, {
      vcpus: [[store(0x205)]],
      hosts: { migration: [enableDirtyLog()] },
    });
    d.finish('migration');
    const done = accesses(d, 'vcpu0').map((step) => step.split(/[/ ]/)[1]!);
    expect(done.filter((label) => order.includes(label))).toEqual(order);
    expect(d.violated).toEqual([]);
  });
});

describe('enabling dirty logging', () => {
  it.each([
    ['v5.12', 'dirty_log_pass/clear spte-store'],
    ['v5.17', 'dirty_log_pass/clear spte-cas'],
  ])('[DL-13] in %s: %s', (id, step) => {
    const d = driveIn(id, { leafs: { 0x205: 'WD' }, hosts: { migration: [enableDirtyLog()] } });
    expect(accesses(d, 'migration')).toContain(step);
    expect(isWritablePte(d.machine.config.layout, d.spte(0x205)!)).toBe(false);
  });

  it.each([
    ['v5.17', ['clear spte-cas-failed', 'reread spte-load', 'clear spte-cas']],
    ['v5.18pre', ['clear spte-cas-failed', 'clear spte-cas']],
  ])('[DL-3] in %s after a failed compare-exchange: %j', (id, steps) => {
    const d = driveIn(id, {
      leafs: { 0x205: 'WC' },
      vcpus: [[store(0x205)]],
      hosts: { migration: [enableDirtyLog()] },
    });
    d.until('migration', 'clear');
    d.finish('vcpu0');
    const done = accesses(d, 'migration').filter((step) => /(clear|reread) /.test(step));
    expect(done.map((step) => step.split('/')[1])).toEqual(steps);
  });
});

it('[FPF-4] a load in v4.11 is no more than it was', () => {
  const d = driveIn('v4.11', { leafs: { 0x205: 'WD' }, vcpus: [[load(0x205)]] });
  d.finish('vcpu0');
  expect(COUNTED(d)).toMatchObject({ fastPageFaults: 0, slowPageFaults: 0 });
});
