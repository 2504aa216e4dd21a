import { expect, test } from 'vitest';
import { DETECTORS } from '../engine/detectors/registry.ts';
import { Machine } from '../engine/machine.ts';
import type { ScheduleStep } from '../engine/schedule-text.ts';
import { clearYoung, sceneConfig, store, type Scene } from '../engine/testing/scene.ts';
import { neededSteps } from './needed-steps.ts';
import { shortestViolation } from './paths.ts';
import { Search } from './search.ts';
import { complete } from './slices.ts';

const P8 = 1 << DETECTORS.findIndex((detector) => detector.id === 'P8');
const AGE: Scene = {
  leafs: { 0x205: 'WC' },
  vcpus: [[store(0x205)]],
  hosts: { age: [clearYoung(0x205)] },
};
const times = (count: number, actor: number): ScheduleStep[] =>
  Array.from({ length: count }, () => ({ actor, variant: 0 }));

test('of the shortest witness every step is needed, and each last step before a switch must come then', () => {
  const config = sceneConfig(AGE);
  const search = new Search(new Machine(config));
  while (!search.advance(1000));
  const { graph } = search;
  const schedule = shortestViolation(graph, P8)!.ways.map((way) => ({
    actor: graph.actorOf(way),
    variant: graph.variantOf(way),
  }));
  const needs = complete(neededSteps(config, { schedule, properties: P8 }));
  // The ager reads the entry at step 6; vCPU 0 sets D at 11; the ager stores at 12.
  expect(schedule).toEqual([...times(6, 1), ...times(5, 0), ...times(1, 1)]);
  expect(needs).toEqual([
    { first: 1, last: 6, without: 'clean', before: 11 },
    { first: 7, last: 11, without: 'clean', before: 12 },
    { first: 12, last: 12, without: 'clean', before: null },
  ]);
});

test('a step that is not needed is told: the run violates without it, and with it later', () => {
  const config = sceneConfig({
    ...AGE,
    vcpus: [[store(0x205)], [store(0x206)]],
  });
  const schedule = [...times(6, 2), ...times(1, 1), ...times(5, 0), ...times(1, 2)];
  const needs = complete(neededSteps(config, { schedule, properties: P8 }));
  expect(needs.map(({ without, before }) => [without, before])).toEqual([
    ['clean', 12],
    ['violates', null],
    ['clean', 13],
    ['clean', null],
  ]);
});

test('a step without which the rest cannot be followed is told apart', () => {
  const config = sceneConfig(AGE);
  const schedule = [...times(12, 1), ...times(6, 0)];
  const needs = complete(neededSteps(config, { schedule, properties: P8 }));
  expect(new Set(needs.map(({ without }) => without))).toEqual(new Set(['clean', 'stuck']));
});
