import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runTree, type TreeRun } from './run-tree.ts';
import { ROW_HEIGHT, treeLines } from './tree-lines.ts';

/** A letter a step: who moves. */
function run(id: string, steps: string): TreeRun {
  return {
    id,
    name: id,
    schedule: Array.from(steps, (letter) => ({ actor: letter.charCodeAt(0), variant: 0 })),
  };
}

const RUNS = [
  run('story', 'aabbcc'),
  run('one', 'aacc'),
  run('two', 'aabbd'),
  run('three', 'aaccd'),
];

describe('the tree of runs', () => {
  test('each parts from the one it has most in common with, at the step where they differ', () => {
    const rows = runTree(RUNS);
    expect(rows.map(({ id, parent, forkAt, level }) => ({ id, parent, forkAt, level }))).toEqual([
      { id: 'story', parent: null, forkAt: 0, level: 1 },
      { id: 'two', parent: 'story', forkAt: 4, level: 2 },
      { id: 'one', parent: 'story', forkAt: 2, level: 2 },
      { id: 'three', parent: 'one', forkAt: 4, level: 3 },
    ]);
    expect(rows.map(({ place, siblings }) => `${place}/${siblings}`)).toEqual([
      '1/1',
      '1/2',
      '2/2',
      '1/1',
    ]);
  });

  test('a run that has nothing in common with any parts from the first one at its start', () => {
    expect(runTree([run('story', 'ab'), run('other', 'ba')])[1]).toMatchObject({
      parent: 'story',
      forkAt: 0,
    });
  });

  const runsAtRandom = fc
    .uniqueArray(fc.stringMatching(/^[ab]{0,7}$/), { minLength: 1, maxLength: 9 })
    .map((all) => all.map((steps, index) => run(`run ${index}`, steps)));

  test('holds every run once, parents above what parts from them', () => {
    fc.assert(
      fc.property(runsAtRandom, (runs) => {
        const rows = runTree(runs);
        expect(rows.map(({ id }) => id).sort()).toEqual(runs.map(({ id }) => id).sort());
        const places = new Map(rows.map(({ id }, index) => [id, index]));
        rows.slice(1).forEach(({ parent }, index) => {
          expect(places.get(parent!)!).toBeLessThanOrEqual(index);
        });
      }),
    );
  });

  test('lines do not cross: nothing parts to the left of one that stands below it', () => {
    fc.assert(
      fc.property(runsAtRandom, (runs) => {
        const rows = runTree(runs);
        rows.forEach(({ parent, forkAt }, index) => {
          const from = rows.findIndex(({ id }) => id === parent);
          // Those between hang on the part of the same run that is to the right.
          for (const between of rows.slice(from + 1, index))
            expect(between.steps === 0 ? forkAt : between.forkAt).toBeGreaterThanOrEqual(forkAt);
        });
      }),
    );
  });

  test('lines begin where runs part and end at their last step; violations stand on them', () => {
    const lines = treeLines({ rows: runTree(RUNS), violated: { two: [5] }, width: 200 });
    const [story, two] = lines;
    expect(two!.fork!.x).toBeGreaterThan(story!.end.x / 2);
    expect(two!.fork!.y).toBe(story!.end.y);
    expect(two!.end.y).toBe(1.5 * ROW_HEIGHT);
    expect(two!.marks).toEqual([{ step: 5, x: two!.end.x, y: two!.end.y }]);
  });
});
