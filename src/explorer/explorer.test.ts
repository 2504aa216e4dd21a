import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { DETECTORS } from '../engine/detectors/registry.ts';
import { Machine } from '../engine/machine.ts';
import {
  clearYoung,
  drive,
  load,
  sceneConfig,
  store,
  zap,
  type Scene,
} from '../engine/testing/scene.ts';
import { OUT_OF_REACH, distanceByWay, violationDistances } from './distances.ts';
import { FingerprintTable, collisionProbability } from './fingerprint-table.ts';
import { fewestSwitches, shortestViolation } from './paths.ts';
import { Search, type SearchBounds } from './search.ts';
import { STATE_KIND } from './state-graph.ts';
import { propertyVerdicts } from './verdicts.ts';

const P8 = 1 << DETECTORS.findIndex((detector) => detector.id === 'P8');

const ZAP: Scene = {
  leafs: { 0x205: 'WC' },
  vcpus: [[store(0x205)]],
  hosts: { zap: [zap(0x205)] },
};
const AGE: Scene = {
  leafs: { 0x205: 'WC' },
  vcpus: [[store(0x205)]],
  hosts: { age: [clearYoung(0x205)] },
};

function explored(scene: Scene, bounds?: SearchBounds): Search {
  const search = new Search(new Machine(sceneConfig(scene)), bounds);
  while (!search.advance(1000));
  return search;
}

/** The same search with whole states for keys, breadth first: slow and plain. */
function plainSearch(scene: Scene): { states: number; transitions: number; ends: number } {
  const machine = new Machine(sceneConfig(scene));
  const { hashedEnd } = machine.map.memory;
  const key = (): string => machine.snapshot().subarray(0, hashedEnd).join();
  const seen = new Set([key()]);
  let transitions = 0;
  let ends = 0;
  const visit = (): void => {
    let moved = false;
    for (let actor = 0; actor < machine.actorCount; actor++) {
      for (let variant = 0; variant < machine.variants(actor); variant++) {
        moved = true;
        machine.step({ actor, variant });
        transitions += 1;
        const state = key();
        if (!seen.has(state)) {
          seen.add(state);
          visit();
        }
        machine.undo();
      }
    }
    if (!moved) ends += 1;
  };
  visit();
  return { states: seen.size, transitions, ends };
}

test('the search sees the states and transitions that a search with whole states sees', () => {
  for (const scene of [ZAP, AGE, { ...AGE, kernel: 'after' } as const]) {
    const search = explored(scene);
    const plain = plainSearch(scene);
    const ends = Array.from({ length: search.states }, (_, state) =>
      search.graph.kind(state),
    ).filter((kind) => kind === STATE_KIND.end);
    expect({ states: search.states, transitions: search.transitions, ends: ends.length }).toEqual(
      plain,
    );
    expect(search.bounded).toBeNull();
  }
});

test('slices of any size give the same graph', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1 }), (slices) => {
      const search = new Search(new Machine(sceneConfig(AGE)));
      for (let i = 0; !search.advance(slices[i % slices.length] ?? 1); i++);
      expect([search.states, search.transitions, search.depth]).toEqual([106, 178, 17]);
    }),
    { numRuns: 20 },
  );
});

test('verdicts: P8 sometimes before, never after; a witness replays to the violation', () => {
  for (const scene of [ZAP, AGE]) {
    const before = explored(scene);
    const [p8] = propertyVerdicts(before.graph, { bounded: false });
    expect(p8?.verdict).toBe('sometimes');
    for (const witness of [p8?.shortest, p8?.fewestSwitches]) {
      const { machine } = drive(scene);
      const bits = (witness?.ways ?? []).map((way) =>
        machine.step({ actor: before.graph.actorOf(way), variant: before.graph.variantOf(way) }),
      );
      expect(bits.at(-1)).toBeTruthy();
      expect((bits.at(-1) ?? 0) & P8).toBe(P8);
      expect(bits.slice(0, -1).some((step) => (step & P8) !== 0)).toBe(false);
    }
    // Of the shortest runs it is one with the fewest switches.
    expect([p8?.shortest?.switches, p8?.fewestSwitches?.switches]).toEqual([2, 2]);
    const inReach = violationDistances(before.graph, P8).filter((steps) => steps !== OUT_OF_REACH);
    expect(p8?.statesInReach).toBe(inReach.length);
    const after = propertyVerdicts(explored({ ...scene, kernel: 'after' }).graph, {
      bounded: false,
    });
    expect(after.filter(({ verdict }) => verdict !== 'never')).toEqual([]);
  }
});

test('a property that every run violates is violated always', () => {
  const { graph } = explored({ leafs: { 0x205: 'WC' }, hosts: { zap: [zap(0x205)] } });
  const zapAlone = propertyVerdicts(graph, { bounded: false });
  expect(zapAlone.find(({ property }) => property === 'P12')).toMatchObject({
    verdict: 'always',
    violatingEnds: 1,
    ends: 1,
    shortest: { steps: 8, switches: 0 },
  });
});

test('the shortest witness has no shorter one: its length is the distance of the start', () => {
  for (const scene of [ZAP, AGE]) {
    const { graph } = explored(scene);
    const distances = violationDistances(graph, P8);
    expect(distances[0]).toBe(shortestViolation(graph, P8)?.steps);
    expect(fewestSwitches(graph, P8)?.steps).toBeGreaterThanOrEqual(distances[0] ?? 0);
  }
});

test('a distance is one more than the nearest of its ways, and out of reach if all of them are', () => {
  const { graph } = explored(ZAP);
  const distances = violationDistances(graph, P8);
  for (let state = 0; state < graph.states; state++) {
    const ways = Array.from({ length: graph.ways }, (_, way) =>
      distanceByWay(graph, { state, way, properties: P8 }, distances),
    );
    expect(Math.min(...ways)).toBe(distances[state]);
  }
  expect(distances.includes(OUT_OF_REACH)).toBe(true);
});

test('a bound that is reached is said, and what was not searched is no end', () => {
  const states = explored(ZAP, { statesMax: 100, depthMax: 1000 });
  expect([states.states, states.bounded]).toEqual([100, 'states']);
  const depth = explored(ZAP, { statesMax: 1000, depthMax: 10 });
  expect(depth.bounded).toBe('depth');
  expect(explored(ZAP).bounded).toBeNull();
  // Nothing found is not "never", and all found is not "always".
  const verdicts = propertyVerdicts(depth.graph, { bounded: true }).map(({ verdict }) => verdict);
  expect(new Set(verdicts)).toEqual(new Set(['sometimes', 'unknown']));
});

test('the machine is where it was when the search is over', () => {
  const machine = new Machine(sceneConfig(ZAP));
  machine.step({ actor: 1, variant: 0 });
  const before = machine.snapshot();
  const search = new Search(machine);
  while (!search.advance(1000));
  expect(machine.snapshot()).toEqual(before);
  expect(machine.position).toBe(1);
});

test('declared alternatives are searched, too', () => {
  const scene: Scene = {
    leafs: { 0x201: 'WD', 0x205: 'WD' },
    vcpus: [[load(0x201), load(0x205)]],
  };
  // The alternative leads to a state known otherwise, by one transition more.
  const [choosing, plain] = [explored({ ...scene, pscStart: true }), explored(scene)];
  expect(choosing.transitions).toBe(plain.transitions + 1);
});

test('the table numbers fingerprints in the order they come, and finds each again', () => {
  const half = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });
  fc.assert(
    fc.property(fc.array(fc.tuple(half, half), { maxLength: 3000 }), (all) => {
      const table = new FingerprintTable(4);
      const reference = new Map<string, number>();
      for (const [lo, hi] of all) {
        const key = `${lo}/${hi}`;
        const id = reference.get(key) ?? reference.size;
        reference.set(key, id);
        expect(table.findOrAdd({ lo, hi })).toBe(id);
        expect(table.find({ lo, hi })).toBe(id);
      }
      expect(table.count).toBe(reference.size);
      expect(table.find({ lo: 1, hi: 2 })).toBe(reference.get('1/2') ?? -1);
    }),
    { numRuns: 20 },
  );
  expect(collisionProbability(10_000_000)).toBeCloseTo(2.7e-6, 7);
});

test('a table that has no room to grow still finds what it holds, and nothing else', () => {
  const table = new FingerprintTable(16);
  const all = Array.from({ length: 13 }, (_, i) => ({ lo: i * 7, hi: i }));
  for (const one of all.slice(0, 12)) table.findOrAdd(one);
  vi.stubGlobal('Int32Array', function none() {
    throw new RangeError('Array buffer allocation failed');
  });
  expect(() => table.findOrAdd(all[12]!)).toThrow(RangeError);
  vi.unstubAllGlobals();
  expect(all.map((one) => table.find(one))).toEqual(all.map((_, i) => i));
  expect(table.find({ lo: 1, hi: 2 })).toBe(-1);
});
