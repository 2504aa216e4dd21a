/** The litmus table against every run walked one by one, with nothing remembered on the way. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Machine } from '../engine/machine.ts';
import {
  clearYoung,
  enableDirtyLog,
  lastDirtyLog,
  load,
  sceneConfig,
  store,
  zap,
  type Scene,
} from '../engine/testing/scene.ts';
import { EndFacts } from './end-facts.ts';
import { outcomeSlices, type Outcome } from './outcomes.ts';
import { RESULT_PROPERTIES, propertiesOf } from './result-properties.ts';
import { Search } from './search.ts';
import { complete } from './slices.ts';

const AGE: Scene = {
  leafs: { 0x205: 'WC' },
  vcpus: [[store(0x205)]],
  hosts: { age: [clearYoung(0x205)] },
};

interface Walked {
  runs: number;
  readonly ends: Set<string>;
  /** switches, then steps */
  best: readonly [number, number];
}

/** Every run to its end. Null when there are too many. */
function walkAll(scene: Scene, runsMax: number): Map<string, Walked> | null {
  const machine = new Machine(sceneConfig(scene));
  const facts = new EndFacts(machine);
  const words = new Map<string, readonly string[]>();
  const found = new Map<string, Walked>();
  const run: number[] = [];
  let runs = 0;
  const end = (violated: number): void => {
    const state = `${machine.hashHi}/${machine.hashLo}`;
    const seen = words.get(state) ?? facts.read();
    words.set(state, seen);
    const key = [propertiesOf(violated & RESULT_PROPERTIES).join(' '), ...seen].join('\n');
    const switches = run.filter((actor, i) => i > 0 && actor !== run[i - 1]).length;
    const known = found.get(key) ?? { runs: 0, ends: new Set<string>(), best: [Infinity, 0] };
    const [fewest, steps] = known.best;
    known.runs += 1;
    known.ends.add(state);
    if (switches < fewest || (switches === fewest && run.length < steps)) {
      known.best = [switches, run.length];
    }
    found.set(key, known);
  };
  const visit = (violated: number): void => {
    let moved = false;
    for (let actor = 0; actor < machine.actorCount && runs <= runsMax; actor++) {
      for (let variant = 0; variant < machine.variants(actor); variant++) {
        moved = true;
        run.push(actor);
        visit(violated | machine.step({ actor, variant }));
        run.pop();
        machine.undo();
      }
    }
    if (moved) return;
    runs += 1;
    end(violated);
  };
  visit(0);
  return runs > runsMax ? null : found;
}

function tableOf(scene: Scene): readonly Outcome[] {
  const config = sceneConfig(scene);
  const search = new Search(new Machine(config));
  while (!search.advance(1000));
  const { outcomes, runs } = complete(outcomeSlices(search.graph, config));
  expect(runs).toBe(outcomes.reduce((sum, outcome) => sum + outcome.runs, 0));
  for (const outcome of outcomes) expectWitness(scene, search, outcome);
  return outcomes;
}

/** Its witness leads there. */
function expectWitness(scene: Scene, { graph }: Search, { key, witness }: Outcome): void {
  const machine = new Machine(sceneConfig(scene));
  const facts = new EndFacts(machine);
  const violated = witness.ways.reduce(
    (bits, way) =>
      bits | machine.step({ actor: graph.actorOf(way), variant: graph.variantOf(way) }),
    0,
  );
  const words = propertiesOf(violated & RESULT_PROPERTIES).join(' ');
  expect([words, ...facts.read()].join('\n')).toBe(key);
}

function expectSame(scene: Scene, walked: Map<string, Walked>): void {
  const table = tableOf(scene).map(({ key, runs, ends, witness }) => [
    key,
    { runs, ends, best: [witness.switches, witness.steps] },
  ]);
  const plain = [...walked].map(([key, { runs, ends, best }]) => [
    key,
    { runs, ends: ends.size, best },
  ]);
  expect(Object.fromEntries(table)).toEqual(Object.fromEntries(plain));
}

test('the table has every outcome, with the runs, the ends and the best run that there are', () => {
  for (const kernel of ['before', 'after'] as const) {
    const walked = walkAll({ ...AGE, kernel }, 100_000);
    expectSame({ ...AGE, kernel }, walked!);
  }
});

test('so it has for scenes that nobody has thought of', () => {
  const gfn = fc.constantFrom(0x205, 0x206);
  const access = fc.oneof(gfn.map(store), gfn.map(load));
  const leaf = fc.constantFrom('WC', 'WD', 'WC-', 'WD-') as fc.Arbitrary<'WC'>;
  const scenes = fc.record({
    kernel: fc.constantFrom('before', 'after') as fc.Arbitrary<'before'>,
    leafs: fc.record({ 0x205: leaf, 0x206: leaf }),
    pscStart: fc.boolean(),
    actors: fc.oneof(
      fc.record({ vcpus: fc.tuple(fc.tuple(access), fc.tuple(access)), hosts: fc.constant({}) }),
      fc.record({
        vcpus: fc.tuple(fc.tuple(access)),
        hosts: fc.record({ ager: fc.tuple(gfn.map(clearYoung)) }),
      }),
    ),
  });
  let compared = 0;
  fc.assert(
    fc.property(scenes, ({ actors, ...scene }) => {
      const walked = walkAll({ ...scene, ...actors }, 60_000);
      if (walked === null) return;
      compared += 1;
      expectSame({ ...scene, ...actors }, walked);
    }),
    { numRuns: 20 },
  );
  expect(compared).toBeGreaterThan(10);
});

test('an outcome is told in words: what is lost, and what the host knows', () => {
  const lost = tableOf(AGE).find(({ violated }) => violated.includes('P8'));
  expect(lost?.facts).toEqual([
    'gfn 0x205: writable, clean',
    'gfn 0x205: stored to once',
    'gfn 0x205: host not told it is dirty',
  ]);
  const after = tableOf({ ...AGE, kernel: 'after' });
  expect(after.map(({ violated, facts }) => [violated.length, facts[0], facts[2]])).toEqual([
    [0, 'gfn 0x205: writable, dirty', 'gfn 0x205: host not told it is dirty'],
    [0, 'gfn 0x205: writable, clean', 'gfn 0x205: host knows it is dirty'],
  ]);
});

test('a property about the way makes no other outcome: P12 is violated, and nobody can see it', () => {
  const alone = tableOf({ leafs: { 0x205: 'WC' }, hosts: { zap: [zap(0x205)] } });
  expect(alone.map(({ violated, ends }) => [violated, ends])).toEqual([[[], 1]]);
});

test('a migration says of each page whether its copy has the last store, and of vCPUs how far they got', () => {
  const outcomes = tableOf({
    leafs: { 0x205: 'WP' },
    vcpus: [[store(0x205)]],
    hosts: { user: [enableDirtyLog(), lastDirtyLog()] },
    flags: { enableSync: 'none' },
  });
  const facts = outcomes.map((outcome) => outcome.facts.join(' | '));
  expect(facts.some((text) => text.includes('vCPU 0 was stopped after 0 of 1 access'))).toBe(true);
  expect(facts.some((text) => text.includes('gfn 0x205: copied'))).toBe(true);
  const lost = outcomes.filter(({ violated }) => violated.includes('P1'));
  expect(lost.length).toBeGreaterThan(0);
  for (const { facts: words } of lost) expect(words.join()).toMatch(/copy is 1 behind/);
});

test('where runs can go in circles there are more of them than can be counted', () => {
  const config = sceneConfig({ vcpus: [[store(0x205)]], hosts: { zap: [zap(0x205)] } });
  const search = new Search(new Machine(config));
  while (!search.advance(1000));
  const { outcomes } = complete(outcomeSlices(search.graph, config));
  expect(outcomes.map(({ runs }) => runs)).toContain(Infinity);
  for (const { witness } of outcomes) expect(witness.steps).toBeLessThan(200);
});
