import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Word64 } from '../base/word64.ts';
import { spteKind } from '../engine/layout/spte-kind.ts';
import { Machine } from '../engine/machine.ts';
import { readFrame, readSpte } from '../engine/state/readers.ts';
import { exploreAll } from '../engine/testing/explore-all.ts';
import {
  clearYoung,
  load,
  sceneConfig,
  store,
  zap,
  type LeafState,
  type Scene,
} from '../engine/testing/scene.ts';
import { changeSlices, type CountedChange, type CountedSpte } from './count-changes.ts';
import { Search, type SearchBounds } from './search.ts';
import { complete } from './slices.ts';

const GFN = 0x205;

function counted(scene: Scene, spte: CountedSpte, bounds?: SearchBounds): CountedChange[] {
  const config = sceneConfig(scene);
  const search = new Search(new Machine(config), bounds);
  while (!search.advance(1000));
  return complete(changeSlices(search.graph, { config, spte }));
}

/** By from and to, whoever did it. */
function byEdge(changes: readonly CountedChange[]): Record<string, number> {
  const edges: Record<string, number> = {};
  for (const { from, to, count } of changes) {
    edges[`${from} ${to}`] = (edges[`${from} ${to}`] ?? 0) + count;
  }
  return edges;
}

/** The slow and plain way: every step of every state by do and undo, told by the journal. */
function byJournal(scene: Scene, { gfn, level }: CountedSpte): Record<string, number> {
  const machine = new Machine(sceneConfig(scene));
  const { map } = machine;
  const edges: Record<string, number> = {};
  exploreAll(machine, () => {
    const entries = machine.entriesOf(machine.position - 1);
    const oldOf = new Map<number, number>();
    for (let at = 0; at < entries.length; at += 3) {
      const cell = entries[at]!;
      if (!oldOf.has(cell)) oldOf.set(cell, entries[at + 1]!);
    }
    const before = {
      map,
      cells: { read: (cell: number) => oldOf.get(cell) ?? machine.cells.read(cell) },
    };
    for (let frame = 0; frame < map.shape.frames; frame++) {
      const isTable = [before, machine].every((view) => {
        const table = readFrame(view, frame);
        const inUse = ['private', 'linked', 'removed'].includes(table.life);
        const span = 512 ** level;
        return inUse && table.level === level && table.gfn === Math.floor(gfn / span) * span;
      });
      const index = Math.floor(gfn / 512 ** (level - 1)) % 512;
      const [old, now] = [readSpte(before, { frame, index }), readSpte(machine, { frame, index })];
      if (!isTable || (old.lo === now.lo && old.hi === now.hi)) continue;
      const kind = (spte: Word64) => spteKind(machine.config.layout, spte, level);
      const edge = `${kind(old)} ${kind(now)}`;
      edges[edge] = (edges[edge] ?? 0) + 1;
    }
  });
  return edges;
}

const ZAP: Scene = {
  leafs: { [GFN]: 'WC' },
  vcpus: [[store(GFN)]],
  hosts: { zap: [zap(GFN)] },
};
/** Two faults that make the tables, in either order, for one of which the other's page may go. */
const TWO_FAULTS: Scene = { vcpus: [[store(GFN)], [load(0x206)]], hosts: {} };

const someScene: fc.Arbitrary<Scene> = fc.record({
  leafs: fc
    .constantFrom<LeafState>('WC', 'WD', 'WP', 'WC-', 'RO')
    .map((state) => ({ [GFN]: state })),
  kernel: fc.constantFrom('before', 'after'),
  vcpus: fc.array(fc.constantFrom([store(GFN)], [load(GFN)], [store(0x206)]), {
    minLength: 1,
    maxLength: 2,
  }),
  hosts: fc.constantFrom<NonNullable<Scene['hosts']>>(
    { zap: [zap(GFN)] },
    { age: [clearYoung(GFN)] },
    {},
  ),
});

test('counts are those of the plain way, edge by edge, at every level of the walk', () => {
  for (const scene of [ZAP, { ...ZAP, kernel: 'after' } as const, TWO_FAULTS]) {
    for (const level of [1, 2, 4]) {
      const spte = { gfn: GFN, level };
      expect(byEdge(counted(scene, spte))).toEqual(byJournal(scene, spte));
    }
  }
  expect(Object.keys(byJournal(TWO_FAULTS, { gfn: GFN, level: 2 }))).toEqual(['none nonleaf']);
});

test('the law: of any small machine, the sum over the edges is the number of changes there are', () => {
  fc.assert(
    fc.property(someScene, (scene) => {
      const spte = { gfn: GFN, level: 1 };
      expect(byEdge(counted(scene, spte))).toEqual(byJournal(scene, spte));
    }),
    { numRuns: 10 },
  );
});

test('each change is judged: what the CPU sets and what the zapper takes away have their rows', () => {
  const changes = counted(ZAP, { gfn: GFN, level: 1 });
  const rows = changes.map(
    ({ from, to, transition }) => `${from} ${to} ${transition ?? 'illegal'}`,
  );
  expect(rows.sort()).toEqual(['WC WD dirty', 'WC none zap', 'WD none zap', 'none WD map']);
});

test('a change that no row allows has no row', () => {
  const config = sceneConfig(ZAP);
  const search = new Search(new Machine(config));
  while (!search.advance(1000));
  // A kernel on which nobody may zap: the same steps, judged as those of a program that is no zap.
  const steps = config.programs.steps.map((step) =>
    step === null
      ? null
      : {
          ...step,
          program: {
            ...step.program,
            sptePaths: step.program.sptePaths.map((path) => (path === 'zap' ? 'age' : path)),
          },
        },
  );
  const blamed = { ...config, programs: { ...config.programs, steps } };
  const changes = complete(
    changeSlices(search.graph, { config: blamed, spte: { gfn: GFN, level: 1 } }),
  );
  const illegal = changes.filter(({ transition }) => transition === null);
  expect(illegal.map(({ from, to }) => `${from} ${to}`).sort()).toEqual(['WC none', 'WD none']);
});

test('an entry nobody touches has no changes; another gfn of the same table has its own', () => {
  expect(counted(ZAP, { gfn: 0x20f, level: 1 })).toEqual([]);
  expect(counted(TWO_FAULTS, { gfn: 0x206, level: 1 })).not.toEqual([]);
});

test('of a bounded search only what it has found is counted, and each step of it once', () => {
  const spte = { gfn: GFN, level: 1 };
  const total = (changes: readonly CountedChange[]): number =>
    changes.reduce((sum, { count }) => sum + count, 0);
  const whole = total(counted(ZAP, spte));
  const part = total(counted(ZAP, spte, { statesMax: 60, depthMax: 1000 }));
  expect(part).toBeGreaterThan(0);
  expect(part).toBeLessThan(whole);
});

test('it is done in pieces, and says how far it is', () => {
  const config = sceneConfig({
    leafs: { 0x205: 'WC', 0x206: 'WC' },
    vcpus: [[store(0x205), store(0x206)], [store(0x206)]],
    hosts: { zap: [zap(0x205)] },
  });
  const search = new Search(new Machine(config));
  while (!search.advance(1000));
  const told: number[] = [];
  complete(
    changeSlices(search.graph, { config, spte: { gfn: GFN, level: 1 } }, (states) =>
      told.push(states),
    ),
  );
  expect(told.length).toBeGreaterThan(1);
  expect(told).toEqual([...told].sort((one, other) => one - other));
  expect(told.at(-1)).toBeLessThanOrEqual(search.states);
});
