/**
 * The zap that drops a Dirty bit, by hand: two vCPUs and a thread that zaps gfn 0x205. The tables are
 * PML4 0x40, PDPT 0x41, PD 0x42, PT 0x43; a second PT, 0x44, maps gfn 0x400.
 */
import { layoutOf } from '../../../engine/layout/registry.ts';
import { PAGE_FLAGS } from '../../../engine/state/state-map.ts';
import type { ActorInfo, ProgramInfo, ViolationInfo } from '../../../protocol/run.ts';
import type { PictureInput } from '../picture-input.ts';
import { MirrorBuilder } from './mirror-builder.ts';

export const LAYOUT = layoutOf('v5.18pre/ept-ad-46');

export const GFN = 0x205;
export const PFN = 0x9a05;
/** Step of the plain store, of the CPU's assist, and of the load that went stale. */
export const STEPS = { read: 3, assist: 5, store: 7, flush: 9 } as const;

const VCPU0 = 0;
const VCPU1 = 1;
const ZAP = 2;

export const ACTORS: readonly ActorInfo[] = [
  { id: 'vcpu0', title: 'vCPU 0', kind: 'vcpu', ops: ['store gfn 0x205'] },
  { id: 'vcpu1', title: 'vCPU 1', kind: 'vcpu', ops: ['load gfn 0x201'] },
  { id: 'zap', title: 'zap', kind: 'host', ops: ['zap gfn 0x205'] },
];

const program = (
  number: number,
  id: string,
  models: string,
  lines: readonly (readonly [label: string, fn: string, code: string, local?: true])[],
): ProgramInfo => ({
  id,
  models,
  version: 'v5.18',
  steps: lines.map(([label, fn, code, local], i) => ({
    pc: number * 64 + i,
    label,
    fn,
    code,
    local: local === true,
  })),
});

export const PROGRAMS: readonly ProgramInfo[] = [
  program(1, 'guest_access', 'guest access', [
    ['lookup', 'CPU', 'look up the TLB: allowed? then retire'],
    ['walk', 'CPU', 'walk the tables'],
    ['assist', 'CPU', 'set A and D in memory, fill the TLB'],
    ['retire', 'CPU', 'retire the access'],
  ]),
  program(3, 'zap_range', 'kvm_mmu_notifier_invalidate_range_start()', [
    ['lock', '__kvm_handle_hva_range', 'write_lock(mmu_lock)'],
    ['rcu', 'tdp_mmu_zap_leafs', 'rcu_read_lock()'],
    ['read', 'tdp_mmu_zap_leafs', 'old = *sptep'],
    ['visit', 'tdp_mmu_zap_leafs', 'not a present leaf? next', true],
    ['zap', 'tdp_mmu_set_spte', '*sptep = 0; flush = true'],
    ['rcu_unlock', 'tdp_mmu_zap_leafs', 'rcu_read_unlock()'],
    ['flush', 'kvm_flush_remote_tlbs', 'flush every vCPU'],
    ['unlock', '__kvm_handle_hva_range', 'write_unlock(mmu_lock)'],
  ]),
  program(2, 'handle_changed_spte', '__handle_changed_spte()', [
    ['dirty', '__handle_changed_spte', 'was dirty? then kvm_set_pfn_dirty(pfn)'],
    ['accessed', 'handle_changed_spte_acc_track', 'was accessed? then kvm_set_pfn_accessed(pfn)'],
  ]),
];

const pc = (number: number, index: number): number => number * 64 + index;
const LEAF = { frame: 3, index: 5, level: 1, gfn: GFN };

function newMachine(): MirrorBuilder {
  const machine = new MirrorBuilder(LAYOUT, {
    vcpus: 2,
    actors: 3,
    frames: 8,
    roots: 1,
    slots: [{ id: 0, gfn: 0x200, pages: 16, pfn: 0x9a00 }],
    backings: 2,
    tlbEntries: 4,
    pscEntries: 3,
    registers: ['zap.flush', 'zap.gfn_start'],
  });
  machine.frame(0, { level: 4, gfn: 0 });
  machine.frame(1, { level: 3, gfn: 0 });
  machine.frame(2, { level: 2, gfn: 0 });
  machine.frame(3, { level: 1, gfn: 0x200 });
  machine.frame(4, { level: 1, gfn: 0x400 });
  machine.frame(5, { level: 1, gfn: 0x600, life: 'private' });
  machine.link({ frame: 0, index: 0 }, 1);
  machine.link({ frame: 1, index: 0 }, 2);
  machine.link({ frame: 2, index: 1 }, 3);
  machine.link({ frame: 2, index: 2 }, 4);
  return machine;
}

function mapPages(machine: MirrorBuilder): void {
  const pages: readonly (readonly [index: number, bits: string])[] = [
    [1, 'A'],
    [2, 'WADHM'],
    [3, 'AHM'],
    [5, 'WAHM'],
    [6, 'WAHM'],
    [7, 'WADHM'],
    [9, 'A'],
  ];
  for (const [index, bits] of pages) {
    machine.setSpte({ frame: 3, index }, machine.leaf({ pfn: 0x9a00 + index, bits }));
  }
  machine.setSpte({ frame: 4, index: 0 }, machine.leaf({ pfn: 0x7000, bits: 'WADHM' }));
  for (let gfn = 0x200; gfn < 0x210; gfn++) machine.hostPte(gfn);
  machine.content(0x202, 2);
  machine.pageFlags(0x9a02, PAGE_FLAGS.DIRTY | PAGE_FLAGS.ACCESSED);
  machine.tlb(VCPU0, 0, { gfn: 0x201, pfn: 0x9a01, bits: 'RX' });
  machine.tlb(VCPU1, 0, { gfn: 0x201, pfn: 0x9a01, bits: 'RX' });
  machine.psc(VCPU1, 0, { level: 4, gfn: 0, frame: 1 });
}

function startThreads(machine: MirrorBuilder): void {
  for (const vcpu of [VCPU0, VCPU1]) {
    machine.set('vcpu', { record: vcpu, field: 'mode' }, 1);
    machine.set('vcpu', { record: vcpu, field: 'root' }, 1);
  }
  machine.pc(VCPU0, pc(1, 0));
  machine.pc(VCPU1, pc(1, 0));
  machine.pc(ZAP, pc(3, 0));
}

function violation(machine: MirrorBuilder): ViolationInfo {
  const clean = machine.leaf({ pfn: PFN, bits: 'WAHM' });
  const dirty = machine.leaf({ pfn: PFN, bits: 'WADHM' });
  return {
    property: 'P8',
    title: 'Dirty bit clobbered',
    sentence: 'A page whose Dirty bit KVM takes away is reported dirty to the host.',
    step: STEPS.store,
    actor: ZAP,
    text: 'zap overwrote the SPTE of gfn 0x205 without having seen its D.',
    spte: { ...LEAF, before: dirty, after: { lo: 0, hi: 0 }, seen: clean },
    lostBits: ['D'],
    setAt: STEPS.assist,
    readAt: STEPS.read,
  };
}

function play(machine: MirrorBuilder): void {
  const clean = machine.leaf({ pfn: PFN, bits: 'WAHM' });
  const dirty = machine.leaf({ pfn: PFN, bits: 'WADHM' });
  machine.step({ actor: ZAP, access: 'lock', pc: pc(3, 0) }, () => {
    machine.set('mmu_lock', { field: 'writer' }, ZAP + 1);
    machine.pc(ZAP, pc(3, 1));
  });
  machine.step({ actor: ZAP, access: 'rcu-lock', pc: pc(3, 1) }, () => {
    machine.set('rcu', { field: 'readers' }, 1 << ZAP);
    machine.pc(ZAP, pc(3, 2));
  });
  machine.step({ actor: ZAP, access: 'spte-load', pc: pc(3, 2), at: LEAF }, () => {
    machine.pc(ZAP, pc(3, 4));
  });
  machine.step({ actor: VCPU0, access: 'tlb', pc: pc(1, 0) }, () => machine.pc(VCPU0, pc(1, 2)));
  machine.step({ actor: VCPU0, access: 'spte-assist', pc: pc(1, 2), at: LEAF }, () => {
    machine.setSpte(LEAF, dirty);
    machine.tlb(VCPU0, 1, { gfn: GFN, pfn: PFN, bits: 'RWXD' });
    machine.psc(VCPU0, 0, { level: 4, gfn: 0, frame: 1 });
    machine.psc(VCPU0, 1, { level: 3, gfn: 0, frame: 2 });
    machine.psc(VCPU0, 2, { level: 2, gfn: 0x200, frame: 3 });
    machine.pc(VCPU0, pc(1, 3));
  });
  machine.step({ actor: VCPU0, access: 'guest-memory', pc: pc(1, 3) }, () => {
    machine.content(GFN, 1);
    machine.pc(VCPU0, 0);
  });
  const store = { actor: ZAP, access: 'spte-store', pc: pc(3, 4), at: LEAF, seen: clean } as const;
  machine.step({ ...store, violations: [violation(machine)] }, () => {
    machine.setSpte(LEAF, { lo: 0, hi: 0 });
    machine.set('reg', { record: ZAP, field: 'zap.flush' }, 1);
    machine.pc(ZAP, pc(2, 0), [pc(3, 5)]);
  });
  machine.step({ actor: ZAP, access: 'rcu-unlock', pc: pc(3, 5) }, () => {
    machine.set('rcu', { field: 'readers' }, 0);
    machine.pc(ZAP, pc(3, 6));
  });
  machine.step({ actor: ZAP, access: 'flush', pc: pc(3, 6) }, () => {
    machine.dropTlb(VCPU0, 0);
    machine.dropTlb(VCPU0, 1);
    machine.dropTlb(VCPU1, 0);
    machine.set('reg', { record: ZAP, field: 'zap.flush' }, 0);
    machine.pc(ZAP, pc(3, 7));
  });
}

/**
 * What the pictures are given with the cursor after `position` steps of the run; `alter` changes that
 * state by hand.
 */
export function zapRunAt(position: number, alter?: (machine: MirrorBuilder) => void): PictureInput {
  const machine = newMachine();
  mapPages(machine);
  startThreads(machine);
  play(machine);
  for (const record of machine.records.slice(position).reverse()) {
    for (let i = 0; i < record.diff.length; i += 3) {
      machine.cells[record.diff[i] ?? 0] = record.diff[i + 1] ?? 0;
    }
  }
  alter?.(machine);
  const violations = machine.records.slice(0, position).flatMap((record) => record.violations);
  return {
    view: machine.view,
    layout: LAYOUT,
    actors: ACTORS,
    programs: PROGRAMS,
    records: machine.records,
    position,
    selection: { gfn: GFN, level: 1 },
    next: null,
    violation: violations.at(-1) ?? null,
  };
}
