/** What the steps of dirty logging say of themselves: the words depend on what really happened. */
import { expect, test } from 'vitest';
import { Machine } from '../engine/machine.ts';
import {
  clearYoung,
  enableDirtyLog,
  getDirtyLog,
  load,
  sceneConfig,
  store,
  type Scene,
} from '../engine/testing/scene.ts';
import { profileNamed, type KernelProfile } from '../engine/profiles/profile.ts';
import { recordStep } from './record-step.ts';

function started(scene: Scene, flags: Partial<KernelProfile> = {}): Machine {
  const config = sceneConfig({ kernel: 'after', pml: true, ...scene });
  const profile = { ...profileNamed('v5.18')!, ...flags };
  return new Machine({ ...config, profile });
}

/** Steps an actor up to and with a step of this label, and says what the last one did. */
function textOf(machine: Machine, actor: number, label: string): string {
  for (;;) {
    const record = recordStep(machine, { actor, variant: 0 }, []);
    if (record.label === label) return record.text;
  }
}

test('a flush that is not owed is no flush', () => {
  const scene: Scene = { leafs: { 0x205: 'WC' }, hosts: { user: [enableDirtyLog()] } };
  expect(textOf(started(scene), 0, 'flush')).toBe('owes no flush');
  const always = started(scene, { enableFlush: 'always' });
  expect(textOf(always, 0, 'flush')).toContain('flushes all vCPUs');
});

test('a kicked vCPU leaves instead of looking into its TLB, and a request is served on the way in', () => {
  const machine = started({
    leafs: { 0x205: 'WC' },
    vcpus: [[load(0x206), store(0x205)]],
    hosts: { user: [enableDirtyLog(), getDirtyLog()] },
  });
  textOf(machine, 0, 'pfn');
  textOf(machine, 1, 'sync');
  expect(machine.nextStep(1)?.label).toBe('wait');
  expect(textOf(machine, 0, 'srcu_unlock')).not.toContain('requested');
  textOf(machine, 1, 'kick');
  expect(textOf(machine, 0, 'lookup')).toBe('kicked: leaves the guest before its next instruction');
  expect(textOf(machine, 0, 'enter')).toContain('IN_GUEST_MODE');
});

test('a request that a vCPU finds as it comes back is served before it enters', () => {
  const machine = started({
    leafs: { 0x205: 'WP' },
    vcpus: [[store(0x205)]],
    hosts: { user: [enableDirtyLog()] },
  });
  textOf(machine, 1, 'sync');
  textOf(machine, 0, 'fix');
  textOf(machine, 1, 'pml');
  expect(textOf(machine, 0, 'enter')).toContain('serves what was requested');
  expect(textOf(machine, 0, 'enter')).toContain('IN_GUEST_MODE');
});

test('a locked AND says what it leaves alone', () => {
  const machine = started(
    { leafs: { 0x205: 'WC' }, hosts: { ager: [clearYoung(0x205)] } },
    { aging: 'and' },
  );
  expect(textOf(machine, 0, 'age')).toMatch(/^locked AND on the SPTE .* only the bits/);
});
