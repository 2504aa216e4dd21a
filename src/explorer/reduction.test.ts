import { expect, test } from 'vitest';
import { Machine } from '../engine/machine.ts';
import { sceneConfig, store } from '../engine/testing/scene.ts';
import { Reduction } from './reduction.ts';

function reductionOf(): Reduction {
  return new Reduction(new Machine(sceneConfig({ vcpus: [[store(0x205)]] })).map);
}

const step = { reads: [1, 2], writes: [2] };

test('a step is alone while nobody else writes what it reads, or reads or writes what it writes', () => {
  const seen = (reads: number[], writes: number[]): boolean => {
    const reduction = reductionOf();
    reduction.note(0, step);
    reduction.note(1, { reads, writes });
    return reduction.isAlone(0, step);
  };
  expect(seen([1, 3], [3])).toBe(true);
  expect(seen([1], [1])).toBe(false);
  expect(seen([2], [])).toBe(false);
  expect(seen([2], [2])).toBe(false);
});

test('what was assumed of a step taken alone is broken by any other actor, and by that only', () => {
  const broken = (actor: number, reads: number[], writes: number[]): boolean => {
    const reduction = reductionOf();
    reduction.rely(0, step);
    reduction.note(actor, { reads, writes });
    return reduction.isBroken;
  };
  expect(broken(0, [1, 2], [1, 2])).toBe(false);
  expect(broken(1, [1], [])).toBe(false);
  expect(broken(1, [], [1])).toBe(true);
  expect(broken(1, [2], [])).toBe(true);
  expect(broken(1, [], [2])).toBe(true);
});

test('a look at whole tables reads every entry; a new beginning keeps what was seen', () => {
  const reduction = reductionOf();
  reduction.rely(0, { reads: [], writes: [7] });
  reduction.noteTables(1);
  expect(reduction.isBroken).toBe(true);
  reduction.beginAgain();
  expect(reduction.isBroken).toBe(false);
  expect(reduction.isAlone(0, { reads: [], writes: [7] })).toBe(false);
});
