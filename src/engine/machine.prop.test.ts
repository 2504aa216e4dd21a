/**
 * Laws of the machine, over random scenes and random schedules. The seed is printed once by the test
 * runner's configuration.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digits64 } from '../base/word64.ts';
import { PROPERTY_IDS } from './detectors/registry.ts';
import { Machine } from './machine.ts';
import { profileNamed } from './profiles/profile.ts';
import { TD_OPERATIONS } from './programs/td-operations.ts';
import { TRACKING_OPERATIONS } from './programs/tracking-operations.ts';
import {
  SLOT,
  clearDirtyLog,
  clearFlushYoung,
  clearYoung,
  collapse,
  deleteSlot,
  disableDirtyLog,
  enableDirtyLog,
  fetchFrom,
  getDirtyLog,
  lastDirtyLog,
  load,
  mmio,
  rcuCallback,
  reusePage,
  sceneConfig,
  store,
  tracking,
  zap,
  zapTables,
  type LeafState,
  type Scene,
} from './testing/scene.ts';

const gfn = fc.integer({ min: SLOT.gfn, max: SLOT.gfn + 3 });
const states: readonly LeafState[] = ['WD', 'WC', 'WP', 'RO', 'WC-', 'WP-', 'WD-'];

const plainScenes: fc.Arbitrary<Scene> = fc.record({
  kernel: fc.constantFrom('before' as const, 'after' as const),
  leafs: fc.dictionary(gfn.map(String), fc.constantFrom(...states), { maxKeys: 4 }),
  vcpus: fc.array(
    fc.array(
      fc.tuple(fc.constantFrom(store, load, fetchFrom), gfn).map(([make, at]) => make(at)),
      {
        maxLength: 3,
      },
    ),
    { minLength: 1, maxLength: 2 },
  ),
  hosts: fc
    .array(
      fc.tuple(
        fc.constantFrom(
          zap,
          clearYoung,
          clearFlushYoung,
          enableDirtyLog,
          getDirtyLog,
          lastDirtyLog,
          ...TRACKING_OPERATIONS.filter((kind) => kind !== 'td_remove').map(tracking),
        ),
        gfn,
        fc.integer({ min: 1, max: 3 }),
      ),
      { maxLength: 2 },
    )
    .map((ops) =>
      Object.fromEntries(ops.map(([make, at, pages], i) => [`host${i}`, [make(at, pages)]])),
    ),
  pscStart: fc.boolean(),
  pml: fc.boolean(),
  noAd: fc.boolean(),
});

const td = fc.tuple(fc.constantFrom(...TD_OPERATIONS), gfn);

/** A TDX guest, in a kernel of some kind. */
const tdScenes: fc.Arbitrary<Scene> = fc.record({
  kernel: fc.constant('after' as const),
  profile: fc
    .tuple(
      fc.constantFrom(...(['before', 'noBug', 'seed2', 'mainline'] as const)),
      fc.constantFrom(...(['inside', 'reenter'] as const)),
    )
    .map(([extRule, extRetry]) => ({ ...profileNamed('v5.18')!, extRule, extRetry })),
  leafs: fc.dictionary(gfn.map(String), fc.constantFrom(...states), { maxKeys: 4 }),
  vcpus: fc.array(
    fc.array(
      td.map(([kind, at]) => ({ kind, gfn: at })),
      { minLength: 1, maxLength: 3 },
    ),
    { minLength: 1, maxLength: 2 },
  ),
  hosts: gfn.map((at) => ({ remover: [tracking('td_remove')(at)] })),
});

const removers = fc
  .tuple(
    fc.constantFrom(
      (at: number) => zapTables(at, 2),
      () => zapTables(0x200, 0x200),
      () => zapTables(0, 2 ** 18),
      collapse,
      deleteSlot,
      zap,
      clearYoung,
    ),
    gfn,
  )
  .map(([make, at]) => make(at));

/** Page tables come and go, and some protection or other is missing. */
const tableScenes: fc.Arbitrary<Scene> = fc.record({
  kernel: fc.constantFrom('before' as const, 'after' as const),
  flags: fc.record({
    freePt: fc.constantFrom('imm' as const, 'rcu' as const),
    readerRcu: fc.constantFrom('no' as const, 'yes' as const),
    flushDefer: fc.constantFrom('removal' as const, 'walkEnd' as const, 'afterRcu' as const),
    markRemoved: fc.constantFrom('no' as const, 'yes' as const),
    frozenTarget: fc.constantFrom('refused' as const, 'overwritten' as const),
    yieldProgress: fc.constantFrom('any' as const, 'forward' as const),
    staleRoot: fc.constantFrom('unchecked' as const, 'checked' as const),
  }),
  leafs: fc.dictionary(gfn.map(String), fc.constantFrom(...states), { maxKeys: 4 }),
  otherRoot: fc.dictionary(gfn.map(String), fc.constantFrom(...states), { maxKeys: 2 }),
  mmio: fc.constant([0x210]),
  vcpus: fc.array(
    fc.array(
      fc.oneof(
        fc.constant(mmio(0x210)),
        fc.tuple(fc.constantFrom(store, load), gfn).map(([make, at]) => make(at)),
      ),
      { minLength: 1, maxLength: 2 },
    ),
    { minLength: 1, maxLength: 2 },
  ),
  hosts: fc.tuple(removers, removers).map(([one, two]) => ({
    one: [one],
    two: [two],
    rcu: [rcuCallback(), rcuCallback()],
    other: [reusePage(), reusePage()],
  })),
  pscStart: fc.boolean(),
  yields: fc.boolean(),
});

/** A page of 2 MiB, or small pages where one could be; logs begin and end, and are cleared by hand. */
const largeScenes: fc.Arbitrary<Scene> = fc
  .record({
    large: fc.constantFrom('WD' as const, 'WC' as const, 'WP' as const, 'unmapped' as const),
    leafs: fc.dictionary(gfn.map(String), fc.constantFrom('WD' as const, 'WC' as const), {
      maxKeys: 2,
    }),
    flags: fc.record({
      // A fault that overwrites the frozen entry of a large page is a bug of some versions.
      frozenTarget: fc.constant('refused' as const),
      eagerSplit: fc.constantFrom('no' as const, 'yes' as const),
      largeInTheWay: fc.constantFrom('zapped' as const, 'split' as const),
      zapAtomicOrder: fc.constantFrom('removeFirst' as const, 'flushFirst' as const),
      collapseBy: fc.constantFrom('zap' as const, 'recover' as const),
    }),
    dirtyLogProtect: fc.constantFrom(undefined, 'manual' as const, 'allSet' as const),
    accesses: fc.array(fc.tuple(fc.constantFrom(store, load, fetchFrom), gfn), {
      minLength: 1,
      maxLength: 3,
    }),
    other: fc.tuple(
      fc.constantFrom(zap, clearYoung, collapse, tracking('track_page'), clearDirtyLog),
      gfn,
    ),
    pscStart: fc.boolean(),
    pml: fc.boolean(),
  })
  .map(({ large, leafs, accesses, other: [make, at], dirtyLogProtect, ...rest }) => ({
    ...rest,
    ...(dirtyLogProtect === undefined ? {} : { dirtyLogProtect }),
    kernel: 'after' as const,
    largeSlot: large,
    leafs: large === 'unmapped' ? leafs : {},
    vcpus: [accesses.map(([access, page]) => access(page)), [store(SLOT.gfn + 1)]],
    hosts: {
      user: [enableDirtyLog(), getDirtyLog(), disableDirtyLog(), enableDirtyLog()],
      other: [make(at)],
      rcu: [rcuCallback()],
    },
  }));

const scenes: fc.Arbitrary<Scene> = fc.oneof(
  { weight: 3, arbitrary: plainScenes },
  { weight: 1, arbitrary: tdScenes },
  { weight: 2, arbitrary: tableScenes },
  { weight: 2, arbitrary: largeScenes },
);

/** The bits of these properties in what a step violates. */
function bitsOf(...ids: readonly string[]): number {
  return PROPERTY_IDS.reduce((bits, id, i) => bits | (ids.includes(id) ? 1 << i : 0), 0);
}

/** Cell by cell; the matchers of the test runner take far longer for so many. */
function sameCells(one: Uint32Array, other: Uint32Array): boolean {
  return one.length === other.length && one.every((value, cell) => value === other[cell]);
}

/** A schedule as numbers: each picks one of the ways there are, modulo how many. */
const picks = fc.array(fc.nat({ max: 1000 }), { maxLength: 120 });

function ways(machine: Machine): { actor: number; variant: number }[] {
  return Array.from({ length: machine.actorCount }, (_, actor) =>
    Array.from({ length: machine.variants(actor) }, (_, variant) => ({ actor, variant })),
  ).flat();
}

function follow(machine: Machine, schedule: readonly number[], each: () => void): void {
  for (const pick of schedule) {
    const all = ways(machine);
    const way = all[pick % Math.max(1, all.length)];
    if (way === undefined) return;
    machine.step(way);
    each();
  }
}

test('[JRN-3] undo of each step gives back the hash and every cell', () => {
  fc.assert(
    fc.property(scenes, picks, (scene, schedule) => {
      const machine = new Machine(sceneConfig(scene));
      const hashes = [digits64(machine.hash)];
      const first = machine.snapshot();
      follow(machine, schedule, () => hashes.push(digits64(machine.hash)));
      for (let at = hashes.length - 1; at > 0; at--) {
        expect(digits64(machine.hash)).toBe(hashes[at]);
        expect(machine.undo()).toBe(true);
      }
      expect(machine.undo()).toBe(false);
      expect(sameCells(machine.snapshot(), first)).toBe(true);
      expect(digits64(machine.hashFromScratch())).toBe(hashes[0]);
    }),
  );
});

test('[JRN-4] redo gives the states of the steps that were undone', () => {
  fc.assert(
    fc.property(scenes, picks, (scene, schedule) => {
      const machine = new Machine(sceneConfig(scene));
      const worlds: Uint32Array[] = [machine.snapshot()];
      follow(machine, schedule, () => worlds.push(machine.snapshot()));
      while (machine.undo());
      for (const world of worlds) {
        expect(sameCells(machine.snapshot(), world)).toBe(true);
        machine.redo();
      }
      expect(machine.redo()).toBe(false);
    }),
  );
});

test('[HASH-1] the incremental hash equals the hash from scratch after every step', () => {
  fc.assert(
    fc.property(scenes, picks, (scene, schedule) => {
      const machine = new Machine(sceneConfig(scene));
      follow(machine, schedule, () => {
        expect(digits64(machine.hash)).toBe(digits64(machine.hashFromScratch()));
      });
    }),
  );
});

test('[HASH-2] one schedule gives the same digests twice', () => {
  fc.assert(
    fc.property(scenes, picks, (scene, schedule) => {
      const digests = (): string[] => {
        const machine = new Machine(sceneConfig(scene));
        const all: string[] = [];
        follow(machine, schedule, () => all.push(digits64(machine.hash)));
        return all;
      };
      expect(digests()).toEqual(digests());
    }),
  );
});

test('[STEP-1] a step makes at most one access to shared state, one that its table declares', () => {
  fc.assert(
    fc.property(scenes, picks, (scene, schedule) => {
      const machine = new Machine(sceneConfig(scene));
      follow(machine, schedule, () => {
        const { accesses, access } = machine.effect;
        expect(accesses).toBeLessThanOrEqual(1);
        if (access !== 'none') expect(machine.lastStep.access).toContain(access);
      });
    }),
  );
});

test('[DET-3] P10 and P11 hold on every schedule of every scene', () => {
  fc.assert(
    fc.property(scenes, picks, (scene, schedule) => {
      const machine = new Machine(sceneConfig(scene));
      for (const pick of schedule) {
        const all = ways(machine);
        const way = all[pick % Math.max(1, all.length)];
        if (way === undefined) break;
        expect(machine.step(way) & bitsOf('P10', 'P11')).toBe(0);
      }
    }),
  );
});

test('[DET-4] after the XCHG series no schedule loses a Dirty bit or stores over a volatile leaf', () => {
  fc.assert(
    fc.property(scenes, picks, (scene, schedule) => {
      const machine = new Machine(sceneConfig({ ...scene, kernel: 'after' }));
      for (const pick of schedule) {
        const all = ways(machine);
        const way = all[pick % Math.max(1, all.length)];
        if (way === undefined) break;
        expect(machine.step(way) & bitsOf('P8', 'P12')).toBe(0);
      }
    }),
  );
});

test('[TRK-9] with write tracking as fixed, no schedule of a scene violates P2 or P7', () => {
  fc.assert(
    fc.property(scenes, picks, (scene, schedule) => {
      const machine = new Machine(sceneConfig(scene));
      for (const pick of schedule) {
        const all = ways(machine);
        const way = all[pick % Math.max(1, all.length)];
        if (way === undefined) break;
        expect(machine.step(way) & bitsOf('P2', 'P7')).toBe(0);
      }
    }),
  );
});
