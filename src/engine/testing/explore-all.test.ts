import { expect, test } from 'vitest';
import { ZERO64 } from '../../base/word64.ts';
import { makeSpte } from '../layout/make-spte.ts';
import { layoutOf } from '../layout/registry.ts';
import { MutableWord64 } from '../../base/word64.ts';
import { Machine } from '../machine.ts';
import type { ActorConfig } from '../machine-config.ts';
import { profileNamed } from '../profiles/profile.ts';
import { CORE_PROGRAMS } from '../programs/core-programs.ts';
import { exploreAll, verdictOf } from './explore-all.ts';

const layout = layoutOf('v5.18pre/ept-ad-46');
const GFN = 0x205;

function cleanLeaf(): MutableWord64 {
  const spte = new MutableWord64();
  const request = {
    level: 1,
    gfn: GFN,
    pfn: 0x9a05,
    access: layout.acc.ACC_ALL,
    hostWritable: true,
    prefetch: false,
    sync: true,
    oldSpte: ZERO64,
    wrTracked: false,
    slotDirty: false,
    nxHuge: false,
    hostMmio: false,
    adDisabled: false,
    guestMode: false,
  };
  makeSpte(layout, request, spte);
  return spte.clear(layout.masks.dirty);
}

/** A clean leaf, and a kernel that stores where it should exchange. */
function machineOf(actors: readonly ActorConfig[]): Machine {
  return new Machine({
    programs: CORE_PROGRAMS,
    layout,
    profile: profileNamed('v5.18pre')!,
    memslots: [{ id: 0, gfn: 0x200, pages: 8, pfn: 0x9a00, writable: true }],
    leafs: [{ gfn: GFN, level: 1, spte: cleanLeaf() }],
    tlb: [],
    actors,
    choices: { pscStart: false },
  });
}

const STORE: ActorConfig = {
  kind: 'vcpu',
  id: 'vcpu0',
  title: 'vCPU 0',
  operations: [{ kind: 'store', gfn: GFN }],
};
const ZAP: ActorConfig = {
  kind: 'host',
  id: 'zap',
  title: 'zapper',
  operations: [{ kind: 'zap', gfnStart: GFN, gfnEnd: GFN + 1 }],
};

test('a single actor has one run', () => {
  const all = exploreAll(machineOf([STORE]));
  // Lookup, four levels, and the lookup again, where the store retires.
  expect(all).toMatchObject({ states: 7, transitions: 6 });
  expect(all.properties.P12).toEqual({ some: false, every: false, shortest: null });
  expect(verdictOf(all.properties.P12)).toBe('never');
});

test('what happens in the only run there is, happens always', () => {
  const { P8, P12 } = exploreAll(machineOf([ZAP])).properties;
  // The plain store over a clean leaf is the eighth step.
  expect(P12).toEqual({ some: true, every: true, shortest: 8 });
  expect(verdictOf(P12)).toBe('always');
  expect(verdictOf(P8)).toBe('never');
});

test('with two actors it depends on who goes first', () => {
  const machine = machineOf([STORE, ZAP]);
  const start = machine.hash;
  const { properties } = exploreAll(machine);
  expect(verdictOf(properties.P8)).toBe('sometimes');
  // Four steps down to the leaf, seven of the zapper up to its snapshot, the assist, the store.
  expect(properties.P8.shortest).toBe(13);
  expect(verdictOf(properties.P12)).toBe('sometimes');
  expect(machine.hash).toEqual(start);
  expect(machine.position).toBe(0);
});
