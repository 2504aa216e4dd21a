import { expect, test } from 'vitest';
import { Machine } from '../engine/machine.ts';
import { DETECTORS } from '../engine/detectors/registry.ts';
import { clearYoung, sceneConfig, store, zap, type Scene } from '../engine/testing/scene.ts';
import { OUT_OF_REACH, violationDistances } from './distances.ts';
import { Exploration, type ExplorationBounds, type Explored } from './exploration.ts';
import { outcomeSlices } from './outcomes.ts';
import { Search } from './search.ts';
import { complete } from './slices.ts';
import { NO_STATE, type StateGraph } from './state-graph.ts';
import { propertyVerdicts } from './verdicts.ts';

const P8 = 1 << DETECTORS.findIndex((detector) => detector.id === 'P8');
const BOUNDS: ExplorationBounds = { statesMax: 100_000, depthMax: 1000, bytesMax: 1e9 };
const AGE: Scene = {
  leafs: { 0x205: 'WC' },
  vcpus: [[store(0x205)]],
  hosts: { age: [clearYoung(0x205)] },
};
const ZAP: Scene = {
  leafs: { 0x205: 'WC', 0x206: 'WC' },
  vcpus: [[store(0x205), store(0x206)], [store(0x206)]],
  hosts: { zap: [zap(0x205)] },
};

function explored(exploration: Exploration): Explored {
  while (!exploration.advance());
  return exploration.explored!;
}

test('slice by slice it finds what the parts find at once', () => {
  const config = sceneConfig(AGE);
  const found = explored(new Exploration(config, BOUNDS));
  const search = new Search(new Machine(config));
  while (!search.advance(1000));
  expect(found.bound).toBeNull();
  expect(found.verdicts).toEqual(propertyVerdicts(search.graph, { bounded: false }));
  expect(found.table).toEqual(complete(outcomeSlices(search.graph, config)));
  expect(found.progress).toMatchObject({ states: 106, transitions: 178, depth: 17, open: 0 });
});

test('a slice of the search is short, and progress grows from one to the next', () => {
  const exploration = new Exploration(sceneConfig(ZAP), BOUNDS);
  const seen: number[] = [];
  while (!exploration.advance()) {
    if (exploration.progress.phase === 'search') seen.push(exploration.progress.transitions);
  }
  expect(seen.length).toBeGreaterThan(1);
  const steps = seen.map((transitions, i) => transitions - (seen[i - 1] ?? 0));
  expect(Math.max(...steps)).toBeLessThanOrEqual(8192);
  expect(Math.min(...steps)).toBeGreaterThan(0);
});

test('a bound that is reached is said, and nothing is "never" then', () => {
  const whole = explored(new Exploration(sceneConfig(ZAP), BOUNDS));
  for (const [bounds, bound] of [
    [{ statesMax: 500 }, 'states'],
    [{ depthMax: 10 }, 'depth'],
    [{ bytesMax: 1 }, 'memory'],
  ] as const) {
    const found = explored(new Exploration(sceneConfig(ZAP), { ...BOUNDS, ...bounds }));
    expect(found.bound).toBe(bound);
    expect(found.progress.states).toBeLessThan(whole.progress.states);
    const verdicts = new Set(found.verdicts.map(({ verdict }) => verdict));
    expect(verdicts.has('never')).toBe(false);
    expect(verdicts.has('always')).toBe(false);
  }
});

test('the first run to a violation is told while the search goes on, and leads to it', () => {
  const config = sceneConfig(ZAP);
  const exploration = new Exploration(config, BOUNDS);
  let { found } = exploration.progress;
  expect(found).toBeNull();
  while (found === null) {
    expect(exploration.advance()).toBe(false);
    ({ found } = exploration.progress);
  }
  expect(exploration.progress.phase).toBe('search');
  const machine = new Machine(config);
  const violated = found.schedule.map((choice) => machine.step(choice));
  expect(found.property).toBe('P8');
  expect(violated.at(-1)! & P8).toBe(P8);
});

test('what has been found is judged when the search is stopped', () => {
  const exploration = new Exploration(sceneConfig(ZAP), BOUNDS);
  exploration.advance();
  const { states } = exploration.progress;
  exploration.stop();
  const found = explored(exploration);
  expect([found.bound, found.progress.states]).toEqual(['stopped', states]);
  expect(found.verdicts.every(({ verdict }) => verdict !== 'never')).toBe(true);
  // Stopping what is over changes nothing.
  const over = new Exploration(sceneConfig(AGE), BOUNDS);
  explored(over);
  over.stop();
  expect(over.explored?.bound).toBeNull();
});

test('a browser that has no room for a larger table ends the search, and keeps what there is', () => {
  const exploration = new Exploration(sceneConfig(ZAP), BOUNDS);
  exploration.advance();
  exploration.search.advance = () => {
    throw new RangeError('Array buffer allocation failed');
  };
  const found = explored(exploration);
  expect(found.bound).toBe('memory');
  expect(found.progress.states).toBeGreaterThan(100);
});

/** Forwards from one state, plainly. */
function plainDistance(graph: StateGraph, start: number, property: number): number {
  let layer = new Set([start]);
  const seen = new Set(layer);
  for (let steps = 1; layer.size > 0; steps++) {
    const next = new Set<number>();
    for (const state of layer) {
      for (let way = 0; way < graph.ways; way++) {
        const to = graph.successor(state, way);
        if (to === NO_STATE) continue;
        if ((graph.violations(state, way) & property) !== 0) return steps;
        if (!seen.has(to)) next.add(to);
        seen.add(to);
      }
    }
    layer = next;
  }
  return OUT_OF_REACH;
}

test('distances are those of a search forwards from each state', () => {
  const exploration = new Exploration(sceneConfig(AGE), BOUNDS);
  const { distances, focus } = explored(exploration);
  const { graph } = exploration.search;
  expect(focus).toBe(P8);
  const plain = Array.from({ length: graph.states }, (_, state) => plainDistance(graph, state, P8));
  expect([...distances]).toEqual(plain);
  expect(violationDistances(graph, P8)).toEqual(distances);
});

test('where nothing shows in the result, distances are to what is violated on the way', () => {
  const alone = sceneConfig({ leafs: { 0x205: 'WC' }, hosts: { zap: [zap(0x205)] } });
  const { focus, distances } = explored(new Exploration(alone, BOUNDS));
  expect(focus).toBe(1 << DETECTORS.findIndex(({ id }) => id === 'P12'));
  expect(distances[0]).toBe(8);
});

test('the picture of the state space counts each state once, and leads to what it marks', () => {
  const config = sceneConfig(AGE);
  const exploration = new Exploration(config, BOUNDS);
  const { shape, tree } = explored(exploration);
  const { graph } = exploration.search;
  expect(shape.reduce((sum, { states }) => sum + states, 0)).toBe(graph.states);
  expect(shape[0]).toEqual({ depth: 0, states: 1, ends: 0, violating: 0 });
  const marked = shape.filter(({ violating }) => violating > 0);
  expect(marked.length).toBeGreaterThan(0);
  for (const { depth } of marked) {
    const machine = new Machine(config);
    const bits = tree.runTo(depth, 'violation')!.map((way) => {
      return machine.step({ actor: graph.actorOf(way), variant: graph.variantOf(way) });
    });
    expect(bits.length).toBe(depth + 1);
    expect(bits.at(-1)! & P8).toBe(P8);
  }
  for (const { depth, ends } of shape) {
    expect(tree.runTo(depth, 'any')).toHaveLength(depth);
    const end = tree.runTo(depth, 'end');
    expect(end === null).toBe(ends === 0);
    const machine = new Machine(config);
    for (const way of end ?? []) {
      machine.step({ actor: graph.actorOf(way), variant: graph.variantOf(way) });
    }
    if (end !== null) expect([0, 1].map((actor) => machine.nextStep(actor))).toEqual([null, null]);
  }
  expect(tree.runTo(shape.length, 'any')).toBeNull();
});
