/**
 * Laws of the machine, over random scenes and random schedules. The seed is printed once by the test
 * runner's configuration.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digits64 } from '../base/word64.ts';
import { Machine } from './machine.ts';
import {
  SLOT,
  clearFlushYoung,
  clearYoung,
  fetchFrom,
  load,
  sceneConfig,
  store,
  zap,
  type LeafState,
  type Scene,
} from './testing/scene.ts';

const gfn = fc.integer({ min: SLOT.gfn, max: SLOT.gfn + 3 });
const states: readonly LeafState[] = ['WD', 'WC', 'WP', 'RO', 'WC-', 'WP-', 'WD-'];

const scenes: fc.Arbitrary<Scene> = fc.record({
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
        fc.constantFrom(zap, clearYoung, clearFlushYoung),
        gfn,
        fc.integer({ min: 1, max: 3 }),
      ),
      { maxLength: 2 },
    )
    .map((ops) =>
      Object.fromEntries(ops.map(([make, at, pages], i) => [`host${i}`, [make(at, pages)]])),
    ),
  pscStart: fc.boolean(),
});

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
      expect(machine.snapshot()).toEqual(first);
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
        expect(machine.snapshot()).toEqual(world);
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
        // Bits in the order of the registry: P8, P10, P11, P12.
        expect(machine.step(way) & 0b0110).toBe(0);
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
        expect(machine.step(way)).toBe(0);
      }
    }),
  );
});
