/** What steps say about page tables that are freed, and about those who walk through them all the same. */
import { expect, test } from 'vitest';
import { Machine } from '../engine/machine.ts';
import { mmio, rcuCallback, reusePage, sceneConfig, zapTables } from '../engine/testing/scene.ts';
import type { TableFlags } from '../engine/profiles/table-flags.ts';
import { recordStep } from './record-step.ts';

const VCPU = 0;
const ZAP = 1;
const RCU = 2;
const OTHER = 3;

function started(flags: Partial<TableFlags>): Machine {
  const scene = {
    leafs: { 0x205: 'WD' as const },
    mmio: [0x210],
    vcpus: [[mmio(0x210)]],
    hosts: {
      zap: [zapTables(0, 2 ** 18)],
      rcu: [rcuCallback(), rcuCallback()],
      other: [reusePage(), reusePage()],
    },
  };
  return new Machine(sceneConfig({ ...scene, flags }));
}

/** Steps an actor up to and with a step of this label, and says what the last one did. */
function textOf(machine: Machine, actor: number, label: string): string {
  for (;;) {
    const record = recordStep(machine, { actor, variant: 0 }, []);
    if (record.label === label) return record.text;
  }
}

test('RCU says whether it has freed a table, the allocator whether the page was one', () => {
  const machine = started({});
  expect(textOf(machine, RCU, 'free')).toMatch(/there is none$/);
  expect(textOf(machine, OTHER, 'fill')).toMatch(/there is none$/);
  expect(textOf(machine, ZAP, 'free')).toContain('call_rcu()');
  textOf(machine, ZAP, 'unlock');
  expect(textOf(machine, RCU, 'free')).toBe('page table 0x42 is freed');
  expect(textOf(machine, OTHER, 'fill')).toContain('the page that was page table 0x42');
});

test('a table freed at once is freed by its remover', () => {
  expect(textOf(started({ freePt: 'imm' }), ZAP, 'free')).toBe('page table 0x43 is freed');
});

test('a reader says whether its kernel takes RCU', () => {
  expect(textOf(started({ readerRcu: 'no' }), VCPU, 'begin')).toBe('this kernel takes no RCU here');
  expect(textOf(started({ readerRcu: 'no' }), VCPU, 'end')).toBe('no RCU section to leave');
  expect(textOf(started({}), VCPU, 'begin')).toContain('rcu_read_lock()');
});

test('a walk that has gone astray says so', () => {
  const machine = started({ freePt: 'imm', readerRcu: 'no' });
  textOf(machine, VCPU, 'begin');
  // Up to the second reading of the entry that leads to the table of level 2.
  for (const label of ['read', 'reread', 'read', 'reread']) textOf(machine, VCPU, label);
  textOf(machine, ZAP, 'unlock');
  textOf(machine, OTHER, 'fill');
  textOf(machine, OTHER, 'fill');
  expect(textOf(machine, VCPU, 'read')).toContain('reads the entry PD 0x42');
  textOf(machine, VCPU, 'reread');
  expect(textOf(machine, VCPU, 'read')).toContain('touches memory at random');
});
